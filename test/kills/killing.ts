/** Runs the desk, kills it again and again, and keeps what it told: for whoever judges what has become of it. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { Told } from './told.ts';

export interface Killed {
  readonly journal: string;
  /** The broker's own book. */
  readonly book: string;
  readonly kills: number;
  /** How often it was killed before it had gone on. */
  readonly killsOnTheWay: number;
  readonly told: readonly Told[];
  /** Orders that the broker was told to place more than once. */
  readonly twice: readonly string[];
  readonly placed: number;
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const BROKER = fileOf('./brokerProcess.ts');
const ENGINE = fileOf('./engineProcess.ts');
/** The longest that an engine lives once it has gone on, and the longest that one gets on the way there: milliseconds. */
const LONGEST_LIFE = 250;
const LONGEST_WAY = 900;

/** Plays the workload to its end, killing its engine so many times. */
export async function play(seed: number, hours: number, kills: number): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'ordermaton-kills-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [journal, book] = [join(folder, 'journal.db'), join(folder, 'book.json')];
  const broker = fork(BROKER, [book], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void broker.kill('SIGKILL'));
  const { port } = await heard<{ port: number }>(broker);
  const chance = createChance(seed, 'kills');
  const told: Told[] = [];
  let [done, onTheWay, isOver] = [0, 0, false];
  while (!isOver) {
    const engine = fork(ENGINE, [journal, `${port}`, `${seed}`, `${hours}`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const life = await live(engine, done < kills ? chance : undefined, (each) => told.push(each));
    if (life === 'ended') isOver = true;
    else done++;
    if (life === 'killed on the way') onTheWay++;
  }
  broker.send('count');
  const { twice, placed } = await heard<{ twice: readonly string[]; placed: number }>(broker);
  broker.disconnect();
  return { journal, book, kills: done, killsOnTheWay: onTheWay, told, twice, placed };
}

/** One life of the engine: to its end, or to a kill at a moment of chance. */
function live(
  engine: ChildProcess,
  chance: Chance | undefined,
  tell: (told: Told) => void,
): Promise<'ended' | 'killed' | 'killed on the way'> {
  let [hasGoneOn, hasEnded] = [false, false];
  const kill = (): boolean => engine.kill('SIGKILL');
  const timers: NodeJS.Timeout[] = [];
  const after = (longest: number): unknown => chance && timers.push(setTimeout(kill, chance.whole(0, longest)));
  if (chance?.percent(20)) after(LONGEST_WAY);
  engine.on('message', (message) => {
    const told = message as Told;
    tell(told);
    if (told.recovered !== undefined) {
      hasGoneOn = true;
      after(LONGEST_LIFE);
    }
    if (told.ended !== undefined) hasEnded = true;
  });
  return new Promise((resolve, reject) => {
    engine.on('exit', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      if (hasEnded) return resolve('ended');
      if (signal === 'SIGKILL') return resolve(hasGoneOn ? 'killed' : 'killed on the way');
      reject(new Error(`the engine ended by itself: ${code ?? signal}`));
    });
  });
}

const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
