/** What a trade looks like on the way of the price: its fills, and how long which level stood. */
import type { Envelope } from '../../envelope.ts';
import type { Timestamp } from '../../identifiers.ts';
import { averagePrice, decimalText, magnitude, negate, priceText, toFloat } from '../../money.ts';
import type { OrderTerms, Side } from '../../orders.ts';

/** The best prices at a moment, or the range of a bar that ended then: for the eye only. */
export interface Shown {
  readonly at: Timestamp;
  readonly low: number;
  readonly high: number;
}
export interface Fill {
  readonly at: Timestamp;
  readonly side: Side;
  readonly price: number;
  readonly text: string;
}
/** A price that stood from one moment to another. */
export interface Level {
  readonly kind: 'average' | 'stop' | 'target';
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly price: number;
  readonly text: string;
}

/** What market data says of a price; nothing for what says nothing of one. */
export function shownBy({ at, data }: Envelope): Shown | undefined {
  switch (data.type) {
    case 'market.quote':
      return { at, low: toFloat(data.bid), high: toFloat(data.ask) };
    case 'market.trade':
      return { at, low: toFloat(data.price), high: toFloat(data.price) };
    case 'market.bar':
      return { at, low: toFloat(data.low), high: toFloat(data.high) };
    default:
      return undefined;
  }
}

/** Every execution, as it was booked first. */
export const fillsOf = (facts: readonly Envelope[]): readonly Fill[] =>
  facts.flatMap(({ at, data }) =>
    data.type === 'order.filled'
      ? [
          {
            at,
            side: data.side,
            price: toFloat(data.price),
            text: `${data.side} ${decimalText(data.quantity)} at ${decimalText(data.price)}`,
          },
        ]
      : [],
  );

/** The average price of what was held, and the prices of the stops and targets that worked, each as long as it stood. */
export function levelsOf(facts: readonly Envelope[]): readonly Level[] {
  const levels: Level[] = [];
  const open = new Map<string, Omit<Level, 'to'>>();
  const end = facts.at(-1)?.at ?? (0 as Timestamp);
  function stand(name: string, at: Timestamp, next: Pick<Level, 'kind' | 'price' | 'text'> | undefined): void {
    const before = open.get(name);
    if (before !== undefined && next !== undefined && before.price === next.price) return;
    if (before !== undefined && before.from < at) levels.push({ ...before, to: at });
    open.delete(name);
    if (next !== undefined) open.set(name, { ...next, from: at });
  }
  const terms = new Map<string, OrderTerms>();
  for (const { at, data } of facts) {
    if (data.type === 'order.place') terms.set(data.order, data.terms);
    if (data.type === 'order.amended') terms.set(data.order, data.terms);
    if (data.type === 'order.working' || data.type === 'order.amended')
      stand(data.order, at, levelOf(data.role, terms.get(data.order)));
    if (data.type === 'order.settled') stand(data.order, at, undefined);
    if (data.type === 'position.changed') stand('average', at, averageOf(data));
  }
  for (const [name] of [...open]) stand(name, end, undefined);
  return levels;
}

type Standing = Pick<Level, 'kind' | 'price' | 'text'>;

function levelOf(role: string, terms: OrderTerms | undefined): Standing | undefined {
  const found = role === 'stop' ? terms?.stop : role === 'target' ? terms?.limit : undefined;
  if (found === undefined) return undefined;
  return { kind: role === 'stop' ? 'stop' : 'target', price: toFloat(found), text: `${role} ${decimalText(found)}` };
}

type Changed = Extract<Envelope['data'], { type: 'position.changed' }>;
function averageOf({ quantity, cost }: Changed): Standing | undefined {
  if (quantity === 0n) return undefined;
  const average = averagePrice(quantity < 0n ? negate(cost) : cost, magnitude(quantity));
  return { kind: 'average', price: toFloat(average), text: `average ${priceText(average, 4).replace(/0{1,2}$/, '')}` };
}
