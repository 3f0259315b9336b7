/** Some recorded days in the LEAN layout with predictions: the real ones where they lie beside the project, else a folder made for it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { leanPath, writeLean } from '../adapters/marketData/leanFolder.ts';
import { root } from './commandLine.ts';

export interface RecordedDays {
  readonly data: string;
  readonly signals: string;
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

const shared = `${root}../shared/data`;
/** The folder of the real days, wherever the project lies; it may not be there. */
export const realFolder = `${shared}/lean`;
const days = ['2013-10-07', '2013-10-08', '2013-10-09', '2013-10-10', '2013-10-11'];

const [from = '', to = ''] = [days[0], days.at(-1)];

/** The real days, or others in the folder. */
export function recordedDays(folder: string): RecordedDays {
  const real = `${shared}/signals/options-flow-predictions-2013-10-07_11.ndjson`;
  if (existsSync(real)) return { data: realFolder, signals: real, symbols: ['SPY', 'IBM', 'BAC', 'AIG'], from, to };
  return madeDays(folder);
}

/** Days that are made, in the folder: every prediction comes at a full minute, as the bars do. */
export function madeDays(folder: string): RecordedDays {
  const symbols = ['AAA', 'BBB'];
  const signals = join(folder, 'predictions.ndjson');
  for (const symbol of symbols) for (const day of days) writeLean(folder, dayOf(symbol, day));
  writeFileSync(signals, predictions(symbols).join('\n'));
  return { data: folder, signals, symbols, from, to };
}

/** The minute trade rows of a day, as they stand in the file. */
export function tradeRows({ data }: RecordedDays, symbol: string, day: string): readonly (readonly number[])[] {
  const zip = readFileSync(leanPath(data, `minute/${symbol.toLowerCase()}/${day.replaceAll('-', '')}_trade`));
  const [csv = new Uint8Array()] = Object.values(unzipSync(zip));
  return new TextDecoder().decode(csv).trim().split('\n').map((row) => row.split(',').map(Number)); // biome-ignore format: one thought
}

/** A walk that is the same everywhere: a linear congruential generator (Numerical Recipes). */
function walk(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const OPEN = 34_200_000;
const MINUTE = 60_000;

function dayOf(symbol: string, day: string): Readonly<Record<string, string>> {
  const chance = walk([...symbol, ...day].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const trades: string[] = [];
  const quotes: string[] = [];
  let cents = 5_000 + Math.floor(chance() * 500);
  for (let minute = 0; minute < 390; minute++) {
    const close = Math.max(1_000, cents + Math.round((chance() - 0.5) * 12));
    const [high, low] = [Math.max(cents, close) + 2, Math.min(cents, close) - 2];
    const scaled = [cents, high, low, close].map((price) => price * 100);
    const time = OPEN + minute * MINUTE;
    trades.push([time, ...scaled, 1_000 + Math.floor(chance() * 9_000)].join(','));
    const [bid, ask] = [scaled.map((price) => price - 100), scaled.map((price) => price + 100)];
    quotes.push([time, ...bid, 2_000, ...ask, 2_000].join(','));
    cents = close;
  }
  const name = `minute/${symbol.toLowerCase()}/${day.replaceAll('-', '')}`;
  return { [`${name}_trade`]: trades.join('\n'), [`${name}_quote`]: quotes.join('\n') };
}

function predictions(symbols: readonly string[]): readonly string[] {
  const chance = walk(42);
  const words = ['BUY', 'SELL', 'SHORT', 'NEUTRAL'];
  return days.flatMap((day) =>
    Array.from({ length: 22 }, (_, index) => {
      const ticker = symbols[index % symbols.length] ?? '';
      const time = new Date(Date.parse(`${day}T13:50:00Z`) + index * 15 * MINUTE).toISOString();
      const prediction = {
        id: `${ticker}-${day}-${index}`,
        timestamp: time,
        signal: words[Math.floor(chance() * 4)],
        numeric: 0,
        confidence: Math.round((0.4 + chance() * 0.4) * 1_000) / 1_000,
        stock_price: 50,
        probabilities: [0.4, 0.3, 0.3],
        feature_values: {},
      };
      return JSON.stringify({ ticker, prediction, model_info: { name: 'made', version: '1', horizon_minutes: 30 } });
    }),
  );
}
