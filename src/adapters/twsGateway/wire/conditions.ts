/** The conditions of an order, in one layout for both directions. */
import type { Price, Quantity, Ratio } from '../../../money.ts';
import type { FieldReader } from './fieldReader.ts';
import { decimal, flag, integer, list, text } from './fieldWriter.ts';

/** How a condition is joined to the next. */
type Conjunction = 'a' | 'o';

/** One condition; `type` is the number that the protocol has for it. */
export type WireCondition = { readonly conjunction: Conjunction } & (
  | {
      readonly type: 1;
      readonly isMore: boolean;
      readonly price: Price;
      readonly conId: number;
      readonly exchange: string;
      readonly triggerMethod: number;
    }
  | { readonly type: 3; readonly isMore: boolean; readonly time: string }
  | { readonly type: 4; readonly isMore: boolean; readonly percent: Ratio }
  | { readonly type: 5; readonly secType: string; readonly exchange: string; readonly symbol: string }
  | {
      readonly type: 6;
      readonly isMore: boolean;
      readonly volume: Quantity;
      readonly conId: number;
      readonly exchange: string;
    }
  | {
      readonly type: 7;
      readonly isMore: boolean;
      readonly percent: Ratio;
      readonly conId: number;
      readonly exchange: string;
    }
);

/** All conditions of an order and what they govern. */
export interface WireConditions {
  /** Never empty. */
  readonly conditions: readonly WireCondition[];
  readonly ignoreRth: boolean;
  /** Whether they end the order instead of letting it go. */
  readonly cancelOrder: boolean;
}

/** @throws `messageUnreadable` for a type or conjunction that the protocol does not have */
export function readConditions(read: FieldReader): WireConditions | undefined {
  const conditions = read.list(() => readCondition(read));
  return conditions.length === 0 ? undefined : { conditions, ignoreRth: read.flag(), cancelOrder: read.flag() };
}

function readCondition(read: FieldReader): WireCondition {
  const type = read.oneOf([1, 3, 4, 5, 6, 7], 'the type of a condition');
  const conjunction = read.word(['a', 'o'], 'a or o');
  if (type === 5) return { type, conjunction, secType: read.text(), exchange: read.text(), symbol: read.text() };
  const isMore = read.flag();
  switch (type) {
    case 1:
      return {
        type,
        conjunction,
        isMore,
        price: read.given(read.price()),
        conId: read.id(),
        exchange: read.text(),
        triggerMethod: read.integer() ?? 0,
      };
    case 3:
      return { type, conjunction, isMore, time: read.text() };
    case 4:
      return { type, conjunction, isMore, percent: read.given(read.ratio()) };
    case 6:
      return {
        type,
        conjunction,
        isMore,
        volume: read.given(read.quantity()),
        conId: read.id(),
        exchange: read.text(),
      };
    case 7:
      return {
        type,
        conjunction,
        isMore,
        percent: read.given(read.ratio()),
        conId: read.id(),
        exchange: read.text(),
      };
  }
}

/** The number of conditions, and what follows when there are any. */
export const conditionFields = (given: WireConditions | undefined): readonly string[] =>
  given === undefined ? ['0'] : [...list(given.conditions, fieldsOf), flag(given.ignoreRth), flag(given.cancelOrder)];

function fieldsOf(condition: WireCondition): readonly string[] {
  const head = [integer(condition.type), condition.conjunction];
  if (condition.type === 5) return [...head, text(condition.secType), text(condition.exchange), text(condition.symbol)];
  head.push(flag(condition.isMore));
  switch (condition.type) {
    case 1:
      return [
        ...head,
        decimal(condition.price),
        integer(condition.conId),
        text(condition.exchange),
        integer(condition.triggerMethod),
      ];
    case 3:
      return [...head, text(condition.time)];
    case 4:
      return [...head, decimal(condition.percent)];
    case 6:
      return [...head, decimal(condition.volume), integer(condition.conId), text(condition.exchange)];
    case 7:
      return [...head, decimal(condition.percent), integer(condition.conId), text(condition.exchange)];
  }
}
