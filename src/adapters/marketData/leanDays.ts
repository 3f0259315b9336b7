/** Which files a LEAN folder lacks within a range of sessions: a day that nobody misses is traded at the price of the day before. */
import { OrdermatonError } from '../../errors.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';
import type { LeanFile, LeanQuery, LeanSymbol } from './leanFolder.ts';
import { leanFileOf } from './leanFolder.ts';
import type { SkippedRows } from './rows.ts';

/** What a day without its file does: `stop` is an error before anything trades, `skip` goes without it, counts and reports it. */
export interface MissingDayOptions {
  /** `stop` unless told. */
  readonly onMissingDay?: 'stop' | 'skip';
  readonly onSkipped?: (skipped: SkippedRows) => void;
}

/**
 * Looks whether each symbol has each kind of file that it ever has, for each session of the range, with at least a row in it.
 * The range ends where the files of all symbols do, unless it is told.
 * @throws `missingDay` naming the first file, unless such days are skipped
 */
export function checkDaysOf(
  symbols: readonly LeanSymbol[],
  hasRows: (file: LeanFile) => boolean,
  { from, to, onMissingDay = 'stop', onSkipped }: Pick<LeanQuery, 'from' | 'to'> & MissingDayOptions,
): void {
  const dates = symbols.flatMap(({ files }) => files.map(({ date = '' }) => date)).sort();
  const sessions = [...createNyseCalendar().sessions(from ?? dates[0] ?? '', to ?? dates.at(-1) ?? '')];
  const missing = symbols.flatMap((symbol) => {
    const there = new Map(symbol.files.map((file) => [file.file, file]));
    return sessions.flatMap(({ session }) =>
      [...symbol.kinds].flatMap((kind) => {
        const wanted = leanFileOf(symbol, session, kind);
        const file = there.get(wanted.file);
        if (file !== undefined && hasRows(file)) return [];
        return [{ ...wanted, problem: file === undefined ? 'is not there' : 'holds no row' }];
      }),
    );
  });
  const [first] = missing;
  if (first === undefined) return;
  if (onMissingDay === 'stop') throw missingDay(first, missing.length - 1);
  for (const [folder, files] of Map.groupBy(missing, ({ folder }) => folder))
    onSkipped?.({
      source: folder,
      rows: files.length,
      what: 'file of a day',
      first: `${files[0]?.file} ${files[0]?.problem}`,
    });
}

function missingDay(
  { file, instrument, kind, date = '', problem }: LeanFile & { readonly problem: string },
  others: number,
): OrdermatonError {
  const more = others === 0 ? '' : `, and ${others} more`;
  return new OrdermatonError('missingDay', { symbol: instrument, kind, date, problem: `${file} ${problem}${more}` });
}
