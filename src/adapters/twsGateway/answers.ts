/** What each request is answered by: one line or a few for each kind, complete by its type. */
import type { AccountId } from '../../identifiers.ts';
import type { Client } from './client.ts';
import { contractAnswers } from './contractAnswers.ts';
import type { Answers, Floor, RequestOf } from './floor.ts';
import { end, subscribe } from './floor.ts';
import type { GatewayExecution, GatewayOrder } from './gatewayOrders.ts';
import { BY_HAND, hasEnded } from './gatewayOrders.ts';
import { historyAnswers } from './historyAnswers.ts';
import { NO_CONTRACT } from './instruments.ts';
import { quoteAnswers } from './quoteAnswers.ts';
import { realTimeBarAnswers } from './realTimeBars.ts';
import { referenceAnswers } from './referenceAnswers.ts';
import {
  accountDownloadEndFields,
  accountSummaryEndFields,
  accountTimeFields,
  accountUpdateMultiEndFields,
  positionEndFields,
  positionMultiEndFields,
} from './wire/accountMessages.ts';
import { completedOrderFields } from './wire/completedOrder.ts';
import {
  commissionReportFields,
  completedOrdersEndFields,
  executionFields,
  executionsEndFields,
  openOrderEndFields,
} from './wire/orderMessages.ts';
import type { Request } from './wire/requests.ts';
import { wordsFor } from './wire/requests.ts';
import { currentTimeFields, managedAccountsFields, nextValidIdFields } from './wire/sessionMessages.ts';
import { epochSeconds, readWireTime, wireClock, wireTime } from './wireTimes.ts';

const answers: Answers = {
  startApi: (_floor, client) => client.connection.tell(-1, 321, 'The API has been started already.'),
  reqIds: ({ broker }, client) => client.send(nextValidIdFields(broker.orders.nextId(client.id))),
  reqManagedAccts: ({ accounts }, client) => client.send(managedAccountsFields(accounts)),
  reqCurrentTime: ({ clock }, client) => client.send(currentTimeFields(epochSeconds(clock.now()))),
  setServerLogLevel: () => undefined,
  reqAutoOpenOrders: ({ broker }, client, { bind }) => {
    if (client.id !== BY_HAND) return client.connection.tell(-1, 321, 'Only the client 0 can bind orders.');
    client.bindsOrders = bind;
    if (bind) broker.bind();
  },

  placeOrder: ({ broker }, client, request) => {
    const refusal = broker.place(client.id, request);
    if (refusal !== undefined) client.connection.tell(request.orderId, refusal.code, refusal.text);
  },
  cancelOrder: ({ broker }, client, { orderId }) => {
    const refusal = broker.cancel(client.id, orderId);
    if (refusal !== undefined) client.connection.tell(orderId, refusal.code, refusal.text);
  },
  reqGlobalCancel: ({ broker }) => broker.cancelAll(),
  reqOpenOrders: (floor, client) => {
    // To ask for its orders binds what was entered by hand. Source: Interactive Brokers, TWS API, "Retrieving currently active orders".
    if (client.id === BY_HAND) floor.broker.bind();
    tellOpen(floor, client, ({ clientId }) => clientId === client.id);
  },
  reqAllOpenOrders: (floor, client) => tellOpen(floor, client, () => true),
  reqCompletedOrders: (floor, client) => client.connection.answering(() => tellCompleted(floor, client)),
  reqExecutions: (floor, client, asked) => client.connection.answering(() => tellExecutions(floor, client, asked)),

  reqPositions: ({ accounts, teller }, client) => {
    client.hearsPositions = true;
    client.send(...accounts.flatMap((account) => teller.positions(account)), positionEndFields());
  },
  cancelPositions: (_floor, client) => {
    client.hearsPositions = false;
  },
  reqAccountUpdates: (floor, client, { subscribe, account: name }) => {
    if (!subscribe) {
      client.accountUpdates = undefined;
      return;
    }
    const account = accountOf(floor, client, { requestId: -1, name });
    if (account === undefined) return;
    const { teller, clock } = floor;
    client.accountUpdates = account;
    client.send(...teller.values(account), ...teller.portfolio(account), accountTimeFields(wireClock(clock.now())));
    client.send(accountDownloadEndFields(account));
  },
  reqAccountUpdatesMulti: (floor, client, { requestId, account: name, modelCode }) => {
    const account = accountOf(floor, client, { requestId, name });
    if (account === undefined || !subscribe(client, requestId, { kind: 'accountMulti', account, modelCode })) return;
    client.send(...floor.teller.multi(requestId, account, modelCode), accountUpdateMultiEndFields(requestId));
  },
  cancelAccountUpdatesMulti: end,
  reqPositionsMulti: (floor, client, { requestId, account: name, modelCode }) => {
    const account = accountOf(floor, client, { requestId, name });
    if (account === undefined || !subscribe(client, requestId, { kind: 'positionsMulti', account, modelCode })) return;
    client.send(...floor.teller.positionsMulti(requestId, account, modelCode), positionMultiEndFields(requestId));
  },
  cancelPositionsMulti: end,
  reqAccountSummary: ({ accounts, teller }, client, { requestId, tags: text }) => {
    const tags = text.split(',').map((tag) => tag.trim());
    if (!subscribe(client, requestId, { kind: 'accountSummary', account: '', tags })) return;
    client.send(...accounts.flatMap((account) => teller.summary(requestId, account, tags)));
    client.send(accountSummaryEndFields(requestId));
  },
  cancelAccountSummary: end,
  reqPnL: (floor, client, { requestId, account: name }) => {
    const account = accountOf(floor, client, { requestId, name });
    if (account === undefined || !subscribe(client, requestId, { kind: 'pnl', account })) return;
    client.send(floor.teller.pnl(requestId, account));
  },
  cancelPnL: end,
  reqPnLSingle: (floor, client, { requestId, account: name, conId }) => {
    const account = accountOf(floor, client, { requestId, name });
    const listed = floor.catalogue.byId(conId);
    if (account === undefined) return;
    if (listed === undefined) return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    const { instrument } = listed;
    if (!subscribe(client, requestId, { kind: 'pnlSingle', account, instrument })) return;
    client.send(floor.teller.pnlSingle(requestId, account, instrument));
  },
  cancelPnLSingle: end,

  ...contractAnswers,
  ...quoteAnswers,
  ...historyAnswers,
  ...realTimeBarAnswers,
  ...referenceAnswers,
};

/** Answers one request, whatever it is. */
export function answer(floor: Floor, client: Client, { request, id }: { request: Request; id: number }): void {
  const found = request.kind === 'unknown' ? 'notServed' : answers[request.kind];
  if (found === 'notServed') {
    const name = request.kind === 'unknown' ? wordsFor(request.messageId) : request.kind;
    return client.connection.tell(id, 505, `Unknown message: this gateway does not serve ${name}.`);
  }
  // The table pairs each kind with the function that takes its request.
  (found as (floor: Floor, client: Client, request: Request) => void)(floor, client, request);
}

function tellOpen({ broker }: Floor, client: Client, isAsked: (order: GatewayOrder) => boolean): void {
  client.connection.answering(() => {
    for (const order of broker.orders.open()) if (isAsked(order)) client.send(...broker.describe(order));
    client.send(openOrderEndFields());
  });
}

function tellCompleted({ broker }: Floor, client: Client): void {
  for (const order of broker.orders.all()) {
    if (!hasEnded(order) || !client.mayHearOf(order)) continue;
    const { permId, listed, status, endedAt, filled } = order;
    const parent = order.order.parentId ? broker.orders.own(order.clientId, order.order.parentId) : undefined;
    client.send((version) =>
      completedOrderFields(version, {
        permId,
        contract: listed.contract,
        order: { ...order.order, totalQuantity: order.terms.quantity },
        status,
        filledQuantity: filled,
        parentPermId: parent?.permId ?? 0,
        completedTime: endedAt === undefined ? '' : wireTime(endedAt),
        completedStatus: status === 'Filled' ? 'Filled' : status,
      }),
    );
  }
  client.send(completedOrdersEndFields());
}

function tellExecutions({ broker }: Floor, client: Client, asked: RequestOf<'reqExecutions'>): void {
  const { requestId } = asked;
  const since = asked.time === '' ? undefined : readWireTime(asked.time);
  if (asked.time !== '' && since === undefined)
    return client.connection.tell(requestId, 321, `${asked.time} is no time.`);
  for (const execution of broker.orders.executions) {
    const { told, report, at } = execution;
    if (!client.mayHearOf(told) || (since !== undefined && at < since) || !isAskedFor(execution, asked)) continue;
    client.send((version) => executionFields(version, { ...told, requestId }));
    if (report !== undefined) client.send(commissionReportFields(report));
  }
  client.send(executionsEndFields(requestId));
}

/** Whether it passes the filter; what is empty, and the client 0, filter nothing. */
function isAskedFor({ told }: GatewayExecution, asked: RequestOf<'reqExecutions'>): boolean {
  const isAsked = (filter: string, ...values: readonly string[]): boolean =>
    filter === '' || values.includes(filter.toUpperCase());
  return (
    (!asked.clientId || told.clientId === asked.clientId) &&
    isAsked(asked.account, told.account) &&
    isAsked(asked.symbol, told.contract.symbol) &&
    isAsked(asked.secType, told.contract.secType) &&
    isAsked(asked.exchange, told.exchange) &&
    isAsked(asked.side, told.side, told.side === 'BOT' ? 'BUY' : 'SELL')
  );
}

/** The account that is meant; what is none is told. */
function accountOf(
  { accounts }: Floor,
  client: Client,
  { requestId, name }: { requestId: number; name: string },
): AccountId | undefined {
  const account = name === '' || name === 'All' ? accounts[0] : accounts.find((each) => each === name);
  if (account === undefined) client.connection.tell(requestId, 321, `Invalid account code '${name}'.`);
  return account;
}
