import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import type { GroupEvent } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { coverOf, heldOf } from '../../src/machines/group/legs.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { drive, flat } from '../support/charts.ts';
import { bracket, entered, entry, G, oco, on, placed, stop, target } from '../support/groups.ts';

const [spare1, spare2] = ['spare1', 'spare2'] as unknown as [OrderId, OrderId];
const driven = (events: readonly GroupEvent[], input = bracket()) => {
  const chart = drive(groupMachine, input);
  chart.send(...events);
  return chart;
};
const spoken = (messages: readonly { readonly type: string }[]): readonly Asked[] =>
  messages.flatMap((message) =>
    message.type === 'group.spoke' ? (message as unknown as { messages: Asked[] }).messages : [],
  );
/** What a step asked for, one line each; the clock apart. */
const asked = (messages: readonly { readonly type: string }[]): string[] =>
  spoken(messages)
    .filter(({ type }) => !type.startsWith('clock.'))
    .map(line);
interface Asked {
  readonly type: string;
  readonly order?: string;
  readonly cover?: bigint;
  readonly change?: Record<string, bigint>;
  readonly terms?: OrderTerms;
}
function line({ type, order, cover, change, terms: placed }: Asked): string {
  if (cover !== undefined) return `${type} ${decimalText(cover as never)}`;
  const details = Object.entries(change ?? {}).map(([name, value]) => `${name} ${decimalText(value as never)}`);
  const size = placed === undefined ? [] : [`${placed.side} ${decimalText(placed.quantity)} ${placed.type}`];
  return [type, order, ...size, ...details].filter((part) => part !== undefined).join(' ');
}

type Row = readonly [
  name: string,
  given: readonly GroupEvent[],
  when: GroupEvent,
  then: string,
  asks: readonly string[],
];
const rows: readonly Row[] = [
  [
    'started, it places every leg, the entry first',
    [],
    on.start(),
    'placing',
    [
      'order.place entry buy 100 market',
      'order.place target sell 100 limit',
      'order.place stop sell 100 stop',
      'protection.asked',
    ],
  ],
  [
    'B34: a stop that waits for its parent is no protection',
    [on.start()],
    on.works(stop, 100, 'parent'),
    'placing',
    [],
  ],
  [
    'a stop that the broker lets go for what has filled protects so much',
    [...placed, on.fills(entry, 40)],
    on.works(stop, 40),
    'placing',
    ['protection.confirmed -40'],
  ],
  [
    'the entry is over and the exits are at what is held: balanced after the next fact',
    [...placed, on.fills(entry, 100), on.works(target, 100), on.works(stop, 100)],
    on.ends(entry, 'filled', 100),
    'active.balancing',
    [],
  ],
  [
    'the entry ended early: the exits are brought to what is held',
    [...placed, on.fills(entry, 40), on.works(target, 100), on.works(stop, 100)],
    on.ends(entry, 'cancelled', 40),
    'active.balancing',
    ['order.change target quantity 40', 'order.change stop quantity 40'],
  ],
  [
    'new levels: one change a leg',
    entered,
    on.protect({ stop: '95.50', target: '104' }),
    'active.balancing',
    ['order.change target limit 104', 'order.change stop stop 95.5'],
  ],
  [
    'one request a leg at a time',
    [...entered, on.protect({ stop: '95.50' })],
    on.protect({ stop: '96' }),
    'active.balancing',
    [],
  ],
  [
    'the next request goes once the last is answered',
    [...entered, on.protect({ stop: '95.50' }), on.protect({ stop: '96' })],
    on.amended(stop, { stop: price('95.50') }),
    'active.balancing',
    ['order.change stop stop 96'],
  ],
  [
    'B9: a refused change is not asked for again at once, and nothing is balanced before it is',
    [...entered, on.protect({ stop: '95.50' })],
    on.failed(stop),
    'active.balancing',
    [],
  ],
  [
    'a target fills in part: the broker reduces the stop, we wait',
    entered,
    on.fills(target, 40),
    'active.balancing',
    [],
  ],
  [
    'the broker has reduced the stop: balanced',
    [...entered, on.fills(target, 40)],
    on.works(stop, 60),
    'active.balanced',
    ['protection.confirmed -60'],
  ],
  [
    'B32: the broker does not reduce it: we do, after the deadline',
    [...entered, on.fills(target, 40)],
    on.deadline('balance'),
    'active.balancing',
    ['order.change stop quantity 60'],
  ],
  ['an addition is placed', entered, on.extend(), 'active.balancing', ['order.place adjust buy 100 market']],
  [
    'an addition fills: the exits grow',
    [...entered, on.extend()],
    on.fills('adjust' as OrderId, 100),
    'active.balancing',
    ['order.change target quantity 200', 'order.change stop quantity 200'],
  ],
  [
    'the target fills whole: the rest is left to the broker',
    [...entered, on.fills(target, 100)],
    on.ends(target, 'filled', 100),
    'winding',
    [],
  ],
  [
    'the broker does not end the rest: we do, after the deadline',
    [...entered, on.fills(target, 100), on.ends(target, 'filled', 100)],
    on.deadline('winding'),
    'winding',
    ['order.cancel stop'],
  ],
  [
    'B10: done once every leg has ended on the evidence of the broker',
    [...entered, on.fills(target, 100), on.ends(target, 'filled', 100)],
    on.ends(stop, 'cancelled', 0),
    'done',
    ['protection.confirmed 0'],
  ],
  [
    'B10: both legs fill: an alarm, and the excess is traded back',
    [...entered, on.fills(target, 100), on.ends(target, 'filled', 100)],
    on.fills(stop, 100),
    'overfilled',
    ['protection.confirmed 0', 'order.place spare1 buy 100 market'],
  ],
  [
    'B33: to leave, the target is made marketable',
    entered,
    on.close(),
    'active.balancing',
    ['order.change target limit 98'],
  ],
  [
    'without a target that works the stop is',
    [...entered, on.ends(target, 'cancelled', 0)],
    on.close(),
    'active.balancing',
    ['order.change stop stop 98'],
  ],
  ['leaving before anything filled takes the entry back', placed, on.close(), 'placing', ['order.cancel entry']],
  [
    'B18: a leg can not be placed before a fill: everything is taken back',
    [on.start()],
    on.ends(stop, 'rejected', 0),
    'unwinding',
    ['order.cancel entry', 'order.cancel target'],
  ],
  [
    'B18: the stop is lost after the fill: a stop of its own at once',
    [...placed, on.fills(entry, 100), on.works(target, 100)],
    on.ends(stop, 'rejected', 0),
    'standalone',
    ['protection.asked', 'order.place spare1 sell 100 stop'],
  ],
  [
    'the stop of its own works: active again',
    [...placed, on.fills(entry, 100), on.works(target, 100), on.ends(stop, 'rejected', 0)],
    on.works('spare1' as OrderId, 100, 'trigger'),
    'active.balancing',
    ['protection.confirmed -100'],
  ],
  [
    'B34.2: the entry fills in part and its children sleep on: they are taken back',
    [...placed, on.fills(entry, 40)],
    on.deadline('protection'),
    'active.balancing',
    ['order.cancel target', 'order.cancel stop'],
  ],
  [
    'B34.2: the stop has ended on the word of the broker: one of our own for what has filled',
    [...placed, on.fills(entry, 40), on.deadline('protection')],
    on.ends(stop, 'cancelled', 0),
    'standalone',
    ['protection.asked', 'order.place spare1 sell 40 stop'],
  ],
  [
    'B34.2: and a target beside it, once the old one has ended',
    [...placed, on.fills(entry, 40), on.deadline('protection'), on.ends(stop, 'cancelled', 0)],
    on.ends(target, 'cancelled', 0),
    'standalone',
    ['order.place spare2 sell 40 limit'],
  ],
  [
    'B34.3: a child that its parent takes along is replaced at once',
    [...placed, on.fills(entry, 40), on.ends(entry, 'cancelled', 40)],
    on.ends(stop, 'cancelled', 0),
    'standalone',
    ['protection.asked', 'order.place spare1 sell 40 stop'],
  ],
  [
    'the children woke in time: nothing is taken back',
    [...placed, on.fills(entry, 40), on.works(target, 40), on.works(stop, 40)],
    on.deadline('protection'),
    'placing',
    [],
  ],
  [
    'the entry was refused: everything is taken back',
    [on.start()],
    on.ends(entry, 'refused', 0),
    'winding',
    ['order.cancel target', 'order.cancel stop'],
  ],
  [
    'the stop is cancelled by hand: a stop of its own at once',
    entered,
    on.ends(stop, 'cancelled', 0),
    'standalone',
    ['protection.lost 0', 'protection.asked', 'order.place spare1 sell 100 stop'],
  ],
  [
    'nobody answers for the stop: it is no protection',
    entered,
    on.silent(stop),
    'active.balanced',
    ['protection.lost 0'],
  ],
];

describe('a bracket', () => {
  it.each(rows)('%s', (_name, given, when, then, asks) => {
    const chart = driven(given);
    const messages = chart.send(when);
    expect(flat(chart.snapshot().value)).toBe(then);
    expect(asked(messages)).toEqual(asks);
  });

  it('B34: the time for protection runs only while an entry that fills in parts is short of it', () => {
    const timers = (messages: readonly { readonly type: string }[]) =>
      spoken(messages)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('clock.'));
    const chart = driven(placed);
    expect(timers(chart.send(on.fills(entry, 40)))).toEqual(['clock.arm']);
    expect(timers(chart.send(on.works(target, 40)))).toEqual([]);
    expect(timers(chart.send(on.works(stop, 40)))).toEqual(['clock.disarm']);
    expect(timers(chart.send(on.fills(entry, 60)))).toEqual([]);
  });

  describe('whose stop covers too little for longer than it may, while the entry still works', () => {
    const short = [
      ...placed,
      on.fills(entry, 40),
      on.works(target, 40),
      on.works(stop, 40),
      on.trades(30),
      on.deadline('protection'),
    ];

    it('takes its children back from the broker: never do two size the same orders', () => {
      const chart = driven(short.slice(0, -1));
      expect(asked(chart.send(on.deadline('protection')))).toEqual(['order.cancel target', 'order.cancel stop']);
      expect(asked(chart.send(on.works(stop, 50)))).toEqual(['protection.confirmed -50']);
    });

    it('puts a pair of its own in their place, for all that is held', () => {
      const chart = driven(short);
      expect(asked(chart.send(on.ends(stop, 'cancelled', 0)))).toEqual([
        'protection.lost 0',
        'protection.asked',
        'order.place spare1 sell 70 stop',
      ]);
      expect(asked(chart.send(on.ends(target, 'cancelled', 0)))).toEqual(['order.place spare2 sell 70 limit']);
      chart.send(on.works(spare1, 70), on.works(spare2, 70), on.fills(entry, 10));
      expect(asked(chart.send(on.works(spare1, 70)))).toEqual([]);
      expect(asked(chart.send(on.fills(entry, 10)))).toEqual([]);
      expect(
        chart
          .snapshot()
          .context.legs.filter(({ asking }) => asking)
          .map(({ order }) => order),
      ).toEqual([spare1, spare2]);
    });

    it('leaves a target away that a person took back', () => {
      const chart = driven([...placed, on.fills(entry, 40), on.works(stop, 40), on.works(target, 40)]);
      chart.send(on.ends(target, 'cancelled', 0), on.trades(30), on.deadline('protection'));
      expect(asked(chart.send(on.ends(stop, 'cancelled', 0)))).toEqual([
        'protection.lost 0',
        'protection.asked',
        'order.place spare1 sell 70 stop',
      ]);
      expect(asked(chart.send(on.works(spare1, 70)))).toEqual(['protection.confirmed -70']);
    });

    it('has no stop left where its sibling filled for all of it: one is placed anew', () => {
      const chart = driven([...short.slice(0, -1), on.fills(target, 40)]);
      expect(asked(chart.send(on.works(stop, 0)))).toEqual(['protection.lost 0']);
      chart.send(on.deadline('protection'));
      expect(asked(chart.send(on.ends(stop, 'cancelled', 0)))).toContain('order.place spare1 sell 30 stop');
    });
  });

  describe('whose replacement is turned down', () => {
    const lost = [...entered, on.ends(stop, 'cancelled', 0)];

    it.each([
      'refused',
      'rejected',
    ] as const)('%s: it is not asked for again at once, but once its time has come', (outcome) => {
      const chart = driven(lost);
      expect(asked(chart.send(on.ends(spare1, outcome, 0)))).toEqual([]);
      expect(chart.value()).toBe('standalone');
      expect(asked(chart.send(on.deadline('balance')))).toEqual([
        'protection.asked',
        'order.place spare2 sell 100 stop',
      ]);
    });

    it('is asked for again as soon as the desk says that it may be', () => {
      const chart = driven([...lost, on.ends(spare1, 'refused', 0)]);
      expect(asked(chart.send(on.retry()))).toEqual(['protection.asked', 'order.place spare2 sell 100 stop']);
    });

    it('is asked for again when what is held has changed', () => {
      const chart = driven([...lost, on.ends(spare1, 'refused', 0)]);
      expect(asked(chart.send(on.fills(target, 40)))).toContain('order.place spare2 sell 60 stop');
    });

    it('is asked for less and less often, and never given up: names are asked for before they run out', () => {
      const chart = driven(lost);
      const waits: number[] = [];
      const names: string[] = [];
      for (let round = 1; round <= 9; round++) {
        chart.send(on.ends(`spare${round}` as OrderId, 'rejected', 0));
        const messages = chart.send(on.deadline('balance'));
        waits.push(
          ...messages.flatMap((each) =>
            each.type === 'clock.arm' ? [(each as never as { after: number }).after / 1_000_000] : [],
          ),
        );
        if (spoken(messages).some(({ type }) => type === 'group.wantsNames')) {
          names.push(`round ${round}`);
          chart.send(on.supply(`spare${round + 3}`, `spare${round + 4}`));
        }
      }
      expect(names).toEqual(['round 2', 'round 4', 'round 6', 'round 8']);
      expect(waits).toEqual([20, 40, 80, 160, 320, 320, 320, 320, 320]);
    });
  });

  it('what came in by hand leaves by hand while the entry works: the round trip is over, the entry is taken back', () => {
    const chart = driven([...placed, on.trades(30)]);
    expect(asked(chart.send(on.trades(-30)))).toEqual([
      'order.cancel entry',
      'order.cancel target',
      'order.cancel stop',
    ]);
    expect(chart.value()).toBe('winding');
  });

  it('B14: the entry is busted after it ended: nothing is held, so the exits end', () => {
    const chart = driven(entered);
    expect(asked(chart.send(on.fills(entry, -100)))).toEqual(['order.cancel target', 'order.cancel stop']);
    expect(chart.value()).toBe('winding');
  });

  it('a cancel that the broker turns down is asked for again, once the time for an answer is over', () => {
    const chart = driven([...entered, on.fills(target, 100), on.ends(target, 'filled', 100)]);
    expect(asked(chart.send(on.deadline('winding')))).toEqual(['order.cancel stop']);
    expect(asked(chart.send(on.kept(stop)))).toEqual([]);
    expect(asked(chart.send(on.deadline('winding')))).toEqual(['order.cancel stop']);
  });

  it('too much went out and every kept name is used: the name of a way out serves for the way back', () => {
    const chart = driven([...placed, on.fills(target, 40)], bracket({ spares: [] }));
    expect(chart.value()).toBe('overfilled');
    expect(asked(chart.send(on.close()))).toContain('order.place exit buy 40 market');
  });

  it('a fill that was too much is busted: the alarm is over', () => {
    const chart = driven([...placed, on.fills(target, 40)]);
    expect(chart.value()).toBe('overfilled');
    chart.send(on.fills(target, -40));
    expect(chart.value()).toBe('winding');
  });

  it('a late fill of the entry after the end is judged again: a stop of its own', () => {
    const chart = driven([
      on.start(),
      on.ends(entry, 'cancelled', 0),
      on.ends(target, 'cancelled', 0),
      on.ends(stop, 'cancelled', 0),
    ]);
    expect(chart.value()).toBe('done');
    expect(asked(chart.send(on.fills(entry, 30)))).toContain('order.place spare1 sell 30 stop');
    expect(chart.value()).toBe('standalone');
  });
});

describe('leaving by an order of its own', () => {
  it('B38.2: without a quote the legs are taken back, and it leaves at the market', () => {
    const chart = driven(entered);
    const close: GroupEvent = { type: 'group.close', group: G, exit: { order: 'exit' as OrderId }, why: 'enough' };
    expect(asked(chart.send(close))).toEqual(['order.cancel target', 'order.cancel stop']);
    chart.send(on.ends(target, 'cancelled', 0));
    expect(asked(chart.send(on.ends(stop, 'cancelled', 0)))).toContain('order.place exit sell 100 market');
  });

  const lost = [...entered, on.ends(stop, 'cancelled', 0), on.ends(target, 'cancelled', 0), on.close()];
  const spare = 'spare1' as OrderId;
  const exit = 'exit' as OrderId;

  it('happens once nothing else can be made marketable', () => {
    expect(asked(driven(lost).send(on.ends(spare, 'cancelled', 0)))).toEqual(['order.place exit sell 100 limit']);
  });

  it('happens once: an exit that ended unfilled is not placed again under its name', () => {
    const chart = driven([...lost, on.ends(spare, 'cancelled', 0)]);
    expect(asked(chart.send(on.ends(exit, 'cancelled', 0)))).toEqual([]);
    expect(asked(chart.send(on.close()))).toEqual([]);
  });
});

describe('an OCO', () => {
  it('is done when one leg has filled and the other has ended', () => {
    const chart = driven([on.start(), on.works(target, 100), on.works(stop, 100)], oco());
    expect(chart.value()).toBe('active.balanced');
    chart.send(on.fills(stop, 100), on.ends(stop, 'filled', 100));
    expect(chart.value()).toBe('winding');
    chart.send(on.ends(target, 'cancelled', 0));
    expect(chart.value()).toBe('done');
  });
});

/** A broker in the small: it answers what was asked for in any order, fills entry and target as chance has it, and reduces the stop. */
class SmallBroker {
  readonly chart = driven([
    on.start(),
    on.works(target, 100, 'parent'),
    on.works(stop, 100, 'parent'),
    on.works(entry, 100),
  ]);
  readonly #open: Asked[] = [];
  readonly #size = new Map<OrderId, number>([
    [target, 0],
    [stop, 0],
  ]);
  #entered = 0;
  #left = 0;
  #isEntryOver = false;

  get held(): number {
    return this.#entered - this.#left;
  }

  /** The entry fills so much more; both children are let go for as much. */
  enter(shares: number): void {
    const room = Math.min(shares, 100 - this.#entered);
    if (room === 0 || this.#isEntryOver) return;
    this.#entered += room;
    this.#hear(on.fills(entry, room));
    for (const order of [target, stop]) this.#restate(order, room);
  }

  endEntry(): void {
    if (this.#isEntryOver || this.#entered === 0) return;
    this.#isEntryOver = true;
    this.#hear(on.ends(entry, 'cancelled', this.#entered));
  }

  /** The target fills so much, but never everything; the stop is reduced by as much. */
  leave(shares: number): void {
    const part = Math.min(shares, this.held - 1);
    if (part < 1) return;
    this.#left += part;
    this.#hear(on.fills(target, part));
    this.#restate(stop, -part);
  }

  /** One of the open requests is granted. */
  answer(which: number): void {
    const [request] = this.#open.splice(which % this.#open.length, 1);
    if (request === undefined) return;
    const order = request.order as OrderId;
    const wanted = request.change?.quantity;
    if (wanted !== undefined) this.#size.set(order, Number(wanted / 100_000_000n));
    this.#hear(on.amended(order, { quantity: quantity(this.#size.get(order) ?? 0) }));
  }

  /** Everything is answered, twice over: after the deadline the group asks for what was missing. */
  settle(): void {
    this.enter(1);
    this.endEntry();
    while (this.#open.length > 0) this.answer(0);
    this.#hear(on.deadline('balance'));
    while (this.#open.length > 0) this.answer(0);
  }

  #restate(order: OrderId, by: number): void {
    const size = (this.#size.get(order) ?? 0) + by;
    this.#size.set(order, size);
    this.#hear(on.works(order, size));
  }

  #hear(event: GroupEvent): void {
    this.#open.push(...requests(this.chart.send(event)).filter(({ type }) => type === 'order.change'));
  }
}
const requests = (messages: readonly { readonly type: string }[]): Asked[] =>
  messages.flatMap((message) => (message as unknown as { messages?: Asked[] }).messages ?? []);

describe('for any interleaving', () => {
  const step = fc.record({
    what: fc.constantFrom('enter', 'leave', 'answer', 'endEntry'),
    size: fc.integer({ min: 1, max: 40 }),
  });

  it('B9: at rest the stop is for exactly what is held, the target for no more', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const broker = new SmallBroker();
        for (const { what, size } of steps) broker[what as 'enter'](size);
        broker.settle();
        const { context } = broker.chart.snapshot();
        const targetLeg = context.legs.find(({ order }) => order === target);
        expect(heldOf(context)).toBe(quantity(broker.held));
        expect(coverOf(context)).toBe(-heldOf(context));
        expect((targetLeg?.terms.quantity ?? 0n) - (targetLeg?.filled ?? 0n)).toBe(heldOf(context));
      }),
      { numRuns: 300 },
    );
  });
});
