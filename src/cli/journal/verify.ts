/** `journal verify`: reads the whole record, and with it every checksum and digest. */
import { assertNotShort, notedBeside } from '../../adapters/journal/journalMark.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { isoTime } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';

/** @throws what is wrong with the record, at the first place */
export async function verifyJournal(file: string, { json = false }: { readonly json?: boolean }): Promise<ExitCode> {
  const noted = notedBeside(file);
  const source = await openRecords(file);
  let [inputs, commands, sequence] = [0, 0, 0];
  let [first, last] = ['', ''];
  for await (const { envelope, commands: emitted } of source.records()) {
    inputs++;
    sequence = envelope.sequence;
    commands += emitted.length;
    last = isoTime(envelope.at);
    first ||= last;
  }
  const end = source.end();
  source.close();
  assertNotShort(file, sequence, noted);
  const found = { file, kind: source.kind, version: source.version, inputs, commands, first, last, end: end ?? null };
  if (json) await print(JSON.stringify(found, null, 2));
  else {
    await print(`${file} is whole: ${inputs} inputs and ${commands} commands, ${first} to ${last}.`);
    await print(
      end === undefined
        ? 'It has no end: the run goes on, or broke off there.'
        : `The run ${end.how === 'ended' ? 'ended' : 'was stopped'} after input ${end.sequence} in state ${end.stateHash}.`,
    );
  }
  return exitCodes.done;
}
