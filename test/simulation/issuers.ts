/** What issuers do to their shares: now and then, before anything trades, a split or a dividend. */
import type { Engine } from '../../src/actors/engine/engine.ts';
import type { PositionView } from '../../src/actors/engine/views.ts';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { AccountId, InstrumentId } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import { magnitude, price, quantity, times } from '../../src/money.ts';
import type { CorporateAction } from '../../src/ports.ts';
import type { BrokerRecord } from './brokerRecord.ts';
import { netOf, tradedBy } from './brokerRecord.ts';
import type { Prices } from './prices.ts';
import { instruments } from './prices.ts';

/** Each kind with what happens. */
export const actionKinds = {
  split: 'more new shares than old ones',
  reverseSplit: 'fewer new shares than old ones',
  splitOfHeld: 'a split of what is held',
  splitWithFraction: 'a split that leaves a part of a share',
  splitTwice: 'a split is told again, by the broker too',
  dividend: 'a dividend',
  dividendOfHeld: 'a dividend on what is held',
  dividendTwice: 'a dividend is told again, by the broker too',
  confirmed: 'a split that nobody tells of is confirmed by a person',
  cashInLieu: 'the broker pays for a fraction, and a person books it',
  toldBehind: 'an execution is told behind a split or dividend that it was before',
} as const;
export type ActionKind = keyof typeof actionKinds;
export type ActionCounts = Record<ActionKind, number>;
export const noActions = (): ActionCounts =>
  Object.fromEntries(Object.keys(actionKinds).map((kind) => [kind, 0])) as ActionCounts;

/** Halves and tenths, of which no quantity leaves a rest. */
const ratios = [
  [2, 1],
  [3, 1],
  [3, 2],
  [1, 2],
  [1, 4],
  [1, 10],
] as const;
/** Prices stay where the market of the simulation has them, and below what the limits of the desk allow. */
const [LOWEST, HIGHEST] = [price(21), price(400)];
/** How often in a thousand steps. */
const [SPLITS, DIVIDENDS, FRACTIONS] = [10, 10, 30];
const SHARE = 10n ** 8n;

export interface IssuerParts {
  readonly engine: Engine;
  readonly chance: Chance;
  readonly prices: Prices;
  readonly record: BrokerRecord;
  readonly counts: ActionCounts;
  /** Time passes in which nobody does anything; a boundary of sessions lies at a moment of its own. */
  readonly pass: (milliseconds: number, microseconds?: number) => void;
  /** The broker tells of it as well. */
  readonly tellToo: (action: CorporateAction) => void;
  /** The broker does it, and nobody tells. */
  readonly happen: (action: CorporateAction) => void;
  /** The broker has paid for a fraction: it is not in the account any more. */
  readonly payFraction: (instrument: InstrumentId, fraction: Quantity) => void;
}

/** Gives the issuers of one step their chance. */
export function createIssuers(parts: IssuerParts): () => void {
  const clock = () => parts.engine.views.now();
  const { engine, chance, prices, record, counts, pass, tellToo, happen, payFraction } = parts;
  let days = 0;
  const exDate = (): string => new Date(Date.UTC(2025, 2, 4 + ++days)).toISOString().slice(0, 10);

  /** Mostly all that was on its way has arrived by then. */
  function boundary(): void {
    if (chance.percent(70)) pass(chance.whole(100, 8_000));
    pass(0, 1);
  }
  /** A person sees that the holding has changed before anything has traded. */
  function confirm(action: Extract<CorporateAction, { type: 'market.split' }>): void {
    const { type: _type, source: _source, ...split } = action;
    const effective = clock();
    counts.confirmed++;
    happen(action);
    pass(0, chance.whole(0, 500));
    const by = { operator: 'someone', why: 'simulated' };
    engine.send({ type: 'holding.confirmSplit', account: 'PAPER' as AccountId, ...split, effective, ...by });
    if (chance.percent(30)) tellToo(action);
  }
  function act(action: CorporateAction): void {
    if (action.type === 'market.split' && chance.percent(30)) return confirm(action);
    engine.hear(action, 'market');
    if (!chance.percent(30)) return;
    counts[action.type === 'market.split' ? 'splitTwice' : 'dividendTwice']++;
    tellToo(action);
    if (chance.percent(30)) engine.hear(action, 'market');
  }

  function split(instrument: InstrumentId): void {
    const bid = prices.bid(instrument);
    const possible = ratios.filter(([newShares, oldShares]) => {
      const after = (bid * BigInt(oldShares)) / BigInt(newShares);
      return after >= LOWEST && after <= HIGHEST;
    });
    const [newShares, oldShares] = possible[chance.whole(0, Math.max(possible.length - 1, 0))] ?? [1, 1];
    if (newShares === oldShares) return;
    boundary();
    counts[newShares > oldShares ? 'split' : 'reverseSplit']++;
    if (netOf(record, instrument) !== 0n) counts.splitOfHeld++;
    act({
      type: 'market.split',
      instrument,
      newShares: quantity(newShares),
      oldShares: quantity(oldShares),
      exDate: exDate(),
      source: 'issuer',
    });
    prices.split(instrument, BigInt(newShares), BigInt(oldShares));
    if (netOf(record, instrument) % SHARE !== 0n) counts.splitWithFraction++;
  }

  function dividend(instrument: InstrumentId): void {
    boundary();
    counts.dividend++;
    if (netOf(record, instrument) !== 0n) counts.dividendOfHeld++;
    const perShare = price((chance.whole(1, 20_000) / 10_000).toFixed(4));
    act({
      type: 'market.dividend',
      instrument,
      perShare,
      currency: 'USD',
      exDate: exDate(),
      source: 'issuer',
    });
  }

  /** Once everything is known, and our books have so much on that side: a person would look first. */
  function settle(instrument: InstrumentId): void {
    const traded = tradedBy(record, instrument);
    const fraction = (traded % SHARE) as Quantity;
    const views = engine.views.positions().filter((view) => view.instrument === instrument);
    const booked = views.reduce((sum, view) => sum + view.quantity, 0n);
    const kept = views.reduce((sum, view) => sum + fractionOf(view, fraction > 0n), 0n);
    if (fraction === 0n || booked !== traded || kept < magnitude(fraction)) return;
    counts.cashInLieu++;
    pass(0, 1);
    payFraction(instrument, fraction);
    engine.send({
      type: 'holding.settleFraction',
      account: 'PAPER' as AccountId,
      instrument,
      quantity: fraction,
      amount: times((prices.bid(instrument) + cents(chance.whole(-50, 50))) as Price, fraction),
      operator: 'someone',
      why: 'simulated',
    });
    pass(0, 1);
  }

  return () => {
    const drawn = chance.whole(1, 1_000);
    const instrument = instruments[chance.whole(0, instruments.length - 1)];
    if (instrument === undefined || drawn > SPLITS + DIVIDENDS + FRACTIONS) return;
    if (drawn <= SPLITS) split(instrument);
    else if (drawn <= SPLITS + DIVIDENDS) dividend(instrument);
    else settle(instrument);
  };
}

const cents = (count: number): bigint => BigInt(count) * price('0.01');
/** What is less than a share of a round trip of that side; of one that is open, beside whole ones. */
function fractionOf({ state, quantity: held }: PositionView, isLong: boolean): bigint {
  const isOpen = state !== 'closed' && state !== 'abandoned';
  const size = magnitude(held);
  return held > 0n !== isLong || (isOpen && size < SHARE) ? 0n : size % SHARE;
}
