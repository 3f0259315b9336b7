/** A paper account that is there already, in real time: its own market, and what a test leaves in it is taken back. */
import { createLiveClock } from '../../src/adapters/clock/liveClock.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import type { ApprovalId, CommandId, OrderId } from '../../src/identifiers.ts';
import { accountId, instrumentId } from '../../src/identifiers.ts';
import type { Quantity } from '../../src/money.ts';
import { magnitude } from '../../src/money.ts';
import { signed } from '../../src/orders.ts';
import type { ApprovedOrder, Broker, BrokerFact } from '../../src/ports.ts';
import type { BrokerRig, Levels } from '../contracts/brokerContract.ts';
import { levelsAt } from '../contracts/brokerContract.ts';
import { arriving } from './arriving.ts';
import { terms } from './orders.ts';

export interface PaperAddress {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  readonly account: string;
  /** Nothing more is on its way when nothing has come for so long: milliseconds. */
  readonly quiet: number;
}

const SPY = instrumentId('SPY');
const COMMAND = 'c' as CommandId;

/** Real time and a network have no turns to count. */
async function patiently(holds: () => boolean): Promise<void> {
  for (const begin = Date.now(); !holds(); ) {
    if (Date.now() - begin > 45_000) throw new Error('the broker has not answered for 45 seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** `host:port:clientId:account`. @throws Error for anything else: whoever sets it means it */
export function paperAddress(text: string): PaperAddress {
  const match = /^([^:]+):(\d+):(\d+):(D\w+)$/.exec(text);
  if (match === null) throw new Error(`ORDERMATON_IB_PAPER is host:port:clientId:account, of a paper account: ${text}`);
  const [, host = '', port, clientId, account = ''] = match;
  return { host, port: Number(port), clientId: Number(clientId), account, quiet: 1_500 };
}

export function ibPaperRig({ host, port, clientId, account: name, quiet }: PaperAddress): BrokerRig {
  const account = accountId(name);
  const broker = createInteractiveBrokers({
    ...{ host, port, clientId, account, mode: 'paper', clock: createLiveClock() },
    ...{ ids: createMemoryIdStore(), chance: Math.random },
  });
  const quotes = broker.quotes({
    instruments: [SPY],
    days: { from: '2026-01-01', to: '2026-01-01' },
    allowDelayed: true,
  });
  let news = Date.now();
  const placed = new Map<OrderId, { readonly side: 'buy' | 'sell'; filled: Quantity }>();
  const executions = new Set<string>();
  const seen = (fact: BrokerFact): void => {
    news = Date.now();
    if (fact.type !== 'broker.execution' || executions.has(fact.execution)) return;
    executions.add(fact.execution);
    const order = placed.get(fact.order);
    if (order !== undefined) order.filled = (order.filled + fact.quantity) as Quantity;
  };
  const watched: Broker = {
    abilities: broker.abilities,
    connect: (hear) =>
      broker.connect((fact) => {
        seen(fact);
        hear(fact);
      }),
    place(order, command) {
      placed.set(order.order, { side: order.terms.side, filled: 0n as Quantity });
      broker.place(order, command);
    },
    amend: (amendment, command) => broker.amend(amendment, command),
    cancel: (order, command) => broker.cancel(order, command),
    ask: (order, command) => broker.ask(order, command),
    disconnect: () => broker.disconnect(),
  };
  const silence = async (): Promise<void> => {
    news = Date.now();
    while (Date.now() - news < quiet) await new Promise((resolve) => setTimeout(resolve, quiet / 10));
  };
  const rig = arriving(watched, silence, patiently);
  return {
    ...rig,
    account,
    isShared: true,
    async quoted(): Promise<Levels> {
      for await (const batch of quotes.batches())
        for (const { event } of batch) if (event.type === 'market.quote') return levelsAt(event.bid, event.ask);
      throw new Error('the quotes ended');
    },
    async close() {
      for (const order of placed.keys()) watched.cancel(order, COMMAND);
      await rig.arrive();
      let net = 0n;
      for (const { side, filled } of placed.values()) net += signed(side, filled);
      if (net !== 0n) {
        const { limit: _limit, ...back } = terms({ account, type: 'market', side: net > 0n ? 'sell' : 'buy' });
        const given = { ...back, quantity: magnitude(net as Quantity) };
        const order = `back.${Date.now().toString(36)}` as OrderId;
        watched.place({ order, approval: 'a' as ApprovalId, terms: given } as ApprovedOrder, COMMAND);
        await rig.arrive();
      }
      quotes.close();
      watched.disconnect();
    },
  };
}
