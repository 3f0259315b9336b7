/** What befalls a desk while it trades: faults of chance, each for a while, drawn from the knobs of the gateway. */
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';

export type Fault = Readonly<Record<string, unknown>>;

/** Something that begins with these, and is over after so many seconds with those. */
export interface Trouble {
  readonly name: string;
  readonly begins: readonly Fault[];
  readonly seconds: number;
  readonly ends?: readonly Fault[];
}

const aboutOrders = ['openOrder', 'orderStatus', 'execDetails', 'commissionReport'];
const oneOf = <T>(chance: Chance, all: readonly T[]): T => all[chance.whole(0, all.length - 1)] as T;

const troubles: readonly ((chance: Chance) => Trouble)[] = [
  (chance) => ({
    name: 'duplicates',
    begins: [{ fault: 'duplicate', percent: chance.whole(20, 100) }],
    seconds: 10,
  }),
  (chance) => ({
    name: 'delays',
    begins: [{ fault: 'delay', messages: [oneOf(chance, aboutOrders)], by: `${chance.whole(1, 20) * 100}ms` }],
    seconds: 8,
  }),
  (chance) => ({
    name: 'behind others',
    begins: [{ fault: 'delay', messages: ['execDetails'], behind: chance.whole(1, 4) }],
    seconds: 8,
  }),
  (chance) => ({
    name: 'drops',
    begins: [{ fault: 'drop', messages: [oneOf(chance, aboutOrders)], percent: 10, times: 3 }],
    seconds: 8,
  }),
  () => ({ name: 'another order', begins: [{ fault: 'reorder', messages: aboutOrders }], seconds: 8 }),
  (chance) => ({
    name: 'broken off',
    begins: [{ fault: 'kill', messages: [oneOf(chance, aboutOrders)] }],
    seconds: 4,
  }),
  () => ({ name: 'byte by byte', begins: [{ fault: 'bytes', client: 1 }], seconds: 0.5 }),
  () => ({ name: 'hung up', begins: [{ fault: 'hangUp' }], seconds: 3 }),
  ...[1101, 1102].map((code) => (chance: Chance) => ({
    name: `1100 and ${code}`,
    begins: [{ fault: 'notice', code: 1100 }],
    seconds: chance.whole(3, 20),
    ends: [{ fault: 'notice', code }],
  })),
  () => ({
    name: 'the server of TWS',
    begins: [{ fault: 'notice', code: 2110 }],
    seconds: 8,
    ends: [{ fault: 'notice', code: 1102 }],
  }),
  (chance) => ({ name: 'a restart', begins: [{ fault: 'restart', for: `${chance.whole(5, 30)}s` }], seconds: 40 }),
  () => ({
    name: 'a hand order elsewhere',
    begins: [{ fault: 'place', symbol: 'TSLA', action: 'BUY', quantity: 10, account: 'DU1234567' }],
    seconds: 2,
  }),
  (chance) => ({
    name: 'late commissions',
    begins: [{ fault: 'commission', how: 'late', by: `${chance.whole(1, 9)}s` }],
    seconds: 8,
  }),
  () => ({ name: 'unknown commissions', begins: [{ fault: 'commission', how: 'sentinel', by: '3s' }], seconds: 8 }),
  () => ({ name: 'missing commissions', begins: [{ fault: 'commission', how: 'missing', times: 2 }], seconds: 8 }),
  (chance) => ({ name: 'another price', begins: [{ fault: 'correct', price: chance.whole(50, 400) }], seconds: 5 }),
  (chance) => ({ name: 'other shares', begins: [{ fault: 'correct', shares: chance.whole(0, 9) * 10 }], seconds: 10 }),
  // What others do to what the desk itself holds: a person sells it, or the broker closes it.
  () => ({
    name: 'a hand sale',
    begins: [{ fault: 'place', symbol: 'SPY', action: 'SELL', quantity: 50 }],
    seconds: 20,
  }),
  // It halts the account, which then trades nothing until a person lets it.
  () => ({ name: 'a liquidation', begins: [{ fault: 'liquidate', symbol: 'QQQ' }], seconds: 5 }),
];

/** The next one. */
export const troubleOf = (chance: Chance): Trouble => oneOf(chance, troubles)(chance);
