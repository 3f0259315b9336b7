/** `journal archive`: moves whole days out of a journal, each to a compressed file of its own. */
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import type { MovedDay } from '../../adapters/journal/archiving.ts';
import { archiveDays, sizeOf } from '../../adapters/journal/archiving.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';

export interface ArchiveCommand {
  /** A date in New York; days before it are moved. */
  readonly before: string;
  /** The folder of the archives. */
  readonly to?: string;
  readonly json?: boolean;
}

/** @throws `badArgument` for a date to come; what `archiveDays` says */
export async function archiveJournal(file: string, { before, to, json = false }: ArchiveCommand): Promise<ExitCode> {
  const today = newYorkDate((Date.now() * MICROSECONDS.millisecond) as Timestamp);
  if (before > today)
    throw new OrdermatonError('badArgument', { argument: '--before', problem: `${before} is after today, ${today}` });
  const hear = (step: string, day: MovedDay): void => {
    if (step === 'noted') process.stderr.write(`${lineOf(day)}\n`);
  };
  const moved = archiveDays(file, { before, folder: to, hear });
  const bytes = sizeOf(file);
  const days = moved.map((each) => ({ ...each, inputs: inputsOf(each), bytes: sizeOf(each.file) }));
  if (json) await print(JSON.stringify({ journal: file, before, bytes, moved: days }, null, 2));
  else if (moved.length === 0) await print(`${file} has no day before ${before}: nothing was moved.`);
  else
    await print(
      `${moved.length} day(s) were moved out of ${file}, which is ${bytes} bytes now. They are read from there as long as they can be found.`,
    );
  return exitCodes.done;
}

const inputsOf = ({ first, last }: MovedDay): number => last - first + 1;
const lineOf = (day: MovedDay): string =>
  `${day.day}: ${inputsOf(day)} inputs are in ${day.file}, ${sizeOf(day.file)} bytes`;
