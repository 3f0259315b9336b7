/** What each request is answered by: one line or a few for each kind, complete by its type. */
import type { AccountId } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import type { AccountTeller } from './accountMessages.ts';
import type { Client, Subscription } from './client.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import type { GatewayExecution, GatewayOrder } from './gatewayOrders.ts';
import { BY_HAND, hasEnded, NO_CONTRACT } from './gatewayOrders.ts';
import type { Catalogue } from './instruments.ts';
import { detailsOf, MARKET_RULE, MINIMUM_TICK } from './instruments.ts';
import type { GatewayMarket } from './market.ts';
import { barsOf } from './pastBars.ts';
import { openingTicks } from './quoteMessages.ts';
import {
  accountDownloadEndFields,
  accountSummaryEndFields,
  accountTimeFields,
  accountUpdateMultiEndFields,
  positionEndFields,
  positionMultiEndFields,
} from './wire/accountMessages.ts';
import { completedOrderFields } from './wire/completedOrder.ts';
import { contractDetailsEndFields, contractDetailsFields } from './wire/contractMessages.ts';
import {
  headTimestampFields,
  historicalDataFields,
  marketRuleFields,
  symbolSamplesFields,
} from './wire/historyMessages.ts';
import {
  commissionReportFields,
  completedOrdersEndFields,
  executionFields,
  executionsEndFields,
  openOrderEndFields,
} from './wire/orderMessages.ts';
import type { Request } from './wire/requests.ts';
import { currentTimeFields, managedAccountsFields, nextValidIdFields } from './wire/sessionMessages.ts';
import { tickSnapshotEndFields } from './wire/tickMessages.ts';
import { epochSeconds, readWireTime, wireClock, wireDate, wireTime } from './wireTimes.ts';

/** What answers are made from. */
export interface Floor {
  readonly clock: Clock;
  readonly accounts: readonly AccountId[];
  readonly broker: GatewayBroker;
  readonly teller: AccountTeller;
  readonly market: GatewayMarket;
  readonly catalogue: Catalogue;
  /** Of the generated market. */
  readonly seed: number;
}

type Kind = Exclude<Request['kind'], 'unknown'>;
type RequestOf<K extends Kind> = Extract<Request, { readonly kind: K }>;
type Answers = { readonly [K in Kind]: ((floor: Floor, client: Client, request: RequestOf<K>) => void) | 'notServed' };

/** Lines of market data at a time. Source: Interactive Brokers, TWS API, "Market data lines". */
const MOST_LINES = 100;

const answers: Answers = {
  startApi: (_floor, client) => client.connection.tell(-1, 321, 'The API has been started already.'),
  reqIds: ({ broker }, client) => client.send(nextValidIdFields(broker.orders.nextId(client.id))),
  reqManagedAccts: ({ accounts }, client) => client.send(managedAccountsFields(accounts)),
  reqCurrentTime: ({ clock }, client) => client.send(currentTimeFields(epochSeconds(clock.now()))),
  setServerLogLevel: () => undefined,
  // Whatever is asked for, the data are live: the stream says so.
  reqMarketDataType: () => undefined,
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
  reqCompletedOrders: tellCompleted,
  reqExecutions: tellExecutions,

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

  reqContractDetails: ({ clock, catalogue }, client, { requestId, contract }) => {
    const listed = catalogue.found(contract);
    if (listed === undefined) return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    const details = detailsOf(listed, wireDate(clock.now()));
    client.send((version) => contractDetailsFields(version, requestId, details), contractDetailsEndFields(requestId));
  },
  reqMatchingSymbols: ({ catalogue }, client, { requestId, pattern }) => {
    const samples = catalogue.matching(pattern).map(({ contract, primaryExch, longName }) => ({
      ...contract,
      primaryExch,
      derivatives: [],
      description: longName,
    }));
    client.send((version) => symbolSamplesFields(version, requestId, samples));
  },
  reqMarketRule: (_floor, client, { ruleId }) => {
    if (ruleId !== MARKET_RULE) return client.connection.tell(-1, 321, `There is no market rule ${ruleId}.`);
    client.send(marketRuleFields(ruleId, [{ lowEdge: MINIMUM_TICK, increment: MINIMUM_TICK }]));
  },
  reqMktData: (floor, client, { requestId, contract, snapshot }) => {
    const listed = floor.catalogue.found(contract);
    const shown = listed === undefined ? undefined : floor.market.shown(listed.instrument);
    if (listed === undefined || shown === undefined)
      return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    const { instrument } = listed;
    if (!snapshot && !subscribe(client, requestId, { kind: 'marketData', instrument })) return;
    client.send(...openingTicks(requestId, shown, floor.clock.now()));
    if (snapshot) client.send(tickSnapshotEndFields(requestId));
  },
  cancelMktData: end,
  reqTickByTickData: ({ catalogue }, client, { requestId, contract, tickType }) => {
    const listed = catalogue.found(contract);
    if (listed === undefined) return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    const kind = ({ Last: 'last', AllLast: 'allLast', BidAsk: 'bidAsk', MidPoint: 'midPoint' } as const)[tickType];
    if (kind === undefined) return client.connection.tell(requestId, 321, `There are no ticks of type ${tickType}.`);
    subscribe(client, requestId, { kind, instrument: listed.instrument });
  },
  cancelTickByTickData: end,

  reqHistoricalData: tellPast,
  // It is answered at once and whole.
  cancelHistoricalData: () => undefined,
  reqHeadTimestamp: ({ catalogue }, client, { requestId, contract }) => {
    if (catalogue.found(contract) === undefined)
      return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    client.send(headTimestampFields(requestId, FIRST_BAR));
  },
  reqHistoricalTicks: 'notServed',
  reqRealTimeBars: 'notServed',
  cancelRealTimeBars: 'notServed',
};

/** Answers one request, whatever it is. */
export function answer(floor: Floor, client: Client, { request, id }: { request: Request; id: number }): void {
  const found = request.kind === 'unknown' ? 'notServed' : answers[request.kind];
  if (found === 'notServed') {
    const name = request.kind === 'unknown' ? `message ${request.messageId ?? 'without a number'}` : request.kind;
    return client.connection.tell(id, 505, `Unknown message: this gateway does not serve ${name}.`);
  }
  // The table pairs each kind with the function that takes its request.
  (found as (floor: Floor, client: Client, request: Request) => void)(floor, client, request);
}

function tellPast(
  { market, catalogue, seed, clock }: Floor,
  client: Client,
  asked: RequestOf<'reqHistoricalData'>,
): void {
  const { requestId, contract, endDateTime } = asked;
  const tell = (code: number, text: string): void => client.connection.tell(requestId, code, text);
  const listed = catalogue.found(contract);
  const shown = listed === undefined ? undefined : market.shown(listed.instrument);
  if (listed === undefined || shown === undefined) return tell(NO_CONTRACT.code, NO_CONTRACT.text);
  if (asked.keepUpToDate) return tell(321, 'Bars that are kept up to date are not simulated: ask again instead.');
  const end = endDateTime === '' ? clock.now() : readWireTime(endDateTime);
  if (end === undefined) return tell(321, `${endDateTime} is no time.`);
  if (!market.hasGeneratedPast || shown.close === undefined)
    return tell(162, 'Historical Market Data Service error message:HMDS query returned no data.');
  const bars = barsOf({ seed, conId: listed.contract.conId, base: shown.close }, asked, end);
  if ('code' in bars) return tell(bars.code, bars.text);
  const [first, last] = [bars[0]?.date ?? wireTime(end), bars.at(-1)?.date ?? wireTime(end)];
  client.send(historicalDataFields(requestId, { start: first, end: last, bars }));
}
/** Since when there are bars, as clients read it. */
const FIRST_BAR = '20000103-14:30:00';

function tellOpen({ broker }: Floor, client: Client, isAsked: (order: GatewayOrder) => boolean): void {
  for (const order of broker.orders.open()) if (isAsked(order)) client.send(...broker.describe(order));
  client.send(openOrderEndFields());
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

/** False when the id is taken, or there are too many lines; the client is told. */
function subscribe(client: Client, requestId: number, subscription: Subscription): boolean {
  const { subscriptions, connection } = client;
  if (subscriptions.has(requestId)) {
    connection.tell(requestId, 322, 'Duplicate ticker id.');
    return false;
  }
  if (subscriptions.size >= MOST_LINES) {
    connection.tell(requestId, 101, 'Max number of tickers has been reached.');
    return false;
  }
  subscriptions.set(requestId, subscription);
  return true;
}

/** Ends a subscription; of one that is not there clients are told 300. */
function end(_floor: Floor, client: Client, { requestId }: { readonly requestId: number }): void {
  if (!client.subscriptions.delete(requestId))
    client.connection.tell(requestId, 300, `Can't find EId with tickerId:${requestId}`);
}
