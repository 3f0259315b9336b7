/**
 * The engine that is killed. It goes on from its journal, tells what it found there, and plays on; time moves only when the broker has
 * answered and all is on the disk, so that a kill is a moment of the run and not a stretch of it.
 */
import { hash } from 'node:crypto';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createSqliteJournal } from '../../src/adapters/journal/sqliteJournal.ts';
import { encode } from '../../src/codec.ts';
import type { Clock, Journal } from '../../src/ports.ts';
import { VERSION } from '../../src/version.ts';
import { connectTo } from './remoteBroker.ts';
import type { Told } from './told.ts';
import { deskDocument, START, workload } from './workload.ts';

const [file = '', port = '', seed = '', hours = ''] = process.argv.slice(2);
const tell = (told: Told): unknown => process.send?.(told);

const desk = parseDesk(deskDocument);
const owner = { account: desk.account, mode: 'paper', desk: desk.name } as const;
const written = await createSqliteJournal({ file, owner, version: VERSION, patience: 0 });
let appended = written.durable();
let told = appended;
const fingerprints = new Map<number, string>();
/** The journal, and what it acknowledges is told. */
const journal: Journal = {
  name: written.name,
  append(envelope) {
    written.append(envelope);
    appended = envelope.sequence;
    fingerprints.set(appended, hash('sha256', encode(envelope)));
  },
  note: (commands) => written.note(commands),
  durable: () => written.durable(),
  onDurable: (grown) =>
    written.onDurable(() => {
      const acknowledged: [number, string][] = [];
      while (told < written.durable()) acknowledged.push([++told, fingerprints.get(told) ?? '']);
      for (const [sequence] of acknowledged) fingerprints.delete(sequence);
      if (acknowledged.length > 0) tell({ acknowledged });
      grown();
    }),
  failure: () => written.failure?.(),
  read: (from) => written.read(from),
  keep: (checkpoint) => written.keep?.(checkpoint),
  checkpoints: () => (written as Required<Journal>).checkpoints(),
  segments: () => written.segments?.() ?? [],
};

const simulated = createSimulatedClock({ start: START });
const broker = await connectTo(Number(port), simulated);
let wasRead = false;

const clock: Clock = {
  now: () => simulated.now(),
  schedule: (at, rank, wake) => simulated.schedule(at, rank, wake),
  onJump: (hear) => simulated.onJump(hear),
  play: (feeds, settle, stop) => simulated.play(feeds, () => settled(settle), stop),
};
async function settled(settle: () => undefined | Promise<void>): Promise<void> {
  for (;;) {
    await settle();
    if (!broker.isQuiet) await broker.answered();
    else if (journal.durable() < appended) await new Promise((resolve) => setImmediate(resolve));
    else break;
  }
  if (!wasRead) return;
  wasRead = false;
  const ours = engine.views.holdings().map(({ instrument, booked }) => [instrument, booked] as const);
  const theirs = await broker.positions();
  tell({ reconciled: { ours: textOf(ours), theirs: textOf(theirs) } });
}
const textOf = (held: readonly (readonly [string, bigint])[]): string =>
  encode(held.filter(([, quantity]) => quantity !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const engine = createEngine({
  desk,
  broker,
  clock,
  journal,
  checkpointEvery: 100,
  ...workload(Number(seed), Number(hours)),
});
const { sequence, at, checkpoint, passedOver } = await engine.recover();
simulated.advance(at);
tell({ recovered: { sequence, hash: engine.hash(), checkpoint, passedOver: passedOver.length } });
engine.bus.subscribe('connection.ready', () => {
  wasRead = true;
});
await engine.run();
await written.close({ how: 'ended', sequence: engine.sequence(), stateHash: engine.hash() });
tell({ ended: { sequence: engine.sequence(), hash: engine.hash() } });
process.disconnect();
