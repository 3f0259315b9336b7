/** `explain`: why an order came about, or what became of a signal: which rules saw it, each condition with its values, what sizing and risk said. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { publishOn } from '../../actors/engine/publishing.ts';
import { Replayer } from '../../actors/engine/replay.ts';
import type { Judged } from '../../actors/rules/rules.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { JournalRecord } from '../../ports.ts';
import { recordsOn, saidOf, wayTo } from '../beginning.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import type { ExplainedPass } from './text.ts';
import { explanationOf, explanationText } from './text.ts';

/** @throws `badArgument` for a name that the record does not know; what is wrong with the record */
export async function explain(
  file: string,
  name: string,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const source = await openRecords(file);
  const { passes, said } = await passesOf(source, name).finally(() => source.close());
  for (const line of said) process.stderr.write(`${line}\n`);
  if (passes.length === 0)
    throw new OrdermatonError('badArgument', { argument: name, problem: 'is no order and no signal of this record' });
  const explained = passes.map(explanationOf);
  await print(json ? encode({ name, passes: explained }) : explained.map(explanationText).join('\n\n'));
  return exitCodes.done;
}

/** The passes that are to be explained: that of the signal; or that in which the position of the order was planned, and that of the order. */
async function passesOf(source: RecordSource, name: string) {
  const bus = createEventBus();
  const listener = listenFor(name);
  bus.subscribe('*', (_event, envelope) => {
    if (envelope !== undefined) listener.heard(envelope);
  });
  const way = wayTo(source, bus);
  const { version } = source;
  const replayer = new Replayer({ version, publish: publishOn(bus), judged: listener.judged }, way.beginning);
  await replayer.run(before(recordsOn(source, way), listener.isFound));
  await bus.drained();
  return { passes: listener.found(), said: saidOf(way) };
}

/** The records up to the one by which it has been found; what was heard may be judged one record later. */
async function* before(records: AsyncIterable<JournalRecord>, isFound: () => boolean): AsyncGenerator<JournalRecord> {
  for await (const record of records) {
    if (isFound()) return;
    yield record;
  }
}

/** Keeps of the record only what may be about the name. A pass is judged first and published once it is committed. */
function listenFor(name: string) {
  /** How rules were judged, by the pass that was being judged then; only those that are published last. */
  let judgedNow: Judged[] = [];
  let pass: { facts: Envelope[]; judged: readonly Judged[] } | undefined;
  /** The pass in which each position was planned that rules have opened. */
  const planned = new Map<string, ExplainedPass>();
  const found = new Set<ExplainedPass>();
  return {
    judged: (judged: Judged): void => void judgedNow.push(judged),
    heard(envelope: Envelope): void {
      const { data } = envelope;
      if (envelope.index === 0 || pass === undefined) {
        pass = { facts: [], judged: judgedNow };
        judgedNow = [];
      }
      pass.facts.push(envelope);
      if (data.type === 'position.planned') planned.set(data.position, pass);
      if (envelope.index === 0 && data.type.startsWith('signal.') && 'id' in data && data.id === name) found.add(pass);
      if (data.type !== 'order.place' || data.order !== name) return;
      const opening = planned.get(data.links.position ?? '');
      if (opening !== undefined) found.add(opening);
      found.add(pass);
    },
    isFound: (): boolean => found.size > 0,
    found: (): readonly ExplainedPass[] => [...found],
  };
}
