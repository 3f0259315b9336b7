/** Puts the splits and dividends of factor files among the bars of a LEAN folder, each at the first moment of its ex-date. */
import { join } from 'node:path';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import type { CorporateAction, MarketEvent, MarketFact, Timed } from '../../ports.ts';
import { dateAfter, newYorkTime } from '../calendar/newYork.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';
import type { FactorChange } from './factorFiles.ts';
import { paidPerShare, readFactorFile } from './factorFiles.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** Where the splits and dividends come from. */
export interface LeanActionOptions {
  /** `factorFiles` unless told: `<root>/equity/usa/factor_files/<ticker>.csv`, where there is one. `none` is for prices that are adjusted already. */
  readonly corporateActions?: 'factorFiles' | 'none';
}

/** The change of a factor file, and the session before which it is heard. */
interface Due extends FactorChange {
  readonly file: string;
  readonly instrument: InstrumentId;
  readonly exDate: string;
  readonly at: Timestamp;
}
export interface LeanActions {
  /** The bars, with what happens between them. */
  among(bars: AsyncIterable<readonly Timed<MarketEvent>[]>): AsyncGenerator<readonly Timed<MarketFact>[]>;
}

/** Reads the factor files of some symbols for a range of days. @throws `missingFile`, `badCsvRow` */
export async function readActions(
  { root, corporateActions = 'factorFiles', ...options }: LeanActionOptions & BadRowOptions & { readonly root: string },
  instruments: readonly InstrumentId[],
  days: { readonly from: string; readonly to: string },
): Promise<LeanActions> {
  const folder = join(root, 'equity', 'usa', 'factor_files');
  const due: Due[] = [];
  for (const instrument of corporateActions === 'none' ? [] : instruments) {
    const file = join(folder, `${instrument.toLowerCase()}.csv`);
    due.push(...dueOf(await readFactorFile(file, options), { file, instrument }, days));
  }
  due.sort((a, b) => a.at - b.at);
  return { among: (bars) => among(bars, due, options) };
}

/** Only what falls between the first and the last day. */
function dueOf(
  changes: readonly FactorChange[],
  of: Pick<Due, 'file' | 'instrument'>,
  { from, to }: { readonly from: string; readonly to: string },
): readonly Due[] {
  const calendar = createNyseCalendar();
  return changes
    .filter(({ date }) => date >= dateAfter(from, -LONGEST_PAUSE) && date < to)
    .flatMap((change) => {
      const [next] = calendar.sessions(dateAfter(change.date), dateAfter(change.date, LONGEST_PAUSE));
      if (next === undefined || next.session < from || next.session > to) return [];
      return [{ ...change, ...of, exDate: next.session, at: newYorkTime(next.session) }];
    });
}
/** Days between two sessions at most; in September 2001 they were six. */
const LONGEST_PAUSE = 10;

function among(
  bars: AsyncIterable<readonly Timed<MarketEvent>[]>,
  due: readonly Due[],
  options: BadRowOptions,
): AsyncGenerator<readonly Timed<MarketFact>[]> {
  const closes = new Map<InstrumentId, Price>();
  return actionsAmong(
    bars,
    due,
    (change) => factsOf(change, closes, options),
    (passed) => note(closes, passed),
  );
}

/** What happens at given moments, put before all that comes after them; `passed` hears what has come before each. */
export async function* actionsAmong<D extends { readonly at: Timestamp }>(
  batches: AsyncIterable<readonly Timed<MarketFact>[]>,
  due: readonly D[],
  factsAt: (due: D) => readonly Timed<CorporateAction>[],
  passed: (events: readonly Timed<MarketFact>[]) => void = () => undefined,
): AsyncGenerator<readonly Timed<MarketFact>[]> {
  const waiting = [...due];
  for await (const batch of batches) {
    let done = 0;
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const { at } = next;
      // A day's last bar ends at the midnight at which the next day begins.
      const place = batch.findIndex((item, index) => index >= done && item.at > at);
      if (place < 0) break;
      passed(batch.slice(done, place));
      yield [...batch.slice(done, place), ...factsAt(next)];
      waiting.shift();
      done = place;
    }
    const rest = done === 0 ? batch : batch.slice(done);
    passed(rest);
    yield rest;
  }
}

function note(closes: Map<InstrumentId, Price>, bars: readonly Timed<MarketFact>[]): void {
  for (const { event } of bars) if (event.type === 'market.bar') closes.set(event.instrument, event.close);
}

/** A dividend is paid on the shares of before a split of the same day. */
function factsOf(
  change: Due,
  closes: ReadonlyMap<InstrumentId, Price>,
  options: BadRowOptions,
): Timed<CorporateAction>[] {
  const { instrument, exDate, at, split, dividend, file, line, reference } = change;
  const close = reference ?? closes.get(instrument);
  const what = { instrument, exDate, source: 'factor file' } as const;
  const facts: Timed<CorporateAction>[] = [];
  if (dividend !== undefined && close !== undefined) {
    const perShare = paidPerShare(dividend, close);
    if (perShare > 0n) facts.push({ at, event: { type: 'market.dividend', ...what, perShare, currency: 'USD' } });
  }
  if (dividend !== undefined && close === undefined) {
    const bad = new BadRows(file, 'badCsvRow', options, 'dividend');
    bad.add(line, `has no reference price, and no close of ${instrument} was read before it`);
    bad.report();
  }
  if (split !== undefined) facts.push({ at, event: { type: 'market.split', ...what, ...split } });
  return facts;
}
