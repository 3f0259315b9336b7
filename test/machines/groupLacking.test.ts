/** What the account has no more of what a group holds: its exits are for the rest, in every kind of life. */
import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import type { GroupEvent, GroupInput } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { drive, flat } from '../support/charts.ts';
import { bracket, entered, entry, G, on, placed, stop, target } from '../support/groups.ts';

const [cut, exit] = ['cut', 'exit'] as unknown as [OrderId, OrderId];
interface Asked {
  readonly type: string;
  readonly order?: string;
  readonly change?: Record<string, bigint>;
  readonly terms?: OrderTerms;
}
/** Orders that are asked for, one line each. */
const asked = (messages: readonly { readonly type: string }[]): string[] =>
  messages
    .flatMap((message) =>
      message.type === 'group.spoke' ? (message as unknown as { messages: Asked[] }).messages : [],
    )
    .filter(({ type }) => type.startsWith('order.'))
    .map(({ type, order, change, terms }) => {
      const figures = Object.entries(change ?? {}).map(([name, value]) => `${name} ${decimalText(value as never)}`);
      const size = terms === undefined ? [] : [`${terms.side} ${decimalText(terms.quantity)} ${terms.type}`];
      return [type, order, ...size, ...figures].join(' ');
    });
const driven = (events: readonly GroupEvent[], input: GroupInput = bracket()) => {
  const chart = drive(groupMachine, input);
  chart.send(...events);
  return chart;
};
const traded = (shares: number, lacking?: number): GroupEvent => ({
  type: 'group.traded',
  group: G,
  quantity: quantity(shares),
  ...(lacking === undefined ? {} : { lacking: quantity(lacking) }),
});

const brought = (shares: number) => [
  on.amended(target, { quantity: quantity(shares) }),
  on.amended(stop, { quantity: quantity(shares) }),
];
const takenBack = [on.lacks(100), on.ends(target, 'cancelled', 0), on.ends(stop, 'cancelled', 0)];

const rows: readonly (readonly [string, readonly GroupEvent[], GroupEvent, string, readonly string[]])[] = [
  [
    'stop and target are brought to what is there',
    entered,
    on.lacks(40),
    'active.balancing',
    ['order.change target quantity 60', 'order.change stop quantity 60'],
  ],
  [
    'they are taken back where nothing is there, and the group goes on',
    entered,
    on.lacks(100),
    'active.balancing',
    ['order.cancel target', 'order.cancel stop'],
  ],
  [
    'no less than nothing is there',
    entered,
    on.lacks(150),
    'active.balancing',
    ['order.cancel target', 'order.cancel stop'],
  ],
  [
    'with nothing there it rests without a stop, and puts none in the place of the one taken back',
    [...entered, ...takenBack.slice(0, 2)],
    on.ends(stop, 'cancelled', 0),
    'active.balanced',
    [],
  ],
  [
    'the same news twice changes nothing',
    [...entered, on.lacks(40), ...brought(60)],
    on.lacks(40),
    'active.balanced',
    [],
  ],
  [
    'what is there again is protected again',
    [...entered, on.lacks(40), ...brought(60)],
    on.lacks(10),
    'active.balancing',
    ['order.change target quantity 90', 'order.change stop quantity 90'],
  ],
  [
    'stop and target come back together for what is there again',
    [...entered, ...takenBack],
    on.lacks(70),
    'active.balancing',
    ['order.place spare1 sell 30 stop', 'order.place spare2 sell 30 limit'],
  ],
  [
    'what the stop sells is of what is there: the rest of it stays as it is',
    [...entered, on.lacks(40), ...brought(60), on.works(target, 60)],
    on.fills(stop, 20),
    'active.balancing',
    [],
  ],
  [
    'what others sold and is told late is both at once: nothing changes',
    [...entered, on.lacks(40), ...brought(60)],
    traded(-40, 0),
    'active.balanced',
    [],
  ],
  [
    'a sale of others beside what is lacking reduces what is there',
    [...entered, on.lacks(40), ...brought(60)],
    traded(-10),
    'active.balancing',
    ['order.change target quantity 50', 'order.change stop quantity 50'],
  ],
  ['while the entry works the broker sizes the children', placed, on.lacks(40), 'placing', []],
  [
    'and once it has ended they are brought to what is there',
    [...placed, on.lacks(40), on.fills(entry, 100), on.works(target, 100), on.works(stop, 100)],
    on.ends(entry, 'filled', 100),
    'active.balancing',
    ['order.change target quantity 60', 'order.change stop quantity 60'],
  ],
  [
    'a stop in the place of a lost one is for what is there',
    [...entered, on.lacks(40), ...brought(60)],
    on.ends(stop, 'cancelled', 0),
    'standalone',
    ['order.place spare1 sell 60 stop'],
  ],
  [
    'a part leaves room for what is lacking too',
    [...entered, on.lacks(40), ...brought(60)],
    on.reduce(30),
    'active.balancing',
    ['order.change target quantity 30', 'order.change stop quantity 30'],
  ],
  [
    'a part is never more than is there',
    [...entered, on.lacks(40), ...brought(60), on.reduce(80), on.ends(target, 'cancelled', 0)],
    on.ends(stop, 'cancelled', 0),
    'active.balancing',
    ['order.place cut sell 60 limit'],
  ],
  [
    'a part whose order is out is brought to what is there',
    [...entered, on.reduce(80), ...brought(20), on.works(cut, 80)],
    on.lacks(70),
    'active.balancing',
    ['order.cancel target', 'order.cancel stop', 'order.change cut quantity 30'],
  ],
  [
    'the way out is for what is there',
    [...entered, on.lacks(40), ...brought(60)],
    on.close(),
    'active.balancing',
    ['order.change target limit 98'],
  ],
  [
    'an order of its own on the way out is taken back where nothing is there any more',
    [...entered, on.close(), on.ends(stop, 'cancelled', 0), on.ends(target, 'cancelled', 0), on.works(exit, 100)],
    on.lacks(100),
    'active.balancing',
    ['order.cancel exit'],
  ],
  [
    'and is brought to it when it is on its way',
    [...entered, on.close(), on.amended(target, { limit: price(98) })],
    on.lacks(40),
    'active.balancing',
    ['order.change target quantity 60', 'order.change stop quantity 60'],
  ],
];

describe('what the account lacks of what a group holds', () => {
  it.each(rows)('%s', (_name, given, when, then, asks) => {
    const chart = driven(given);
    expect(asked(chart.send(when))).toEqual(asks);
    expect(flat(chart.value())).toBe(then);
  });
});
