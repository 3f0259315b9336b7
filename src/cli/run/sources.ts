/** Everything a run reads, opened and checked before anything trades. */
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { NyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import { createNyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import { loadDesk } from '../../adapters/deskFile/deskFile.ts';
import { checkBars } from '../../adapters/deskFile/needs.ts';
import { fileProblem } from '../../adapters/documents/fileProblem.ts';
import { withActions } from '../../adapters/marketData/actionsFile.ts';
import { createCsvData } from '../../adapters/marketData/csv.ts';
import { createGeneratedData, generatePredictions } from '../../adapters/marketData/generated.ts';
import { createLeanData } from '../../adapters/marketData/lean.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import { createMonitorHistory } from '../../adapters/signals/monitor/history.ts';
import { createPredictionsFile } from '../../adapters/signals/predictionsFile.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import { minutes } from '../../identifiers.ts';
import type { FeedFact, MarketData, SessionSchedule, SignalEvent, SignalSource } from '../../ports.ts';
import { monitorAddress } from './monitorAddress.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';
import { withoutStages } from './stages.ts';

/** What is read, and how fast time moves while it is. */
export interface Sources {
  readonly desk: DeskConfiguration;
  readonly market: MarketData;
  readonly signals: SignalSource<SignalEvent | FeedFact> | undefined;
  readonly calendar: NyseCalendar;
  readonly sessions: SessionSchedule;
  readonly speed: number | undefined;
}

/** A generated day lasts about twenty seconds. */
const DEMO_SPEED = 1_200;
const DEMO_SYMBOLS = ['ALFA', 'BRVO', 'CHRL', 'DLTA'];
const DEMO_DAY = '2025-03-03';

/** The reference desk, as it ships beside the code. */
const referenceDesk = (): string => fileURLToPath(new URL('../../../examples/reference.yaml', import.meta.url));

/** Opens everything. @throws the error of whatever is missing or wrong */
export async function openSources(options: RunOptions, skipped: (rows: SkippedRows) => void): Promise<Sources> {
  const desk = withoutStages(await loadDesk(options.desk ?? referenceDesk()));
  const market = await openMarket(options, desk, skipped);
  checkBars(desk, market);
  const signals = await openSignals(options, market, skipped);
  const calendar = createNyseCalendar();
  const sessions = calendar.schedule({ ...market.days, beforeClose: desk.beforeClose });
  return { desk, market, signals, calendar, sessions, speed: speedOf(options) };
}

function openMarket(
  options: RunOptions,
  desk: DeskConfiguration,
  onSkipped: (rows: SkippedRows) => void,
): Promise<MarketData> {
  const symbols = chosenSymbols(options, desk);
  const { data, from, seed } = options;
  if (data === undefined) {
    refuseWithoutData(options, ['to', 'period', 'resolution', 'corporateActions']);
    const days = { from: from ?? DEMO_DAY };
    return Promise.resolve(createGeneratedData({ seed, symbols: symbols ?? DEMO_SYMBOLS, ...days }));
  }
  return openRecordedMarket({ ...options, data, symbols }, onSkipped);
}

/** What is asked of recorded data. */
export interface RecordedOptions
  extends Pick<RunOptions, 'from' | 'to' | 'resolution' | 'period' | 'corporateActions' | 'onBadRow' | 'onMissingDay'> {
  readonly data: string;
  readonly symbols: readonly string[] | undefined;
}

/** Opens a LEAN folder or a CSV file. @throws the error of whatever is missing or wrong */
export function openRecordedMarket(
  { data, symbols, from, to, onBadRow, onMissingDay, resolution, period, corporateActions }: RecordedOptions,
  onSkipped: (rows: SkippedRows) => void,
): Promise<MarketData> {
  return openRecorded(data, {
    ...(resolution === undefined ? {} : { resolution }),
    ...(corporateActions === undefined ? {} : { corporateActions }),
    onBadRow,
    onMissingDay,
    onSkipped,
    ...(symbols === undefined ? {} : { symbols }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(period === undefined ? {} : { period: minutes(period) }),
  });
}

type Recorded = Omit<Parameters<typeof createLeanData>[0], 'root' | 'corporateActions'> &
  Pick<Parameters<typeof createCsvData>[0], 'period'> &
  Pick<RunOptions, 'corporateActions'>;

async function openRecorded(path: string, { corporateActions, ...options }: Recorded): Promise<MarketData> {
  const found = await stat(path).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file: path, problem: fileProblem(error) });
  });
  if (found.isDirectory()) {
    if (options.period !== undefined) throw wrong('period', `is for bars of a CSV file, and ${path} is a folder`);
    if (corporateActions === undefined || corporateActions === 'factorFiles')
      return createLeanData({ root: path, ...options });
    const bars = await createLeanData({ root: path, ...options, corporateActions: 'none' });
    return corporateActions === 'none' ? bars : withActions(bars, { ...options, file: corporateActions });
  }
  if (options.resolution !== undefined) throw wrong('resolution', `is for a LEAN folder, and ${path} is a file`);
  if (corporateActions === 'factorFiles')
    throw wrong('corporateActions', `is for a LEAN folder, and ${path} is a file`);
  const rows = await createCsvData({ file: path, ...options });
  if (corporateActions === undefined || corporateActions === 'none') return rows;
  return withActions(rows, { ...options, file: corporateActions });
}

/** What would mean nothing is refused, lest somebody believe that it did. */
function refuseWithoutData(options: RunOptions, names: readonly (keyof RunOptions)[]): void {
  const name = names.find((each) => options[each] !== undefined);
  if (name !== undefined) throw wrong(name, 'is for recorded data: name it with --data');
}

/** The symbols asked for; the desk must trade them. */
export function chosenSymbols(
  { symbols }: Pick<RunOptions, 'symbols'>,
  { instruments, name }: DeskConfiguration,
): readonly string[] | undefined {
  if (instruments === null) return symbols;
  const known: readonly string[] = instruments;
  const unknown = symbols?.find((symbol) => !known.includes(symbol));
  if (unknown !== undefined) {
    throw new OrdermatonError('unknownSymbol', { symbol: unknown, place: `to desk ${name}`, known: known.join(', ') });
  }
  return symbols ?? known;
}

async function openSignals(
  options: RunOptions,
  market: MarketData,
  onSkipped: (rows: SkippedRows) => void,
): Promise<SignalSource<SignalEvent | FeedFact> | undefined> {
  const { signals, onBadRow, data, seed, monitor } = options;
  if (monitor !== undefined) {
    if (signals !== undefined)
      throw wrong('monitor', 'a simulated market has one source of signals: leave out --signals');
    const address = await monitorAddress(options);
    return createMonitorHistory({ address, symbols: market.instruments, days: market.days, onBadRow, onSkipped });
  }
  if (signals !== undefined)
    return createPredictionsFile({
      file: signals,
      onBadRow,
      onSkipped,
      symbols: market.instruments,
      days: market.days,
    });
  if (data !== undefined) return undefined;
  return generatePredictions({ seed, symbols: market.instruments, from: market.days.from });
}

function speedOf({ speed, data }: RunOptions): number | undefined {
  if (speed === 'max') return undefined;
  return speed ?? (data === undefined ? DEMO_SPEED : undefined);
}
