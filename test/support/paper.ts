/** A paper broker by itself, with the market told by hand and what it says kept. */
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { noCommission } from '../../src/adapters/paperBroker/commissions.ts';
import type { PaperBrokerOptions } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { CommandId, Duration, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, seconds, timestamp } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerFact } from '../../src/ports.ts';
import { terms } from './orders.ts';

const SPY = 'SPY' as InstrumentId;

export function createPaper(
  options: Partial<PaperBrokerOptions> = {},
  start: Timestamp = timestamp('2025-03-03T15:00:00Z'),
) {
  const clock = createSimulatedClock({ start });
  const broker = createPaperBroker({
    clock,
    ...options,
    rules: { commission: noCommission, latency: 0, ...options.rules },
  });
  const facts: BrokerFact[] = [];
  broker.connect((fact) => facts.push(fact));
  clock.advance(clock.now());
  facts.length = 0;
  const settle = (): void => clock.advance(clock.now());
  return {
    broker,
    clock,
    facts,
    pass: (count: number) => clock.advance(later(clock.now(), seconds(count))),
    place(order: string, over: Partial<OrderTerms> = {}) {
      const { limit, ...rest } = terms({ type: 'market', ...over });
      const wanted = over.limit === undefined ? rest : { ...rest, limit };
      broker.place({ order: order as OrderId, approval: 'a', terms: wanted } as ApprovedOrder, 'c' as CommandId);
      settle();
    },
    amend(order: string, change: Amendment) {
      broker.amend({ order: order as OrderId, approval: 'a', change } as ApprovedAmendment, 'c' as CommandId);
      settle();
    },
    cancel(order: string) {
      broker.cancel(order as OrderId, 'c' as CommandId);
      settle();
    },
    ask(order: string) {
      broker.ask(order as OrderId, 'c' as CommandId);
      settle();
    },
    quote(bid: string, ask: string, size = 1_000) {
      broker.hearMarket({
        type: 'market.quote',
        instrument: SPY,
        bid: price(bid),
        ask: price(ask),
        bidSize: quantity(size),
        askSize: quantity(size),
      });
      settle();
    },
    trade(at: string, size = 1_000) {
      broker.hearMarket({ type: 'market.trade', instrument: SPY, price: price(at), size: quantity(size) });
      settle();
    },
    bar(open: string, high: string, low: string, close: string, volume = 1_000) {
      const [start, period] = [clock.now(), minutes(1)];
      clock.advance(later(start, period));
      broker.hearMarket({
        type: 'market.bar',
        instrument: SPY,
        start,
        period: period as Duration,
        open: price(open),
        high: price(high),
        low: price(low),
        close: price(close),
        volume: quantity(volume),
      });
      settle();
    },
    quoteBar(
      bids: readonly [string, string, string, string],
      asks: readonly [string, string, string, string],
      size = 1_000,
    ) {
      const [start, period] = [clock.now(), minutes(1)];
      clock.advance(later(start, period));
      const [bidOpen, bidHigh, bidLow, bidClose] = bids.map(price) as unknown as [never, never, never, never];
      const [askOpen, askHigh, askLow, askClose] = asks.map(price) as unknown as [never, never, never, never];
      broker.hearMarket({
        type: 'market.quoteBar',
        instrument: SPY,
        start,
        period: period as Duration,
        bidOpen,
        bidHigh,
        bidLow,
        bidClose,
        bidSize: quantity(size),
        askOpen,
        askHigh,
        askLow,
        askClose,
        askSize: quantity(size),
      });
      settle();
    },
    /** Fills as `order 100 @ 10.02`. */
    fills: () =>
      facts.flatMap((fact) =>
        fact.type === 'broker.execution'
          ? [`${fact.order} ${decimalText(fact.quantity)} @ ${decimalText(fact.price)}`]
          : [],
      ),
    /** Everything said since the last call, orders named: `working o1`. */
    said() {
      const lines = facts.flatMap((fact) =>
        'order' in fact ? [`${fact.type.replace('broker.', '')} ${fact.order}${detail(fact)}`] : [],
      );
      facts.length = 0;
      return lines;
    },
  };
}

function detail(fact: BrokerFact): string {
  if (fact.type === 'broker.execution') return ` ${decimalText(fact.quantity)} @ ${decimalText(fact.price)}`;
  if (fact.type === 'broker.orderWaiting') return ` for its ${fact.for}`;
  if (fact.type === 'broker.orderRestated' && fact.quantity !== undefined) return ` to ${decimalText(fact.quantity)}`;
  return '';
}
