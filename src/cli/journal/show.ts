/** `journal show`: one input whole, the commands of its pass, and every fact that followed from it, by running the record up to there. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { replay } from '../../actors/engine/replay.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { JournalRecord } from '../../ports.ts';
import { recordsOn, wayTo } from '../beginning.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { lineOf } from './lines.ts';

/** What an input came to: what followed is not known where market data before it was dropped. */
interface Shown extends JournalRecord {
  readonly facts: readonly Envelope[] | { readonly unknown: OrdermatonError };
}

/** @throws `badArgument` for an input that is not there; `marketDropped` for one that was dropped; what is wrong with the record */
export async function showInput(
  file: string,
  sequence: number,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const source = await openRecords(file);
  const { envelope, commands, facts } = await shownOf(source, sequence).finally(() => source.close());
  const why = 'unknown' in facts ? facts.unknown : undefined;
  if (json) await print(encode({ envelope, commands, facts: why === undefined ? facts : null, unknown: why?.code }));
  else {
    await print(
      `${lineOf(envelope)}\n  from ${envelope.source}, because of ${envelope.cause}, chain ${envelope.correlation}`,
    );
    for (const { command, hash } of commands) await print(`  command ${command}, content ${hash.slice(0, 16)}`);
    if ('unknown' in facts)
      await print(`  What followed is not known. ${facts.unknown.code}: ${facts.unknown.message}`);
    else for (const fact of facts) await print(`  ${lineOf(fact)}`);
  }
  return exitCodes.done;
}

async function shownOf(source: RecordSource, sequence: number): Promise<Shown> {
  const bus = createEventBus();
  const way = wayTo(source, bus, { to: sequence });
  if (way.shortOf !== undefined) return keptRecord(source, sequence, way.shortOf.error);
  if (way.beginning?.sequence === sequence) return keptRecord(source, sequence, way.beginning.unheard.error);
  const facts: Envelope[] = [];
  bus.subscribe('*', (_event, envelope) => {
    if (envelope?.sequence === sequence && envelope.index > 0) facts.push(envelope);
  });
  let found: JournalRecord | undefined;
  async function* watched(): AsyncGenerator<JournalRecord> {
    for await (const record of recordsOn(source, way, { isPartial: true })) {
      if (record.envelope.sequence === sequence) found = record;
      yield record;
    }
  }
  const replayed = await replay(watched(), {
    version: source.version,
    bus,
    beginning: way.beginning,
    to: sequence,
  });
  if (found === undefined) {
    const problem = `the record ends at ${replayed.sequence}`;
    throw new OrdermatonError('badArgument', { argument: 'sequence', problem });
  }
  return { ...found, facts };
}

/** One that was kept beside market data that was dropped. @throws why there is none */
async function keptRecord(source: RecordSource, sequence: number, unknown: OrdermatonError): Promise<Shown> {
  for await (const record of source.records({ from: sequence, isPartial: true, scope: 'kept' })) {
    if (record.envelope.sequence === sequence) return { ...record, facts: { unknown } };
    if (record.envelope.sequence > sequence) break;
  }
  throw unknown;
}
