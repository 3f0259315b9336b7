/** Orders that a person enters at the broker's own screen, as the request that they amount to. */
import type { AccountId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { decimalText } from '../../money.ts';
import type { PlaceOrder } from './wire/placeOrder.ts';
import { readRequest } from './wire/requests.ts';
import { HIGHEST_VERSION } from './wire/versions.ts';

export interface HandOrder {
  readonly symbol: string;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: Quantity;
  readonly orderType?: string | undefined;
  readonly limit?: Price | undefined;
  readonly stop?: Price | undefined;
  readonly tif?: string | undefined;
  readonly account?: AccountId | undefined;
}

/** How many fields a plain order of a stock has, and where what a person enters stands among them. */
const FIELDS = 114;
const PLACE_ORDER = '3';
const places = {
  orderId: 1,
  symbol: 3,
  secType: 4,
  exchange: 9,
  currency: 11,
  action: 16,
  totalQuantity: 17,
  orderType: 18,
  lmtPrice: 19,
  auxPrice: 20,
  tif: 21,
  account: 23,
} as const;

export function requestOf({
  symbol,
  action,
  quantity,
  orderType = 'MKT',
  limit,
  stop,
  tif,
  account,
}: HandOrder): PlaceOrder {
  const given: Readonly<Record<keyof typeof places, string>> = {
    orderId: '0',
    symbol,
    secType: 'STK',
    exchange: 'SMART',
    currency: 'USD',
    action,
    totalQuantity: decimalText(quantity),
    orderType,
    lmtPrice: limit === undefined ? '' : decimalText(limit),
    auxPrice: stop === undefined ? '' : decimalText(stop),
    tif: tif ?? 'DAY',
    account: account ?? '',
  };
  const fields = Array.from({ length: FIELDS }, () => '');
  fields[0] = PLACE_ORDER;
  for (const [name, place] of Object.entries(places)) fields[place] = given[name as keyof typeof places];
  const request = readRequest(HIGHEST_VERSION, fields);
  if (request.kind !== 'placeOrder') throw new Error('an order that is read as something else');
  return request;
}
