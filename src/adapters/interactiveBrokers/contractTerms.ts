/**
 * What the broker says of the contracts of the desk: the steps of their prices, by the market rule that holds where orders go to, and of their
 * sizes. Read once on each connection, and told when it is other than before.
 */
import type { ContractDetails } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import type { Event } from '../../events.ts';
import type { Duration, InstrumentId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { PriceBand } from '../../priceSteps.ts';
import { aboveZero, priceOf, quantityOf } from './figures.ts';
import type { Link } from './link.ts';

type Told = Event<'market.contract'>;

export interface ContractTermsParts {
  readonly clock: Clock;
  readonly tell: (fact: Told) => void;
  /** So long a market rule is waited for; then the smallest step of the contract holds for every price. */
  readonly patience?: Duration;
}

/** What waits for its market rule. */
interface Waiting {
  readonly rule: number;
  readonly instrument: InstrumentId;
  readonly details: ContractDetails;
}

/** How the library hands on a step of a market rule. */
interface Step {
  readonly lowEdge?: number;
  readonly increment?: number;
}

export class ContractTerms {
  readonly #parts: ContractTermsParts;
  /** What was told last, in words. */
  readonly #told = new Map<InstrumentId, string>();
  #link: Link | undefined;
  #read = new Set<InstrumentId>();
  #rules = new Map<number, readonly PriceBand[]>();
  #waiting: readonly Waiting[] = [];

  constructor(parts: ContractTermsParts) {
    this.#parts = parts;
  }

  /** Whether the contract has been read, or asked for, on this connection. */
  isRead(link: Link, instrument: InstrumentId): boolean {
    return this.#link === link && this.#read.has(instrument);
  }

  /** It is asked for on this connection. */
  reading(link: Link, instrument: InstrumentId): void {
    if (this.#link !== link) this.lost();
    this.#link = link;
    this.#read.add(instrument);
  }

  hear(link: Link): void {
    link.on(EventName.marketRule, (rule: number, steps: readonly Step[]) => this.#learn(rule, bandsOf(steps)));
  }

  /** The one contract that is meant: it is told as soon as its market rule is known. */
  found(link: Link, instrument: InstrumentId, details: ContractDetails): void {
    const rule = ruleOf(details);
    const bands = rule === undefined ? [] : this.#rules.get(rule);
    if (rule === undefined || bands !== undefined) return this.#tell(instrument, details, bands ?? []);
    const isAsked = this.#waiting.some((each) => each.rule === rule);
    this.#waiting = [...this.#waiting, { rule, instrument, details }];
    if (isAsked) return;
    link.pacer.send('question', () => link.api.reqMarketRule(rule));
    const { clock, patience = seconds(10) } = this.#parts;
    clock.schedule(later(clock.now(), patience), rank.broker, () => {
      if (this.#link === link) this.#answer(rule, []);
    });
  }

  /** The connection is gone, and with it what was asked on it. */
  lost(): void {
    this.#link = undefined;
    this.#read = new Set();
    this.#rules = new Map();
    this.#waiting = [];
  }

  #learn(rule: number, bands: readonly PriceBand[]): void {
    this.#rules.set(rule, bands);
    this.#answer(rule, bands);
  }

  #answer(rule: number, bands: readonly PriceBand[]): void {
    const answered = this.#waiting.filter((each) => each.rule === rule);
    this.#waiting = this.#waiting.filter((each) => each.rule !== rule);
    for (const { instrument, details } of answered) this.#tell(instrument, details, bands);
  }

  #tell(instrument: InstrumentId, details: ContractDetails, bands: readonly PriceBand[]): void {
    const least = aboveZero(priceOf(details.minTick));
    const increments = bands.length > 0 || least === undefined ? bands : [{ from: zero, increment: least }];
    const sizes = {
      minSize: aboveZero(quantityOf(details.minSize)),
      sizeIncrement: aboveZero(quantityOf(details.sizeIncrement)),
      suggestedSizeIncrement: aboveZero(quantityOf(details.suggestedSizeIncrement)),
    };
    const given = Object.entries(sizes).filter(([, size]) => size !== undefined);
    if (increments.length === 0 && given.length === 0) return;
    const fact: Told = { type: 'market.contract', instrument, increments, ...Object.fromEntries(given) };
    const words = JSON.stringify(fact, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
    if (this.#told.get(instrument) === words) return;
    this.#told.set(instrument, words);
    this.#parts.tell(fact);
  }
}

/** Each place that a contract can be traded at has a rule of its own, in the same order; ours go to the one of the contract. */
function ruleOf({ marketRuleIds = '', validExchanges = '', contract }: ContractDetails): number | undefined {
  const rules = marketRuleIds.split(',');
  const place = validExchanges.split(',').indexOf(contract.exchange ?? '');
  const rule = Number(rules[Math.max(place, 0)] || Number.NaN);
  return Number.isSafeInteger(rule) ? rule : undefined;
}

/** What is no step is left out. */
const bandsOf = (steps: readonly Step[]): readonly PriceBand[] =>
  steps.flatMap(({ lowEdge, increment }) => {
    const [from, step]: readonly (Price | undefined)[] = [priceOf(lowEdge), aboveZero(priceOf(increment))];
    return from === undefined || from < 0n || step === undefined ? [] : [{ from, increment: step }];
  });
