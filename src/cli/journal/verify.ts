/** `journal verify`: reads the whole record, and with it every checksum and digest. */
import type { JournalEnd } from '../../adapters/journal/form.ts';
import type { ArchivedDay } from '../../adapters/journal/journalFile.ts';
import { assertNotShort, notedBeside } from '../../adapters/journal/journalMark.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { isoTime } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { countText } from './lines.ts';

/** @throws what is wrong with the record, at the first place */
export async function verifyJournal(file: string, { json = false }: { readonly json?: boolean }): Promise<ExitCode> {
  const noted = notedBeside(file);
  const source = await openRecords(file);
  const archives = archivesOf(source);
  let [inputs, commands, sequence] = [0, 0, 0];
  let [first, last] = ['', ''];
  for await (const { envelope, commands: emitted } of source.records({ scope: 'here' })) {
    inputs++;
    sequence = envelope.sequence;
    commands += emitted.length;
    last = isoTime(envelope.at);
    first ||= last;
  }
  const end = source.end();
  const dropped = source.dropped();
  const broken = [...source.checkpointsFrom(1)].filter((found) => 'problem' in found);
  source.close();
  assertNotShort(file, Math.max(sequence, archives.at(-1)?.last ?? 0), noted);
  const { kind, version } = source;
  const found = { file, kind, version, inputs, commands, first, last, dropped, archives, broken, end: end ?? null };
  if (json) await print(JSON.stringify(found, null, 2));
  else {
    await print(`${file} is whole: ${inputs} inputs and ${commands} commands, ${first} to ${last}.`);
    for (const each of archives) await print(lineOf(each));
    if (kind !== 'journal' && dropped.inputs > 0) await print(`Its market data was dropped: ${countText(dropped)}.`);
    for (const { sequence: behind, problem } of broken)
      await print(`The checkpoint behind input ${behind} can not be used: ${problem}.`);
    await print(endOf(kind, end));
  }
  return broken.length === 0 ? exitCodes.done : exitCodes.data;
}

interface FoundArchive extends Pick<ArchivedDay, 'day' | 'first' | 'last' | 'file' | 'dropped'> {
  readonly isHere: boolean;
}

const archivesOf = (source: RecordSource): readonly FoundArchive[] =>
  source.archives().map(({ day, first, last, file, found, dropped }) => {
    return { day, first, last, file: found ?? file, isHere: found !== undefined, dropped };
  });

const lineOf = ({ day, first, last, file, isHere, dropped }: FoundArchive): string =>
  isHere
    ? dropped === undefined || dropped.inputs === 0
      ? `${day} is in ${file}, which is whole.`
      : `${day} is in ${file}, which is whole but for market data that was dropped: ${countText(dropped)}.`
    : `${day} was moved to ${file}, which is not there: inputs ${first} to ${last} were not read.`;

function endOf(kind: RecordSource['kind'], end: JournalEnd | undefined): string {
  if (kind === 'archive') return 'It is an archive: what follows is in the journal that it was moved out of.';
  if (end === undefined) return 'It has no end: the run goes on, or broke off there.';
  const { how, sequence, stateHash } = end;
  return `The run ${how === 'ended' ? 'ended' : 'was stopped'} after input ${sequence} in state ${stateHash}.`;
}
