/**
 * What a broker over a socket costs, printed as JSON: from the command to place an order to its bytes at the other end, by the adapter and by
 * the library alone; and how long the gateway, a process of its own, takes to answer twenty clients with forty messages a second each.
 */
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EventName, IBApi } from '@stoqey/ib';
import { later, seconds } from '../src/identifiers.ts';
import { LIBRARY, Load, SPY } from './load.ts';
import { median } from './measure.ts';
import { adapterAt, agreed, Greeter, place, sameOrder } from './tws.ts';

const USUAL_PACE = 45;
const AN_HOUR = seconds(3_600);
/** The pace has room for one more behind it. */
const BETWEEN = seconds(0.05);

/** Milliseconds to the bytes at the other end, in turn: the medians of so many. */
async function wayOut(count: number): Promise<{ readonly adapter: number; readonly library: number }> {
  const greeter = await Greeter.open();
  const { broker, clock } = adapterAt(greeter.port, { limit: USUAL_PACE, silence: AN_HOUR, patience: AN_HOUR });
  await agreed(broker, () => undefined);
  const api = new IBApi({ ...LIBRARY, port: greeter.port, clientId: 2 });
  const started = new Promise<void>((resolve) => api.on(EventName.nextValidId, () => resolve()));
  api.connect();
  await started;
  await new Promise((resolve) => setTimeout(resolve, 100)); // what is asked at the beginning has left
  const timed = async (act: () => void): Promise<number> => {
    const arrived = new Promise<void>((resolve) => {
      greeter.arrived = () => resolve();
    });
    const began = performance.now();
    act();
    await arrived;
    return performance.now() - began;
  };
  const [adapter, library]: [number[], number[]] = [[], []];
  const orders = Array.from({ length: count }, (_, each) => sameOrder(each));
  for (const [each, order] of orders.entries()) {
    clock.advance(later(clock.now(), BETWEEN)); // it is not the pace that is measured
    adapter.push(await timed(() => place(broker, each, true)));
    library.push(await timed(() => api.placeOrder(each + 1, SPY, order)));
  }
  broker.disconnect();
  api.disconnect();
  greeter.close();
  const warm = count / 4;
  return { adapter: median(adapter.slice(warm)), library: median(library.slice(warm)) };
}

/** The 99th percentile of an answer, in milliseconds, and how many messages were sent in a second. */
async function answers(clients: number, perSecond: number, duration: number) {
  const child = spawn(
    process.execPath,
    ['src/cli/main.ts', 'gateway', '--port', '0', '--latency', '0', '--bypass-precautions', '--json'],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { port } = JSON.parse(await firstLine(child)) as { readonly port: number };
  const delays: number[] = [];
  const loads = Array.from({ length: clients }, (_, each) => new Load(port, each + 1, (delay) => delays.push(delay)));
  for (const load of loads) await load.start();
  const began = performance.now();
  let [sent, counted] = [0, 0];
  await new Promise<void>((resolve) => {
    const beat = setInterval(() => {
      const elapsed = performance.now() - began;
      if (counted === 0 && elapsed > duration / 5) counted = delays.splice(0).length; // what is compiled by then is compiled
      for (; sent < (elapsed / 1_000) * perSecond * clients; sent++) loads[sent % clients]?.act();
      if (elapsed < duration) return;
      clearInterval(beat);
      resolve();
    }, 1);
  });
  const took = (performance.now() - began) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 200)); // the last answers
  for (const load of loads) load.leave();
  child.kill();
  const sorted = delays.toSorted((a, b) => a - b);
  return {
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    perSecond: sent / took,
    answered: counted + sorted.length,
    sent,
  };
}

function firstLine(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.endsWith('}\n')) resolve(told);
    });
    child.once('exit', (code) => reject(new Error(`the gateway ended: ${code}`)));
  });
}

const found = { way: await wayOut(1_200), answers: await answers(20, 40, 10_000) };
process.stdout.write(JSON.stringify(found));
process.exit();
