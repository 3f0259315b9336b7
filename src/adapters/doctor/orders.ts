/** What previews say: whether orders are taken at all, and whether the account bears the largest ones of the desk. */

import { deskDefaults } from '../../configuration.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { decimalText, moneyText, times } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { Answer } from './consultation.ts';
import type { Finding } from './finding.ts';
import { found, unseen } from './finding.ts';
import { inTurns } from './inTurns.ts';
import { largestSize, sidesOf } from './largest.ts';
import type { Previewed } from './preview.ts';
import { isPrecaution, isReadOnly, preview } from './preview.ts';
import type { Round } from './round.ts';
import { accountOf } from './round.ts';

/** Where no symbol is named. */
const ANY = instrumentId('SPY');
const NO_ACCOUNT = 'it is not known for which account';

/** One lot as a what-if: a read-only API refuses even that. */
export async function ordersAllowed(round: Round): Promise<readonly Finding[]> {
  const { consultation, desk, symbols } = round;
  const account = accountOf(round);
  if (account === undefined) return [found('readOnly', 'notChecked', NO_ACCOUNT)];
  const [instrument = ANY] = symbols;
  const quantity = desk?.lot ?? deskDefaults.lot;
  const { value, failed } = await preview(consultation, { account, instrument, side: 'buy', quantity });
  if (value !== undefined) return [found('readOnly', 'ok', 'a what-if order is answered')];
  if (failed === undefined) return [found('readOnly', 'notChecked', 'a what-if order was not answered')];
  const detail = `${failed.code}: ${failed.text}`;
  if (isReadOnly(failed)) return [found('readOnly', 'fail', detail)];
  return [found('readOnly', 'warn', `orders are looked at, and this one is refused: ${detail}`)];
}

/** The largest order of each symbol, on each side that the desk opens. */
export async function margins(round: Round): Promise<readonly Finding[]> {
  const { desk, symbols, prices } = round;
  const account = accountOf(round);
  if (desk === undefined) return [found('margin', 'notChecked', 'no desk document names a size')];
  if (account === undefined) return [found('margin', 'notChecked', NO_ACCOUNT)];
  return inTurns(symbols, async (instrument) => {
    const price = prices.get(instrument);
    if (price === undefined) return [found('margin', 'notChecked', 'its price is not known', instrument)];
    const quantity = largestSize(desk, price);
    if (quantity === undefined) return [found('margin', 'notChecked', 'the desk names no size', instrument)];
    if (quantity <= 0n) return [found('margin', 'warn', 'the limits of the desk allow not even one lot', instrument)];
    const sides = sidesOf(desk);
    return Promise.all(sides.map((side) => measured(round, { account, instrument, side, quantity, price })));
  });
}

interface Measured {
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
}

async function measured(round: Round, order: Measured): Promise<Finding> {
  const { instrument, side, quantity, price } = order;
  const what = `${side} ${decimalText(quantity)}`;
  round.largest.push({ instrument, text: `${what} ${instrument} (about ${moneyText(times(price, quantity))} USD)` });
  const answer = await preview(round.consultation, order);
  if (answer.failed !== undefined) round.refusals.push({ instrument, failed: answer.failed });
  return marginOf(instrument, what, answer);
}

function marginOf(instrument: InstrumentId, what: string, { value, failed }: Answer<Previewed>): Finding {
  const say = (mark: Finding['mark'], detail: string) => found('margin', mark, `${what}: ${detail}`, instrument);
  if (failed !== undefined)
    return isReadOnly(failed) || isPrecaution(failed)
      ? say('notChecked', `refused before its margin was looked at (${failed.code})`)
      : say('fail', `${failed.code}: ${failed.text}`);
  if (value === undefined) return say('notChecked', 'there was no answer');
  const { marginAfter, equityAfter, warning } = value;
  if (marginAfter === undefined || equityAfter === undefined)
    return say('warn', `its margin was not told${warning === '' ? '' : ` (${warning})`}`);
  const figures = `initial margin ${moneyText(marginAfter)} of an equity with loan value of ${moneyText(equityAfter)} USD`;
  if (marginAfter > equityAfter) return say('fail', figures);
  return warning === '' ? say('ok', figures) : say('warn', `${figures} (${warning})`);
}

/** A preview may pass where the order would be refused: only a refusal shows anything. */
export function precautions({ refusals, largest }: Round): readonly Finding[] {
  const refused = refusals.filter(({ failed }) => isPrecaution(failed));
  if (refused.length > 0)
    return refused.map(({ instrument, failed }) =>
      found('precautions', 'fail', `${failed.code}: ${failed.text}`, instrument),
    );
  if (largest.length === 0) return [unseen('precautions', 'previews pass by them')];
  const orders = largest.map(({ text }) => text).join(', ');
  return [unseen('precautions', `previews pass by them. They must let through: ${orders}`)];
}
