/** What a person does at the broker's own screen, or the broker itself with an account: orders that no client placed or took back. */
import { magnitude } from '../../money.ts';
import type { FaultOf } from './faults.ts';
import { refused } from './faults.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import type { GatewayOrder } from './gatewayOrders.ts';
import { hasEnded } from './gatewayOrders.ts';
import type { HandOrder } from './handOrders.ts';
import { requestOf } from './handOrders.ts';
import { isRefusal } from './refusal.ts';

/** @throws `faultRefused` with the code that a client would be told */
export function place(broker: GatewayBroker, fault: FaultOf<'place'>, isBound: boolean) {
  return { permId: entered(broker, fault, { ...fault, isBound }).permId };
}

/** @throws `faultRefused` for an order that has ended, or never was */
export function cancel(broker: GatewayBroker, { fault, permId }: FaultOf<'cancel'>) {
  if (broker.withdraw(permId) === undefined) throw refused(fault, `there is no open order ${permId}`);
  return { permId };
}

/** Takes back every order in what is held, and closes it at the market. @throws `faultRefused` when nothing is held */
export function liquidate(broker: GatewayBroker, liquidation: FaultOf<'liquidate'>, isBound: boolean) {
  const { fault, symbol, account } = liquidation;
  const lines = broker
    .held()
    .filter(
      (line) =>
        (account ?? line.account) === line.account && (symbol?.toUpperCase() ?? line.instrument) === line.instrument,
    );
  if (lines.length === 0) throw refused(fault, 'nothing is held there');
  const orders = lines.map((line) => {
    for (const order of broker.orders.all())
      if (!hasEnded(order) && order.account === line.account && order.listed.instrument === line.instrument)
        broker.withdraw(order.permId);
    const { account: of, quantity } = line;
    const closing = { symbol: line.instrument, action: quantity > 0n ? 'SELL' : 'BUY', account: of } as const;
    return entered(broker, { fault, ...closing, quantity: magnitude(quantity) }, { isLiquidation: true, isBound })
      .permId;
  });
  return { permIds: orders };
}

function entered(
  broker: GatewayBroker,
  order: HandOrder & { readonly fault: string },
  how: Pick<GatewayOrder, 'isLiquidation' | 'isBound'>,
): GatewayOrder {
  const entered = broker.enter(requestOf(order), how);
  if (isRefusal(entered)) throw refused(order.fault, `${entered.code}: ${entered.text}`);
  return entered;
}
