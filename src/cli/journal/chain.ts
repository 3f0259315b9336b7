/** All that a record knows of an order or a position: from the first cause to the last fact that names it. */
import type { EventBus } from '../../actors/bus/eventBus.ts';
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { replay } from '../../actors/engine/replay.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import type { Chain } from '../../adapters/tradeStory/story.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import { recordsOn, wayTo } from '../beginning.ts';

/** What parts of the engine tell each other on the way. */
const smallTalk =
  /^(clock\.(arm|disarm)|leg\.|group\.spoke|position\.spoke|market\.(watch|check|unwatch)|protection\.|desk\.configured)/;

/**
 * All that a record knows of an order or a position. What can only be listed, since it can not be run, is said.
 * @throws `badArgument` for a name that the record does not know; what is wrong with the record
 */
export async function chainOf(source: RecordSource, name: string): Promise<Chain> {
  const gone = source.unheard();
  const { facts, ancestors } = await factsAbout(source, name);
  if (facts.length === 0)
    throw new OrdermatonError('badArgument', { argument: name, problem: 'is no order and no position of this record' });
  const causes = await inputsOf(source, ancestors);
  const [began, ended] = [facts[0]?.sequence ?? 0, facts.at(-1)?.sequence ?? 0];
  for (const { first, last, error } of gone.filter((gap) => gap.first <= ended && gap.last >= began))
    process.stderr.write(
      `${error.code}: ${error.message} Of inputs ${first} to ${last} only what was recorded is listed.\n`,
    );
  return { name, causes, facts };
}

interface About {
  readonly names: Set<string>;
  readonly facts: Envelope[];
  /** What each input followed from; market data has no cause, and is not kept here. */
  readonly causes: Map<number, number>;
}

/** Every fact that names the order or position, or an order of the position; and the inputs that led to the first of them. */
async function factsAbout(
  source: RecordSource,
  name: string,
): Promise<{ readonly facts: readonly Envelope[]; readonly ancestors: ReadonlySet<number> }> {
  const about: About = { names: new Set([name]), facts: [], causes: new Map() };
  const heard = await hearAbout(source, about);
  if (heard.length > 0) {
    for (const order of source.ordersOf(name)) about.names.add(order); // they may have been placed where nothing was heard
    await readAbout(source, about, heard);
  }
  const facts = about.facts.toSorted((a, b) => a.sequence - b.sequence || a.index - b.index);
  const ancestors = new Set<number>();
  for (let at = facts[0]?.sequence ?? 0; at > 0; at = about.causes.get(at) ?? 0) ancestors.add(at);
  return { facts, ancestors };
}

type Stretch = readonly [first: number, last: number];

/** Runs all of the record that can be run, around market data that was dropped; says what that was, and nothing when it was all of it. */
async function hearAbout(source: RecordSource, about: About): Promise<readonly Stretch[]> {
  const gaps = source.unheard();
  const heard: Stretch[] = [];
  for (const end of [...gaps.map(({ first }) => first - 1), Number.POSITIVE_INFINITY]) {
    const bus = createEventBus();
    listen(bus, about);
    const way = wayTo(source, bus, { to: end });
    const [from, last] = [(way.beginning?.sequence ?? 0) + 1, Math.min(way.last, end)];
    if (way.shortOf !== undefined || from > last) continue;
    await replay(recordsOn(source, way, { isPartial: true }), {
      version: source.version,
      bus,
      beginning: way.beginning,
    });
    heard.push([from, last]);
  }
  return gaps.length === 0 ? [] : heard;
}

function listen(bus: EventBus, { names, facts, causes }: About): void {
  bus.subscribe('*', (event, envelope) => {
    if (envelope === undefined) return;
    if (envelope.index === 0 && envelope.cause > 0) causes.set(envelope.sequence, envelope.cause);
    if (event.type === 'order.place' && names.has(event.links.position ?? '')) names.add(event.order);
    if (isAbout(event, names) && !smallTalk.test(event.type)) facts.push(envelope);
  });
}

/** What was recorded where nothing can be run. */
async function readAbout(source: RecordSource, about: About, heard: readonly Stretch[]): Promise<void> {
  for await (const { envelope } of source.records({ isPartial: true, scope: 'kept' })) {
    const { sequence, cause, data } = envelope;
    if (heard.some(([first, last]) => first <= sequence && sequence <= last)) continue;
    if (cause > 0) about.causes.set(sequence, cause);
    if (isAbout(data, about.names) && !smallTalk.test(data.type)) about.facts.push(envelope);
  }
}

const isAbout = (event: Event, names: ReadonlySet<string>): boolean =>
  ('order' in event && names.has(event.order)) || ('position' in event && names.has(event.position ?? ''));

async function inputsOf(source: RecordSource, sequences: ReadonlySet<number>): Promise<readonly Envelope[]> {
  const found: Envelope[] = [];
  for await (const { envelope } of source.records({ isPartial: true, scope: 'kept' })) {
    if (sequences.has(envelope.sequence)) found.push(envelope);
    if (found.length === sequences.size) break;
  }
  return found;
}
