/** What a client of the library asks for, plainly: a stock, and orders of a hundred that are good for the day. */
import type { Contract, Order } from '@stoqey/ib';
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';

export const SPY: Contract = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const plain = { action: OrderAction.BUY, orderType: OrderType.MKT, totalQuantity: 100, tif: TimeInForce.DAY };

/** An order at the market, or otherwise. */
export const order = (over: Partial<Order> = {}): Order => ({ ...plain, transmit: true, ...over });
/** One with a limit. */
export const limited = (over: Partial<Order> = {}): Order => order({ orderType: OrderType.LMT, ...over });
