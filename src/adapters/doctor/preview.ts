/** What an order would come to, asked of the broker. This is the only place that writes an order here, and each one is a what-if: it is never placed. */
import type { Contract, Order, OrderState } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import type { InstrumentId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import type { Side } from '../../orders.ts';
import { contractOf } from '../interactiveBrokers/contracts.ts';
import { amountOf, numberOf } from '../interactiveBrokers/figures.ts';
import type { Answer, Consultation, Failed } from './consultation.ts';
import { SOON } from './consultation.ts';

export interface PreviewedOrder {
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
}

export interface Previewed {
  readonly marginAfter: Amount | undefined;
  readonly equityAfter: Amount | undefined;
  readonly warning: string;
}

/** An order at the market, for the day, as a what-if. */
export const preview = (
  consultation: Consultation,
  { account, instrument, side, quantity }: PreviewedOrder,
): Promise<Answer<Previewed>> =>
  consultation.preview<Previewed>({
    ask: (api, id) =>
      api.placeOrder(id, contractOf(instrument), {
        ...{ action: side === 'buy' ? 'BUY' : 'SELL', orderType: 'MKT', tif: 'DAY' },
        ...{ totalQuantity: numberOf(quantity), account, transmit: true, whatIf: true },
      } as Order),
    hear: {
      [EventName.openOrder]: (...[, , order, state]: [number, Contract, Order, OrderState]) =>
        order.whatIf === false ? undefined : previewed(state),
    },
    ends: ({ code }) => !isWarning(code),
    within: SOON,
  });

const previewed = ({ initMarginAfter, equityWithLoanAfter, warningText = '' }: OrderState): Previewed => ({
  marginAfter: amountOf(initMarginAfter),
  equityAfter: amountOf(equityWithLoanAfter),
  warning: warningText.trim(),
});

/** 399 is a word about an order that stands. */
const isWarning = (code: number): boolean => code === 399 || (code >= 2100 && code <= 2169);

/** A refusal because the API is read-only; other validation errors have the same number. */
export const isReadOnly = ({ code, text }: Failed): boolean => code === 321 && /read-?\s?only/i.test(text);
/** 163 percentage, 382 and 383 size, 451 value. */
export const isPrecaution = ({ code }: Failed): boolean => [163, 382, 383, 451].includes(code);
