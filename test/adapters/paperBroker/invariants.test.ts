import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import type { PaperOrder } from '../../../src/adapters/paperBroker/paperOrder.ts';
import type { PaperRules } from '../../../src/adapters/paperBroker/rules.ts';
import { later, timestamp } from '../../../src/identifiers.ts';
import type { Price } from '../../../src/money.ts';
import { price, quantity, ratio } from '../../../src/money.ts';
import type { Amendment, OrderTerms } from '../../../src/orders.ts';
import { orderTypes, sides, timesInForce, triggers } from '../../../src/orders.ts';
import { rulesOfTypes } from '../../../src/orderTypes.ts';
import type { BrokerFact } from '../../../src/ports.ts';
import { createPaper } from '../../support/paper.ts';

const cents = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((value) => price((value / 100).toFixed(2)));
const shares = fc.integer({ min: 1, max: 300 }).map((value) => quantity(value));
const distance = fc.oneof(
  cents(1, 40).map((amount) => ({ by: 'amount', amount }) as const),
  fc.constantFrom('0.001', '0.02').map((share) => ({ by: 'percent', ratio: ratio(share) }) as const),
);
const near = cents(960, 1_040);
const start = timestamp('2025-03-03T20:00:00Z');

/** Terms that the type takes; now and then ones that it does not, which are to be ignored. */
const order = fc
  .record({
    type: fc.constantFrom(...orderTypes),
    side: fc.constantFrom(...sides),
    timeInForce: fc.constantFrom(...timesInForce),
    trigger: fc.constantFrom(...triggers),
    quantity: shares,
    limit: near,
    stop: near,
    trail: distance,
    activation: near,
    limitOffset: cents(1, 20),
    offset: distance,
    displaySize: shares,
    minimumQuantity: shares,
    outsideRegularHours: fc.boolean(),
    keeps: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  })
  .map(({ keeps, ...all }): Partial<OrderTerms> => {
    const { needs, takes } = rulesOfTypes[all.type];
    const kept = Object.entries(all).filter(([name], index) => {
      if (needs.includes(name as never) || !(name in optional)) return true;
      return takes.includes(name as never) ? keeps[index % 8] : false;
    });
    return {
      ...Object.fromEntries(kept),
      ...(all.timeInForce === 'gtd' ? { goodTill: later(start, 5_000_000_000 as never) } : {}),
    };
  });
const optional = {
  limit: 1,
  stop: 1,
  trail: 1,
  activation: 1,
  limitOffset: 1,
  offset: 1,
  displaySize: 1,
  minimumQuantity: 1,
};

type Act =
  | { readonly do: 'place'; readonly terms: Partial<OrderTerms> }
  | { readonly do: 'amend'; readonly order: number; readonly change: Amendment }
  | { readonly do: 'cancel'; readonly order: number }
  | { readonly do: 'quote'; readonly bid: number; readonly spread: number; readonly size: number }
  | { readonly do: 'trade'; readonly at: number; readonly size: number }
  | { readonly do: 'bar'; readonly prices: readonly number[]; readonly spread: number }
  | { readonly do: 'pass'; readonly seconds: number };

const change: fc.Arbitrary<Amendment> = fc.oneof(
  fc.record({ quantity: shares }),
  fc.record({ limit: near }),
  fc.record({ stop: near }),
  fc.record({ trail: distance }),
  fc.record({ displaySize: shares }),
);
const cent = fc.integer({ min: 960, max: 1_040 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('place' as const), terms: order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('amend' as const), order: fc.nat(9), change }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), order: fc.nat(9) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('quote' as const),
      bid: cent,
      spread: fc.nat(6),
      size: fc.integer({ min: 0, max: 200 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('trade' as const), at: cent, size: fc.integer({ min: 1, max: 200 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('bar' as const),
      prices: fc.array(cent, { minLength: 4, maxLength: 4 }),
      spread: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(40_000) }) },
);

const rules: fc.Arbitrary<Partial<PaperRules>> = fc.record({
  barPath: fc.constantFrom('nearestFirst', 'highFirst', 'lowFirst'),
  sameBar: fc.constantFrom('path', 'pessimistic', 'optimistic'),
  gap: fc.constantFrom('open', 'level'),
  limitFill: fc.constantFrom('touch', 'through'),
  trades: fc.constantFrom('setOff', 'fill'),
  queue: fc.constantFrom('front', 'back'),
  icebergRefresh: fc.constantFrom('nextQuote', 'atOnce'),
  midprice: fc.constantFrom('rests', 'atOnce'),
  triggerSide: fc.constantFrom('filling', 'resting'),
  auctionPrice: fc.constantFrom('trade', 'quote'),
});

type Paper = ReturnType<typeof createPaper>;
const text = (value: number): string => (value / 100).toFixed(2);

function perform(paper: Paper, one: Act, name: () => string): void {
  switch (one.do) {
    case 'place':
      return paper.place(name(), one.terms);
    case 'amend':
      return paper.amend(`o${one.order}`, one.change);
    case 'cancel':
      return paper.cancel(`o${one.order}`);
    case 'quote':
      return paper.quote(text(one.bid), text(one.bid + one.spread), one.size);
    case 'trade':
      return paper.trade(text(one.at), one.size);
    case 'bar': {
      const [open = 0, close = 0] = one.prices;
      const path = [open, Math.max(...one.prices), Math.min(...one.prices), close];
      const bids = path.map(text) as unknown as [string, string, string, string];
      const asks = path.map((at) => text(at + one.spread)) as unknown as [string, string, string, string];
      return paper.quoteBar(bids, asks, 150);
    }
    case 'pass':
      return paper.pass(one.seconds);
  }
}

/** A second bookkeeper: it believes only what was reported. */
class Auditor {
  readonly #paper: Paper;
  readonly #placed: Partial<OrderTerms>[] = [];
  readonly #filled = new Map<string, bigint>();
  #heard = 0;
  held = 0n;

  constructor(paper: Paper) {
    this.#paper = paper;
  }

  watch(one: Act): void {
    perform(this.#paper, one, () => `o${one.do === 'place' ? this.#placed.push(one.terms) - 1 : ''}`);
    const orders = this.#paper.broker.save().orders;
    for (const fact of this.#paper.facts.slice(this.#heard)) {
      if (fact.type !== 'broker.execution') continue;
      const known = orders.find((each) => each.order === fact.order)?.terms;
      this.#book(fact, known ?? this.#placed[Number(fact.order.slice(1))] ?? {});
    }
    this.#heard = this.#paper.facts.length;
    for (const each of orders) this.#compare(each);
  }

  #book(fact: Extract<BrokerFact, { type: 'broker.execution' }>, { side, limit }: Partial<OrderTerms>): void {
    const isWithin = limit === undefined || (side === 'buy' ? fact.price <= limit : fact.price >= limit);
    expect(isWithin && fact.quantity > 0n && fact.price > 0n, `${fact.order} within its limit`).toBe(true);
    this.#filled.set(fact.order, (this.#filled.get(fact.order) ?? 0n) + fact.quantity);
    this.held += side === 'buy' ? fact.quantity : -fact.quantity;
  }

  #compare({ order: id, state, terms, filled }: PaperOrder): void {
    expect(filled, `${id} counts what was reported`).toBe(this.#filled.get(id) ?? 0n);
    expect(filled <= terms.quantity, `${id} is not overfilled`).toBe(true);
    if (state === 'filled') expect(filled).toBe(terms.quantity);
  }
}

describe('whatever is ordered, by whatever rules', () => {
  it('nothing fills beyond its limit or its quantity, and the account holds what was reported', () => {
    fc.assert(
      fc.property(rules, fc.array(act, { maxLength: 40 }), fc.boolean(), (options, acts, isCalendar) => {
        const hours = isCalendar ? { hours: createNyseCalendar() } : {};
        const paper = createPaper({ rules: options, ...hours }, start);
        paper.quote('10.00', '10.02');
        const auditor = new Auditor(paper);
        for (const one of acts) auditor.watch(one);
        expect(paper.broker.save().positions[0]?.quantity ?? 0n).toBe(auditor.held);
      }),
      { numRuns: 300, seed: 20_250_303 },
    );
  });

  it('B21.3: a trailing stop that nobody changes never gives way', () => {
    fc.assert(
      fc.property(rules, fc.array(act, { maxLength: 40 }), order, (options, acts, terms) => {
        const paper = createPaper({ rules: options }, start);
        paper.quote('10.00', '10.02');
        paper.place('t', { ...trailingOf(terms), quantity: quantity(100) });
        let level: Price | undefined;
        for (const one of acts) {
          if (one.do !== 'quote' && one.do !== 'bar' && one.do !== 'trade') continue;
          perform(paper, one, () => '');
          const { trailLevel } = paper.broker.save().orders[0] ?? {};
          const isKept = level === undefined || trailLevel === undefined || isNoWorse(terms.side, level, trailLevel);
          expect(isKept).toBe(true);
          level = trailLevel;
        }
      }),
      { numRuns: 200, seed: 20_250_304 },
    );
  });
});

const isNoWorse = (side: OrderTerms['side'] | undefined, before: Price, now: Price): boolean =>
  side === 'sell' ? now >= before : now <= before;

const trailingOf = ({ side, trigger, trail }: Partial<OrderTerms>): Partial<OrderTerms> => ({
  type: 'trailingStop',
  timeInForce: 'gtc',
  ...(side === undefined ? {} : { side }),
  ...(trigger === undefined ? {} : { trigger }),
  trail: trail ?? { by: 'amount', amount: price('0.10') },
});
