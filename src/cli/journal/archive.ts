/** `journal archive`: moves whole days out of a journal, each to a compressed file of its own, and drops their market data when told to. */
import { dirname } from 'node:path';
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import type { ArchivePlan, MarketDay } from '../../adapters/journal/archivePlan.ts';
import { planOf } from '../../adapters/journal/archivePlan.ts';
import type { MovedDay } from '../../adapters/journal/archiving.ts';
import { archiveDays, sizeOf } from '../../adapters/journal/archiving.ts';
import { dropMarket } from '../../adapters/journal/marketDropping.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { Openings } from './openings.ts';

export interface ArchiveCommand {
  /** A date in New York; days before it are moved. */
  readonly before: string;
  /** The folder of the archives. */
  readonly to?: string;
  /** Whether their market data is given up. */
  readonly dropMarket?: boolean;
  /** Lists what would be done. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** @throws `badArgument` for a date to come; what `archiveDays` and `dropMarket` say; `archiveUnopenable` */
export async function archiveJournal(file: string, options: ArchiveCommand, version: string): Promise<ExitCode> {
  const { before, to = dirname(file), json = false } = options;
  const today = newYorkDate((Date.now() * MICROSECONDS.millisecond) as Timestamp);
  if (before > today)
    throw new OrdermatonError('badArgument', { argument: '--before', problem: `${before} is after today, ${today}` });
  if (options.dryRun) return tell(file, options, planOf(file, before, to));
  const hear = (step: string, day: MovedDay): void => {
    if (step === 'noted') process.stderr.write(`${lineOf(day)}\n`);
  };
  const moved = archiveDays(file, { before, folder: to, hear });
  const dropped = options.dropMarket ? await dropAll(file, planOf(file, before, to), version) : [];
  const bytes = sizeOf(file);
  const days = moved.map((each) => ({ ...each, inputs: inputsOf(each), bytes: sizeOf(each.file) }));
  if (json) await print(JSON.stringify({ journal: file, before, bytes, moved: days, dropped }, null, 2));
  else for (const line of endOf(file, options, { moved, dropped, bytes })) await print(line);
  return exitCodes.done;
}

interface DroppedDay {
  readonly day: string;
  readonly file: string;
  readonly inputs: number;
  /** How much smaller the archive is. */
  readonly freed: number;
}

/** Day by day: what breaks off leaves days with their market data, and goes on when it is run again. */
async function dropAll(file: string, plan: ArchivePlan, version: string): Promise<readonly DroppedDay[]> {
  const openings = new Openings(file, version);
  const dropped: DroppedDay[] = [];
  for (const day of plan.withMarket) {
    const before = sizeOf(day.file);
    dropMarket(file, { day, checkpoints: await openings.of(day) });
    const freed = before - sizeOf(day.file);
    dropped.push({ day: day.day, file: day.file, inputs: day.market.inputs, freed });
    process.stderr.write(
      `${day.day}: the market data of ${day.market.inputs} inputs was dropped from ${day.file}, ${differenceOf(freed)}\n`,
    );
  }
  for (const { day } of plan.elsewhere)
    process.stderr.write(`${day}: its archive is not there; whatever market data it has it keeps\n`);
  return dropped;
}

function endOf(
  file: string,
  { before, dropMarket: isDropping }: ArchiveCommand,
  { moved, dropped, bytes }: { moved: readonly MovedDay[]; dropped: readonly DroppedDay[]; bytes: number },
): readonly string[] {
  const lines: string[] = [];
  if (moved.length > 0)
    lines.push(
      `${moved.length} day(s) were moved out of ${file}, which is ${bytes} bytes now. They are read from there as long as they can be found.`,
    );
  else if (!isDropping || dropped.length === 0) lines.push(`${file} has no day before ${before}: nothing was moved.`);
  if (dropped.length > 0)
    lines.push(
      `The market data of ${dropped.length} day(s) is gone, ${sumOf(dropped.map(({ freed }) => freed))} bytes. They are opened at checkpoints from now on.`,
    );
  else if (isDropping) lines.push(`No archive of a day before ${before} has market data: nothing was dropped.`);
  return lines;
}

/** What would be done; nothing is. */
async function tell(file: string, options: ArchiveCommand, { toMove, withMarket, elsewhere }: ArchivePlan) {
  const { before, dropMarket: isDropping = false, json = false } = options;
  const toDrop = isDropping ? [...withMarket, ...toMove.filter(({ market }) => market.blocks > 0)] : [];
  if (json) await print(JSON.stringify({ journal: file, before, isDryRun: true, toMove, toDrop, elsewhere }, null, 2));
  else {
    for (const day of toMove) await print(`${day.day}: ${inputsOf(day)} inputs would be moved to ${day.file}`);
    for (const { day, file: archive, market } of toDrop)
      await print(
        `${day}: the market data of ${market.inputs} inputs, ${market.bytes} bytes in ${market.blocks} block(s), would be dropped from ${archive}`,
      );
    if (isDropping)
      for (const { day } of elsewhere) await print(`${day}: its archive is not there and would be left as it is`);
    const bytes = sumOf(toDrop.map(({ market }) => market.bytes));
    await print(
      isDropping
        ? `${toMove.length} day(s) would be moved; ${bytes} bytes of market data of ${toDrop.length} day(s) would be gone for good. Nothing was done.`
        : `${toMove.length} day(s) would be moved. Nothing was done.`,
    );
  }
  return exitCodes.done;
}

/** A quiet day may take more with its checkpoints than it took with its market data. */
const differenceOf = (freed: number): string => (freed < 0 ? `${-freed} bytes more` : `${freed} bytes less`);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
const inputsOf = ({ first, last }: Pick<MarketDay, 'first' | 'last'>): number => last - first + 1;
const lineOf = (day: MovedDay): string =>
  `${day.day}: ${inputsOf(day)} inputs are in ${day.file}, ${sizeOf(day.file)} bytes`;
