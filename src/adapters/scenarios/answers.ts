/** What a scenario lets the broker answer for an order, as people write it: `working`, `filled 40 @ 100.02`, `rejected: no locate`. */
import type { Amount, Price, Quantity } from '../../money.ts';
import { amount, price, quantity } from '../../money.ts';
import { textField } from './texts.ts';

/** What a broker says of an order's standing alone. */
export type StatusAnswer =
  | { readonly says: 'received' | 'working' | 'expired' | 'found' | 'absent' | 'unknown' }
  | { readonly says: 'waiting'; readonly for: 'trigger' | 'parent' }
  | { readonly says: 'dormant'; readonly until: 'overnight' | 'day' }
  | { readonly says: 'held' | 'rejected' | 'cancelled' | 'cancelRejected'; readonly detail: string };

/** In the currency of the desk unless it names another. */
export interface Fee {
  readonly fee: Amount;
  readonly currency?: string;
}

export type Answer =
  | StatusAnswer
  | { readonly says: 'silence' | 'amended' | 'busted' }
  | { readonly says: 'amendRejected'; readonly detail: string }
  /** Without a quantity: all that is left. */
  | { readonly says: 'filled'; readonly quantity: Quantity | null; readonly price: Price; readonly fee: Fee | null }
  | { readonly says: 'corrected'; readonly quantity: Quantity; readonly price: Price }
  | { readonly says: 'restated'; readonly quantity: Quantity };

const plain: Readonly<Record<string, Answer>> = {
  received: { says: 'received' },
  working: { says: 'working' },
  waiting: { says: 'waiting', for: 'trigger' },
  'waiting for trigger': { says: 'waiting', for: 'trigger' },
  'waiting for parent': { says: 'waiting', for: 'parent' },
  asleep: { says: 'dormant', until: 'overnight' },
  'done for the day': { says: 'dormant', until: 'day' },
  expired: { says: 'expired' },
  amended: { says: 'amended' },
  found: { says: 'found' },
  absent: { says: 'absent' },
  unknown: { says: 'unknown' },
  silence: { says: 'silence' },
  busted: { says: 'busted' },
};
const reasoned: Readonly<Record<string, Extract<Answer, { detail: string }>['says']>> = {
  held: 'held',
  rejected: 'rejected',
  cancelled: 'cancelled',
  'amend rejected': 'amendRejected',
  'cancel rejected': 'cancelRejected',
};
const NUMBER = '(\\d+(?:\\.\\d+)?)';
const FILLED = new RegExp(`^filled(?:\\s+${NUMBER})?\\s*@\\s*${NUMBER}(?:\\s+fee\\s+${NUMBER}(?:\\s+([A-Z]{3}))?)?$`);
const CORRECTED = new RegExp(`^corrected to\\s+${NUMBER}\\s*@\\s*${NUMBER}$`);
const RESTATED = new RegExp(`^restated to\\s+${NUMBER}$`);

/** What an answer expects, for messages. */
export const ANSWER_EXPECTED = `what the broker says: ${[...Object.keys(plain), ...Object.keys(reasoned)].join(', ')}, filled 40 @ 100.02 (fee 0.35), corrected to 40 @ 100.03, restated to 40`;

export const answerField = textField<Answer>(
  (text) => plain[text] ?? withReason(text) ?? withFigures(text),
  ANSWER_EXPECTED,
);

function withReason(text: string): Answer | undefined {
  const match = /^([a-z ]+?)(?::\s*(.+))?$/.exec(text);
  const says = reasoned[match?.[1] ?? ''];
  return says === undefined ? undefined : { says, detail: match?.[2] ?? 'as the scenario says' };
}

function withFigures(text: string): Answer | undefined {
  const filled = FILLED.exec(text);
  if (filled !== null) {
    const [, shares, at = '', fee, currency] = filled;
    return {
      says: 'filled',
      quantity: shares === undefined ? null : aboveZero(quantity(shares)),
      price: aboveZero(price(at)),
      fee: fee === undefined ? null : { fee: amount(fee), ...(currency === undefined ? {} : { currency }) },
    };
  }
  const corrected = CORRECTED.exec(text);
  if (corrected !== null)
    return {
      says: 'corrected',
      quantity: aboveZero(quantity(corrected[1] ?? '')),
      price: aboveZero(price(corrected[2] ?? '')),
    };
  const restated = RESTATED.exec(text);
  return restated === null ? undefined : { says: 'restated', quantity: aboveZero(quantity(restated[1] ?? '')) };
}

function aboveZero<T extends bigint>(value: T): T {
  if (value <= 0n) throw new RangeError();
  return value;
}
