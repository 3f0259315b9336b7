/** SMA(10/30) cross with a bracket on generated minute bars: the engine, and a hand-written loop that makes the same trades. */
import { createEngine } from '../src/actors/engine/engine.ts';
import { createNyseCalendar } from '../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import { createMemoryJournal } from '../src/adapters/journal/memoryJournal.ts';
import { generateBars } from '../src/adapters/marketData/generated.ts';
import { noCommission } from '../src/adapters/paperBroker/commissions.ts';
import { createPaperBroker } from '../src/adapters/paperBroker/paperBroker.ts';
import { minutes } from '../src/identifiers.ts';
import { moneyText } from '../src/money.ts';
import type { MarketData, MarketEvent } from '../src/ports.ts';
import { crossing as desk, FAST, SLOW } from './crossing.ts';
import type { Case, Variant } from './measure.ts';

const BARS = 1_000_000;
const WARM = 50_000;

const bars = (count: number): MarketData => generateBars({ seed: 1, symbol: 'BENCH', count });

async function runEngine(count: number): Promise<string> {
  const market = bars(count);
  const clock = createSimulatedClock();
  const broker = createPaperBroker({ clock, rules: { commission: noCommission, latency: 0 } });
  const sessions = createNyseCalendar().schedule({ ...market.days, beforeClose: minutes(1) });
  const engine = createEngine({
    desk,
    broker,
    clock,
    market,
    sessions,
    journal: createMemoryJournal({ forget: true }),
  });
  let trades = 0;
  engine.bus.subscribe('position.closed', () => void trades++);
  await engine.run();
  return `${trades} trades, ${moneyText(engine.views.account().realised)}`;
}

const engine: Variant = async () => {
  await runEngine(WARM);
  return async () => ({ result: await runEngine(BARS), operations: BARS });
};

type Bar = Extract<MarketEvent, { type: 'market.bar' }>;

/** The same rules by hand: whole cents, no events, no actors. */
class ByHand {
  #closes: number[] = [];
  #fast = Number.NaN;
  #slow = Number.NaN;
  #held = false;
  #entry = 0;
  #stop = 0;
  #target = 0;
  trades = 0;
  cents = 0;

  hear({ open, high, low, close }: Bar): void {
    const [o, h, l, c] = [open, high, low, close].map((value) => Number(value / 1_000_000n)) as [
      number,
      number,
      number,
      number,
    ];
    if (this.#held) this.#leave(o, h, l);
    const [fastBefore, slowBefore] = [this.#fast, this.#slow];
    this.#closes.push(Number(close) / 1e8);
    if (this.#closes.length > SLOW) this.#closes.shift();
    this.#fast = this.#closes.length < FAST ? Number.NaN : average(this.#closes.slice(-FAST));
    this.#slow = this.#closes.length < SLOW ? Number.NaN : average(this.#closes);
    if (!this.#held && this.#fast > this.#slow && fastBefore <= slowBefore) this.#enter(c);
  }

  #enter(price: number): void {
    this.#held = true;
    this.#entry = price;
    this.#stop = Math.floor(price - price * 0.01 + 0.5);
    this.#target = Math.floor(price + price * 0.02 + 0.5);
  }

  /** The nearer extreme first; a gap at the open fills there. */
  #leave(open: number, high: number, low: number): void {
    if (open <= this.#stop || open >= this.#target) return this.#close(open);
    const highFirst = high - open < open - low;
    if (highFirst && high >= this.#target) return this.#close(this.#target);
    if (low <= this.#stop) return this.#close(this.#stop);
    if (high >= this.#target) this.#close(this.#target);
  }

  #close(price: number): void {
    this.#held = false;
    this.trades++;
    this.cents += (price - this.#entry) * 100;
  }
}
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function runByHand(count: number): Promise<string> {
  const loop = new ByHand();
  for await (const batch of bars(count).batches()) for (const { event } of batch) loop.hear(event as Bar);
  return `${loop.trades} trades, ${(loop.cents / 100).toFixed(2)}`;
}

const byHand: Variant = async () => {
  await runByHand(WARM);
  return async () => ({ result: await runByHand(BARS), operations: BARS });
};

export const cases: readonly Case[] = [
  { name: 'backtest of 1,000,000 minute bars', variants: { 'the engine': engine, 'a loop written by hand': byHand } },
];
