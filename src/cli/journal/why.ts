/** `journal why`: how an order or a position came about and what became of it, from the first cause to the last fact that names it. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { replay } from '../../actors/engine/replay.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { lineOf } from './lines.ts';

/** What parts of the engine tell each other on the way. */
const smallTalk =
  /^(clock\.(arm|disarm)|leg\.|group\.spoke|position\.spoke|market\.(watch|check|unwatch)|protection\.|desk\.configured)/;

/** @throws `badArgument` for a name that the record does not know; what is wrong with the record */
export async function explain(
  file: string,
  name: string,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const source = await openRecords(file);
  const { facts, ancestors } = await factsAbout(source, name);
  if (facts.length === 0) {
    source.close();
    throw new OrdermatonError('badArgument', { argument: name, problem: 'is no order and no position of this record' });
  }
  const causes = await inputsOf(source, ancestors);
  source.close();
  if (json) await print(encode({ name, causes, facts }));
  else {
    for (const cause of causes) await print(lineOf(cause));
    for (const fact of facts) await print(`  ${lineOf(fact)}`);
  }
  return exitCodes.done;
}

/** Every fact that names the order or position, or an order of the position; and the inputs that led to the first of them. */
async function factsAbout(
  source: RecordSource,
  name: string,
): Promise<{ readonly facts: readonly Envelope[]; readonly ancestors: ReadonlySet<number> }> {
  const bus = createEventBus();
  const names = new Set([name]);
  const facts: Envelope[] = [];
  const causes = new Map<number, number>(); // market data has no cause, and is not kept here
  bus.subscribe('*', (event, envelope) => {
    if (envelope === undefined) return;
    if (envelope.index === 0 && envelope.cause > 0) causes.set(envelope.sequence, envelope.cause);
    if (event.type === 'order.place' && names.has(event.links.position ?? '')) names.add(event.order);
    if (isAbout(event, names) && !smallTalk.test(event.type)) facts.push(envelope);
  });
  await replay(source.records({ isPartial: true }), { version: source.version, bus });
  const ancestors = new Set<number>();
  for (let at = facts[0]?.sequence ?? 0; at > 0; at = causes.get(at) ?? 0) ancestors.add(at);
  return { facts, ancestors };
}

const isAbout = (event: Event, names: ReadonlySet<string>): boolean =>
  ('order' in event && names.has(event.order)) || ('position' in event && names.has(event.position ?? ''));

async function inputsOf(source: RecordSource, sequences: ReadonlySet<number>): Promise<readonly Envelope[]> {
  const found: Envelope[] = [];
  for await (const { envelope } of source.records({ isPartial: true })) {
    if (sequences.has(envelope.sequence)) found.push(envelope);
    if (found.length === sequences.size) break;
  }
  return found;
}
