/**
 * What a gateway holds after an hour of simulated trading, printed as JSON: twenty clients, in a thread with a heap of its own, work on it
 * over sockets, second by second. It lists the orders of the day, as the broker does, and forgets them at midnight in New York: so the hour
 * goes from half an hour before midnight to half an hour after, and its second half must come to what the first came to.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { OrderAction } from '@stoqey/ib';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import type { Gateway } from '../src/adapters/twsGateway/gateway.ts';
import { openGateway } from '../src/adapters/twsGateway/gateway.ts';
import { later, seconds, timestamp } from '../src/identifiers.ts';
import { Load } from './load.ts';
import { account, turn } from './tws.ts';

/** Half past eleven in the evening in New York. */
const BEGIN = timestamp('2026-11-24T04:30:00Z');
const QUARTER = 900;
const CLIENTS = 20;

/** What is held at the end of a quarter of an hour. */
interface Held {
  /** Megabytes behind a full collection. */
  readonly memory: number;
  readonly orders: number;
  readonly executions: number;
}

function held(gateway: Gateway, collect: () => void): Held {
  const { orders, executions } = gateway.save().orders;
  const counts = { orders: orders.length, executions: executions.length };
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { memory: (heapUsed + external) / 2 ** 20, ...counts };
}

async function measure(): Promise<readonly Held[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const clock = createSimulatedClock({ start: BEGIN });
  const gateway = await openGateway({
    ...{ clock, accounts: [account], host: '127.0.0.1', port: 0, seed: 7, latency: 0, precautions: {} },
    keep: () => undefined,
    log: () => undefined,
  });
  const worker = new Worker(new URL(import.meta.url), { workerData: gateway.port });
  const worked = async (): Promise<void> => {
    let isDone = false;
    worker.once('message', () => {
      isDone = true;
    });
    worker.postMessage('a second');
    while (!isDone) {
      clock.advance(clock.now()); // what has arrived is done
      await turn();
    }
  };
  const quarters: Held[] = [];
  for (let second = 1; second <= 4 * QUARTER; second++) {
    await worked();
    if (second % QUARTER === 0) quarters.push(held(gateway, collect)); // midnight is what comes next
    clock.advance(later(BEGIN, seconds(second)));
  }
  await worker.terminate();
  await gateway.close();
  return quarters;
}

/** The clients: each does one thing in each second that it is told of, and says when all is answered. */
async function work(port: number): Promise<void> {
  let asked = 0;
  const answered = (): void => {
    if (--asked === 0) parentPort?.postMessage('answered');
  };
  const loads = Array.from({ length: CLIENTS }, (_, each) => new Load(port, each + 1, answered));
  for (const load of loads) await load.start();
  for (const load of loads) load.watch();
  let second = 0;
  parentPort?.on('message', () => {
    const side = ++second % 2 === 0 ? OrderAction.SELL : OrderAction.BUY;
    asked += loads.length;
    for (const load of loads) {
      if (second % 5 === 0) load.trade(side);
      else load.act();
    }
  });
}

if (isMainThread) process.stdout.write(JSON.stringify(await measure()));
else await work(Number(workerData));
