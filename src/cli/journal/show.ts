/** `journal show`: one input whole, the commands of its pass, and every fact that followed from it, by running the record up to there. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { replay } from '../../actors/engine/replay.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { JournalRecord } from '../../ports.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { lineOf } from './lines.ts';

/** @throws `badArgument` for an input that is not there; what is wrong with the record */
export async function showInput(
  file: string,
  sequence: number,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const source = await openRecords(file);
  const bus = createEventBus();
  const facts: Envelope[] = [];
  bus.subscribe('*', (_event, envelope) => {
    if (envelope?.sequence === sequence && envelope.index > 0) facts.push(envelope);
  });
  let found: JournalRecord | undefined;
  async function* watched(): AsyncGenerator<JournalRecord> {
    for await (const record of source.records({ isPartial: true })) {
      if (record.envelope.sequence === sequence) found = record;
      yield record;
    }
  }
  const replayed = await replay(watched(), { version: source.version, bus, to: sequence });
  source.close();
  if (found === undefined) {
    const problem = `the record ends at ${replayed.sequence}`;
    throw new OrdermatonError('badArgument', { argument: 'sequence', problem });
  }
  const { envelope, commands } = found;
  if (json) await print(encode({ envelope, commands, facts }));
  else {
    await print(
      `${lineOf(envelope)}\n  from ${envelope.source}, because of ${envelope.cause}, chain ${envelope.correlation}`,
    );
    for (const { command, hash } of commands) await print(`  command ${command}, content ${hash.slice(0, 16)}`);
    for (const fact of facts) await print(`  ${lineOf(fact)}`);
  }
  return exitCodes.done;
}
