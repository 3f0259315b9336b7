/** What a market, a model and a restless user do to a desk: one thing at each step, drawn from a seed. */
import type { Engine } from '../../src/actors/engine/engine.ts';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { AccountId, BookId, InstrumentId, OrderId, RuleId, SignalId, Timestamp } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import { magnitude, price, quantity } from '../../src/money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from '../../src/orders.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Prices } from './prices.ts';
import { instruments } from './prices.ts';

export const BOOK = 'main' as BookId;
export const rules = ['long-on-buy', 'short-on-short', 'close-on-neutral'] as const;

/** The desk that is simulated: small limits, so that they are met. */
export const deskDocument = `
desk: simulation
risk: { maxOrderQuantity: 300, maxOrderNotional: 25000, maxOpenPositions: 2, maxGrossExposure: 45000, priceCollar: 10% }
rules:
  long-on-buy:
    when: signal.prediction
    if: signal.signal == 'BUY' && signal.confidence >= 0.5
    then: { open: { side: long, quantity: 100, stop: { amount: 1 }, target: { amount: 0.50 }, doubleDown: { at: 50% } } }
    cooldown: { for: 20s }
    times: 4
  short-on-short:
    when: signal.prediction
    if: signal.signal == 'SHORT'
    then: { open: { side: short, quantity: 80, stop: { share: 1% }, target: { share: 2% } } }
    cooldown: { for: 30s, after: stop }
  close-on-neutral:
    when: signal.prediction
    if: signal.signal == 'NEUTRAL'
    then: close
`;

export interface WorkloadParts {
  readonly engine: Engine;
  readonly chance: Chance;
  readonly prices: Prices;
  /** Names of orders that may be alive; a user may well be wrong about it. */
  readonly orders: () => readonly OrderId[];
  readonly now: () => Timestamp;
}

/** Does one thing. */
export type Workload = () => void;

export function createWorkload({ engine, chance, prices, orders, now }: WorkloadParts): Workload {
  let signals = 0;
  const pick = <T>(list: readonly T[]): T => list[chance.whole(0, list.length - 1)] as T;
  const anInstrument = (): InstrumentId => pick(instruments);
  const cents = (least: number, most: number): Price => (BigInt(chance.whole(least, most)) * price('0.01')) as Price;
  const shares = (most: number): Quantity => quantity(chance.whole(1, most));
  const near = (instrument: InstrumentId): Price => (prices.bid(instrument) + cents(-120, 120)) as Price;

  function predict(): void {
    const signal = pick(['BUY', 'SHORT', 'NEUTRAL', 'SELL'] as const);
    const figures = { numeric: 1, confidence: chance.whole(0, 100) / 100, probabilities: [], features: {} };
    const id = `s${++signals}` as SignalId;
    const model = { model: 'simulated', modelVersion: '1', horizon: seconds(1800) };
    const where = { instrument: anInstrument(), observedAt: now() };
    engine.hear({ type: 'signal.prediction', id, signal, ...where, ...figures, ...model }, 'signal');
  }

  function open(): void {
    const intent: OpenIntent = {
      side: pick(['long', 'short'] as const),
      sizing: { by: 'quantity', quantity: shares(260) },
      entry: chance.percent(70) ? { type: 'market' } : { type: 'limit', offset: cents(0, 20) },
      ...(chance.percent(95) ? { stop: { by: 'amount', amount: cents(20, 150) } } : {}),
      ...(chance.percent(70) ? { target: { by: 'amount', amount: cents(20, 150) } } : {}),
    };
    const adds = intent.stop !== undefined && chance.percent(40);
    const plan = adds ? { ...intent, doubleDown: { at: 50_000_000n as never, times: chance.whole(1, 2) } } : intent;
    engine.send({ type: 'desk.open', book: BOOK, instrument: anInstrument(), intent: plan });
  }

  const termsOf = (instrument: InstrumentId, side: Side, size: Quantity): OrderTerms => ({
    account: 'PAPER' as AccountId,
    instrument,
    side,
    quantity: size,
    type: 'market',
    timeInForce: 'day',
    outsideRegularHours: false,
    trigger: 'quote',
    transmit: true,
  });
  const linksOf = (role: Role): OrderLinks => ({ book: BOOK, role });

  function place(): void {
    const instrument = anInstrument();
    const base = termsOf(instrument, pick(['buy', 'sell'] as const), shares(chance.percent(90) ? 150 : 400));
    const terms: OrderTerms = pick([
      base,
      { ...base, type: 'limit', limit: near(instrument), timeInForce: pick(['day', 'gtc', 'ioc', 'fok'] as const) },
      { ...base, type: 'stop', stop: near(instrument) },
      { ...base, type: 'stopLimit', stop: near(instrument), limit: near(instrument) },
      {
        ...base,
        type: 'limit',
        limit: near(instrument),
        timeInForce: 'gtd',
        goodTill: (now() + seconds(20)) as Timestamp,
      },
    ]);
    engine.send({ type: 'desk.place', terms, links: linksOf('manual') });
  }

  /** One cancels the other: a limit above and a stop below, or the mirror of it. */
  function placeGroup(): void {
    const held = engine.views.openPositions()[0];
    if (held === undefined || held.quantity === 0n) return;
    const { instrument } = held;
    const isLong = held.quantity > 0n;
    const base = termsOf(instrument, isLong ? 'sell' : 'buy', magnitude(held.quantity));
    const away = (distance: Price): Price => (prices.bid(instrument) + (isLong ? distance : -distance)) as Price;
    const target: OrderTerms = { ...base, type: 'limit', limit: away(cents(5, 100)) };
    const stop: OrderTerms = { ...base, type: 'stop', stop: away(-cents(5, 100) as Price) };
    const leg = (order: string, terms: OrderTerms, role: Role) => ({
      order: order as OrderId,
      terms,
      links: linksOf(role),
    });
    engine.send({ type: 'desk.group', book: BOOK, legs: [leg('target', target, 'target'), leg('stop', stop, 'stop')] });
  }

  function protect(): void {
    const held = engine.views.openPositions()[0];
    if (held === undefined) return;
    const away = held.quantity >= 0n ? 1n : -1n;
    const level = (sign: bigint): Price => (prices.bid(held.instrument) + sign * away * cents(5, 150)) as Price;
    const stop = chance.percent(80) ? { stop: level(-1n) } : {};
    const target = chance.percent(50) ? { target: level(1n) } : {};
    engine.send({ type: 'position.protect', position: held.position, ...stop, ...target });
  }

  const withOrder = (act: (order: OrderId) => void) => (): void => {
    const known = orders();
    if (known.length > 0) act(pick(known));
  };
  const amend = withOrder((order) => {
    const view = engine.views.orders().find((each) => each.order === order);
    if (view === undefined || view.role !== 'manual') return;
    const { limit, stop, instrument } = view.terms;
    const change = {
      ...(chance.percent(60) ? { quantity: shares(200) } : {}),
      ...(limit !== undefined && chance.percent(60) ? { limit: near(instrument) } : {}),
      ...(stop !== undefined && chance.percent(60) ? { stop: near(instrument) } : {}),
    };
    engine.send({ type: 'desk.amend', order, change, why: 'on second thoughts' });
  });
  const cancel = withOrder((order) => engine.send({ type: 'desk.cancel', order, why: 'changed my mind' }));

  const operator = 'someone';
  const command = (type: 'risk.halt' | 'risk.reduce' | 'risk.resume') => (): void =>
    engine.send({ type, scope: 'desk', operator, why: 'simulated' });
  /** Whatever is restrained trades again. */
  const resume = (): void => {
    command('risk.resume')();
    for (const { scope } of engine.views.restrictions())
      engine.send({ type: 'risk.resume', scope, operator, why: 'simulated' });
  };
  const arm = (): void => {
    const where = { rule: pick(rules) as RuleId, instrument: anInstrument() };
    if (!engineKnows(where.rule, where.instrument)) return;
    if (chance.percent(30)) engine.send({ type: 'rule.disarm', ...where, why: 'simulated' });
    else engine.send({ type: 'rule.arm', ...where });
  };
  /** A rule has an actor once it has matched. */
  const matched = new Set<string>();
  engine.bus.subscribe('rule.matched', ({ rule, instrument }) => matched.add(`${rule}/${instrument}`));
  const engineKnows = (rule: RuleId, instrument: InstrumentId): boolean => matched.has(`${rule}/${instrument}`);

  let listed = '';
  engine.bus.subscribe('desk.accountListed', ({ token }) => {
    listed = token;
  });
  /** A person reads the list, and acts at once or on one that may have changed since. */
  function wholeAccount(): void {
    const type = pick(['desk.cancelAccount', 'desk.flattenAccount'] as const);
    if (chance.percent(80)) engine.send({ type, operator, why: 'what would it be?' });
    engine.send({ type, token: listed, operator, why: 'everything out' });
  }

  const book = BOOK;
  /** How often in a thousand. */
  const deeds: readonly (readonly [often: number, deed: () => void])[] = [
    [560, () => engine.hear(prices.next(anInstrument()), 'market')],
    [90, predict],
    [60, open],
    [60, place],
    [40, amend],
    [40, cancel],
    [35, protect],
    [30, () => engine.send({ type: 'desk.close', book, instrument: anInstrument(), why: 'enough' })],
    [8, () => engine.send({ type: 'desk.flatten', why: 'enough of everything' })],
    [6, wholeAccount],
    [10, placeGroup],
    [6, command('risk.halt')],
    [6, command('risk.reduce')],
    [25, resume],
    [20, arm],
    [
      10,
      () =>
        engine.send({
          type: 'holding.reconcile',
          account: 'PAPER' as AccountId,
          instrument: anInstrument(),
          operator,
          why: 'seen',
        }),
    ],
  ];
  const sum = deeds.reduce((all, [often]) => all + often, 0);

  return () => {
    let place = chance.whole(1, sum);
    const deed = deeds.find(([often]) => {
      place -= often;
      return place <= 0;
    });
    deed?.[1]();
  };
}
