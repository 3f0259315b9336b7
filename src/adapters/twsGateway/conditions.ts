/** Conditions of orders: which are understood, when they may become true, and whether they hold by what is shown now. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { midpoint } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Catalogue } from './instruments.ts';
import type { WireCondition, WireConditions } from './wire/conditions.ts';
import { conditionFields } from './wire/conditions.ts';
import type { WireOrder } from './wire/placeOrder.ts';
import { readWireTime } from './wireTimes.ts';

type PriceCondition = Extract<WireCondition, { readonly type: 1 }>;

/** What is shown, and what was shown before it: some methods want two in a row. */
interface Seen {
  readonly quotes: readonly { readonly bid: Price; readonly ask: Price }[];
  readonly trades: readonly Price[];
}

const NOTHING: Seen = { quotes: [], trades: [] };
const MOST_KEPT = 2;
const unserved: Readonly<Record<number, string>> = {
  4: 'the margin cushion',
  5: 'an execution',
  6: 'a volume',
  7: 'a change in per cent',
};

/** The prices that a method looks at, newest first; of a quote the side that is the last to come there. */
const watched: Readonly<Record<number, (seen: Seen, isMore: boolean) => readonly Price[]>> = {
  0: ({ trades }) => trades.slice(0, 1),
  1: ({ quotes }, isMore) => pair(quotes.map((quote) => side(quote, isMore))),
  2: ({ trades }) => trades.slice(0, 1),
  3: ({ trades }) => pair(trades),
  4: ({ quotes }, isMore) => quotes.slice(0, 1).map((quote) => side(quote, isMore)),
  8: ({ quotes }) => quotes.slice(0, 1).map(({ bid, ask }) => midpoint(bid, ask)),
};
const EITHER = 7;
const side = ({ bid, ask }: Seen['quotes'][number], isMore: boolean): Price => (isMore ? bid : ask);
const pair = (prices: readonly Price[]): readonly Price[] => (prices.length < MOST_KEPT ? [] : prices);

const instrumentOf = ({ conId }: PriceCondition, catalogue: Catalogue): InstrumentId | undefined =>
  catalogue.byId(conId)?.instrument;

/** Whether an order waits for something before it may work. */
export const isConditional = ({ conditions, goodAfterTime }: WireOrder): boolean =>
  goodAfterTime !== '' || (conditions !== undefined && !conditions.cancelOrder);

/** Why conditions are not taken; `undefined` when they are. */
export const conditionProblem = ({ conditions }: WireConditions, catalogue: Catalogue): string | undefined =>
  conditions.map((condition) => problemOf(condition, catalogue)).find((problem) => problem !== undefined);

function problemOf(condition: WireCondition, catalogue: Catalogue): string | undefined {
  if (condition.type === 3)
    return readWireTime(condition.time) === undefined ? `${condition.time} is no time` : undefined;
  if (condition.type !== 1) return `a condition on ${unserved[condition.type]} is not supported by this gateway`;
  const { conId, triggerMethod } = condition;
  if (instrumentOf(condition, catalogue) === undefined) return `the contract ${conId} of a condition is not known`;
  const isMethod = triggerMethod === EITHER || watched[triggerMethod] !== undefined;
  return isMethod ? undefined : `the trigger method ${triggerMethod} of a condition is not supported`;
}

export const areSame = (a: WireConditions | undefined, b: WireConditions | undefined): boolean =>
  conditionFields(a).join('\0') === conditionFields(b).join('\0');

/** When time alone may change whether they hold. */
export const momentsOf = ({ conditions }: WireConditions): readonly Timestamp[] =>
  conditions.flatMap((condition) => (condition.type === 3 ? [readWireTime(condition.time) as Timestamp] : []));

/** The instruments that they look at. */
export const instrumentsOf = (
  { conditions }: WireConditions,
  catalogue: Catalogue,
): readonly (InstrumentId | undefined)[] =>
  conditions.flatMap((condition) => (condition.type === 1 ? [instrumentOf(condition, catalogue)] : []));

/** What conditions are judged by. */
export class SeenPrices {
  readonly #catalogue: Catalogue;
  readonly #seen = new Map<InstrumentId, Seen>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  hear(event: MarketEvent): void {
    const { quotes, trades } = this.#seen.get(event.instrument) ?? NOTHING;
    if (event.type === 'market.quote' || event.type === 'market.quoteBar') {
      const quote = event.type === 'market.quote' ? event : { bid: event.bidClose, ask: event.askClose };
      const kept = [{ bid: quote.bid, ask: quote.ask }, ...quotes].slice(0, MOST_KEPT);
      this.#seen.set(event.instrument, { quotes: kept, trades });
    }
    if (event.type === 'market.trade' || event.type === 'market.bar') {
      const price = event.type === 'market.bar' ? event.close : event.price;
      this.#seen.set(event.instrument, { quotes, trades: [price, ...trades].slice(0, MOST_KEPT) });
    }
  }

  /** Whether they hold now. `and` binds closer than `or`: each word joins its condition to the next one. */
  hold({ conditions }: WireConditions, now: Timestamp): boolean {
    let [any, all] = [false, true];
    for (const condition of conditions) {
      all &&= this.#holds(condition, now);
      if (condition.conjunction === 'a' && condition !== conditions.at(-1)) continue;
      any ||= all;
      all = true;
    }
    return any;
  }

  #holds(condition: WireCondition, now: Timestamp): boolean {
    if (condition.type === 3) {
      const at = readWireTime(condition.time);
      return at !== undefined && now >= at === condition.isMore;
    }
    if (condition.type !== 1) return false;
    const instrument = instrumentOf(condition, this.#catalogue);
    const seen = (instrument === undefined ? undefined : this.#seen.get(instrument)) ?? NOTHING;
    const { isMore, price, triggerMethod } = condition;
    const methods = triggerMethod === EITHER ? [2, 4] : [triggerMethod];
    return methods.some((method) => {
      const prices = watched[method]?.(seen, isMore) ?? [];
      return prices.length > 0 && prices.every((each) => (isMore ? each >= price : each <= price));
    });
  }
}
