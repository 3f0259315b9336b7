/** The small peer of TWS with the paper broker behind it: what a client places is matched, and what comes of it is told over the wire. */
import type { Contract, Order } from '@stoqey/ib';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { termsOf } from '../../src/adapters/interactiveBrokers/listing.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { positionFields } from '../../src/adapters/twsGateway/wire/accountMessages.ts';
import { openOrderFields } from '../../src/adapters/twsGateway/wire/openOrder.ts';
import type { PlaceOrder } from '../../src/adapters/twsGateway/wire/placeOrder.ts';
import type { AccountId, CommandId, OrderId } from '../../src/identifiers.ts';
import type { Quantity } from '../../src/money.ts';
import { plus, price } from '../../src/money.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import { amendableTerms } from '../../src/orders.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerFact, MarketFact } from '../../src/ports.ts';
import type { PeerOrder, TwsPeer } from './twsPeer.ts';
import { contract, placed, startPeer } from './twsPeer.ts';
import { clientHears } from './wireLibrary.ts';

const ACCOUNT = 'DU1' as AccountId;
const COMMAND = 'c' as CommandId;

interface Kept {
  order: PeerOrder;
  terms: OrderTerms;
}

export async function startPaperPeer(
  clock: SimulatedClock,
): Promise<{ readonly peer: TwsPeer; hearMarket(event: MarketFact): void }> {
  const peer = await startPeer();
  const paper = createPaperBroker({ clock, account: ACCOUNT });
  const kept = new Map<OrderId, Kept>();
  const named = (orderId: number): OrderId | undefined =>
    [...kept].find(([, { order }]) => order.orderId === orderId)?.[0];

  /** The terms as a client would read them back, which is all that the wire carries of them. */
  function termsIn(request: PlaceOrder): OrderTerms {
    const [heard] = clientHears(178, openOrderFields(178, placed(request)));
    const [, of, order] = heard?.args ?? [];
    const terms = termsOf(of as Contract, order as Order, named(request.order.parentId ?? 0));
    return { ...terms, transmit: request.order.transmit };
  }

  peer.on('placeOrder', (request) => {
    const name = request.order.orderRef as OrderId;
    const before = kept.get(name);
    const terms = termsIn(request);
    if (before === undefined) {
      kept.set(name, { order: placed(request), terms });
      return paper.place({ order: name, terms } as ApprovedOrder, COMMAND);
    }
    const change = Object.fromEntries(
      amendableTerms.filter((term) => terms[term] !== before.terms[term]).map((term) => [term, terms[term]]),
    ) as Amendment;
    paper.amend({ order: name, change } as ApprovedAmendment, COMMAND);
  });
  peer.on('cancelOrder', ({ orderId }) => {
    const name = named(orderId);
    if (name === undefined) peer.error(orderId, 10_147, 'not found');
    else paper.cancel(name, COMMAND);
  });

  function tell(known: Kept, over: Partial<PeerOrder> = {}): void {
    const { terms } = known;
    const { limit: lmtPrice, quantity: totalQuantity } = terms;
    const auxPrice = terms.stop;
    known.order = { ...known.order, ...over, order: { ...known.order.order, totalQuantity, lmtPrice, auxPrice } };
    peer.tell(known.order);
  }
  function end(known: Kept, status: string): void {
    const { permId, contract: of, order, filled } = known.order;
    tell(known, { status });
    const told = { permId, contract: of, order, status, filledQuantity: filled, parentPermId: 0 };
    peer.state.completed.push({
      ...told,
      completedTime: '20261123 10:00:00 America/New_York',
      completedStatus: status,
    });
  }
  function hear(fact: BrokerFact): void {
    const known = 'order' in fact ? kept.get(fact.order) : undefined;
    if (fact.type === 'broker.position') {
      const { instrument, quantity: position } = fact;
      peer.state.positions = [{ symbol: instrument, quantity: Number(position) / 1e8 }];
      peer.say(positionFields({ account: ACCOUNT, contract: contract(instrument), position, averageCost: price(10) }));
    }
    if (known !== undefined) hearOf(known, fact);
  }
  function hearOf(known: Kept, fact: BrokerFact): void {
    const { orderId, permId, order, filled } = known.order;
    switch (fact.type) {
      case 'broker.orderReceived':
        return tell(known, { status: 'PendingSubmit' });
      case 'broker.orderWorking':
        return tell(known, { status: 'Submitted', whyHeld: '' });
      case 'broker.orderWaiting':
        return tell(known, { status: 'PreSubmitted', whyHeld: fact.for === 'parent' ? 'child' : 'trigger' });
      case 'broker.amended':
      case 'broker.orderRestated': {
        const { type: _type, order: _order, ...listed } = fact;
        known.terms = { ...known.terms, ...listed };
        return tell(known);
      }
      case 'broker.amendRejected':
        return peer.error(orderId, 104, fact.detail);
      case 'broker.cancelRejected':
        return peer.error(orderId, 10_148, fact.detail);
      case 'broker.orderRejected':
        peer.error(orderId, 201, fact.detail);
        return end(known, 'Inactive');
      case 'broker.orderCancelled':
        peer.error(orderId, 202, 'Order Canceled - reason:');
        return end(known, 'Cancelled');
      case 'broker.execution': {
        const sum: Quantity = plus(filled, fact.quantity);
        known.order = { ...known.order, filled: sum };
        peer.executed({
          ...{ orderId, permId, orderRef: order.orderRef, execId: `${fact.execution}.0${fact.revision}`, cumQty: sum },
          ...{ side: order.action === 'BUY' ? 'BOT' : 'SLD', shares: fact.quantity, price: fact.price },
        });
        return sum >= known.terms.quantity ? end(known, 'Filled') : tell(known);
      }
      case 'broker.commission':
        return peer.fee({ execId: `${fact.execution}.01`, commission: fact.fee, currency: fact.currency });
      default:
        return;
    }
  }
  paper.connect(hear);
  return { peer, hearMarket: (event) => paper.hearMarket(event) };
}
