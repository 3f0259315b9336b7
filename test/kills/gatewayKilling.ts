/** A desk that trades with a gateway, each a process of its own: one of them is killed again and again, by chance, and goes on. */
import type { ChildProcess } from 'node:child_process';
import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import { root } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';
import type { GatewayTold } from './gatewayTold.ts';

const ENGINE = fileURLToPath(new URL('./gatewayEngine.ts', import.meta.url));
/** The longest that both live once the desk is ready, and the longest that the way there lasts where it is cut short: milliseconds. */
const LONGEST_LIFE = 900;
const LONGEST_WAY = 1_200;

export interface KilledAtGateway {
  /** The gateway's own file, of which it has let go. */
  readonly state: string;
  readonly journal: string;
  readonly kills: { readonly engine: number; readonly gateway: number; readonly onTheWay: number };
  readonly strange: readonly string[];
  /** How often the broker had been read. */
  readonly readings: readonly (readonly string[])[];
  readonly ended: NonNullable<GatewayTold['ended']>;
}

/** Plays on until so many have been killed, then leaves everything and ends both in order. */
export async function killAtGateway(seed: number, count: number): Promise<KilledAtGateway> {
  const folder = freshFolder();
  const files = { state: join(folder, 'gateway.db'), journal: join(folder, 'desk.db'), ids: join(folder, 'ids.json') };
  const chance = createChance(seed, 'kills at the gateway');
  const gateway = new Gateway(files.state, seed);
  const engine = new Engine(files.journal, files.ids);
  onTestFinished(() => {
    engine.kill();
    gateway.kill();
  });
  await gateway.start();
  engine.start(gateway.port);
  const kills = { engine: 0, gateway: 0, onTheWay: 0 };
  for (let done = 0; done < count; done++) {
    await lived(engine, chance, kills);
    if (chance.percent(50)) {
      kills.engine++;
      await engine.kill();
      engine.start(gateway.port);
    } else {
      kills.gateway++;
      await gateway.kill();
      engine.forgetReady();
      await gateway.start();
    }
  }
  await engine.isReady();
  const ended = await engine.finish();
  await gateway.end();
  return { ...files, kills, strange: engine.strange, readings: engine.readings, ended };
}

/** A stretch of life of chance: on the way to being ready one time in five, else once the desk is. */
async function lived(engine: Engine, chance: Chance, kills: { onTheWay: number }): Promise<void> {
  const isOnTheWay = chance.percent(20);
  if (!isOnTheWay) await engine.isReady();
  await new Promise((resolve) => setTimeout(resolve, chance.whole(0, isOnTheWay ? LONGEST_WAY : LONGEST_LIFE)));
  if (isOnTheWay && !engine.wasReady) kills.onTheWay++;
}

class Gateway {
  readonly #state: string;
  readonly #seed: number;
  #child: ChildProcess | undefined;
  port = 0;

  constructor(state: string, seed: number) {
    this.#state = state;
    this.#seed = seed;
  }

  /** Listens where the one before it did. */
  async start(): Promise<void> {
    const flags = ['--port', `${this.port}`, '--state', this.#state, '--seed', `${this.#seed}`, '--json'];
    const child = spawn(process.execPath, ['src/cli/main.ts', 'gateway', ...flags], {
      ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const where = await new Promise<string>((resolve, reject) => {
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        told += text;
        if (told.endsWith('}\n')) resolve(told);
      });
      child.once('exit', (code) => reject(new Error(`the gateway ended by itself: ${code}\n${said}`)));
    });
    this.port = (JSON.parse(where) as { readonly port: number }).port;
  }

  async kill(): Promise<void> {
    await gone(this.#child, 'SIGKILL');
  }

  async end(): Promise<void> {
    await gone(this.#child, 'SIGTERM');
  }
}

class Engine {
  readonly #journal: string;
  readonly #ids: string;
  #child: ChildProcess | undefined;
  #ended: GatewayTold['ended'];
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  wasReady = false;
  readonly strange: string[] = [];
  readonly readings: (readonly string[])[] = [];

  constructor(journal: string, ids: string) {
    this.#journal = journal;
    this.#ids = ids;
  }

  start(port: number): void {
    this.wasReady = false;
    const child = fork(ENGINE, [this.#journal, this.#ids, `${port}`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message) => this.#hear(message as GatewayTold));
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL' || this.#ended !== undefined) return;
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error(`the engine ended by itself: ${code ?? signal}`));
    });
  }

  /** The broker has been read since the last start of either. */
  async isReady(): Promise<void> {
    if (!this.wasReady) await this.#news();
  }

  forgetReady(): void {
    this.wasReady = false;
  }

  async finish(): Promise<NonNullable<GatewayTold['ended']>> {
    this.#child?.send('finish');
    while (this.#ended === undefined) await this.#news();
    return this.#ended;
  }

  async kill(): Promise<void> {
    await gone(this.#child, 'SIGKILL');
  }

  #news(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #hear({ ready, strange, ended }: GatewayTold): void {
    if (strange !== undefined) this.strange.push(strange);
    if (ended !== undefined) this.#ended = ended;
    if (ready !== undefined) {
      this.readings.push(ready);
      this.wasReady = true;
    }
    if (ready !== undefined || ended !== undefined) for (const { resolve } of this.#waiting.splice(0)) resolve();
  }
}

/** Resolves when the process is no more. */
async function gone(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}
