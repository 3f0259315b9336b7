/**
 * What the disk costs a live engine, each printed as JSON: from an input to its command at the broker, cause and mark on the disk; and how
 * long the event loop is kept waiting while 20,000 inputs a second are written.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createEngine } from '../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../src/adapters/deskFile/deskFile.ts';
import { createSqliteJournal } from '../src/adapters/journal/sqliteJournal.ts';
import { createPaperBroker } from '../src/adapters/paperBroker/paperBroker.ts';
import type { AccountId, BookId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../src/identifiers.ts';
import { price, quantity } from '../src/money.ts';
import type { Broker } from '../src/ports.ts';
import { median } from './measure.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-bench-'));
const owner = { account: 'PAPER', mode: 'simulated', desk: 'bench' } as const;
const open = (name: string) => createSqliteJournal({ file: join(folder, name), owner, version: '0' });
const SPY = 'SPY' as InstrumentId;

/** Milliseconds from `desk.place` to the broker, the median of so many. */
async function releaseDelay(count: number): Promise<number> {
  const clock = createSimulatedClock({ start: 1e15 as Timestamp });
  const paper = createPaperBroker({ clock });
  let placed = (): void => undefined;
  const broker: Broker = {
    abilities: paper.abilities,
    connect: (hear) => paper.connect(hear),
    place(order, command) {
      placed();
      paper.place(order, command);
    },
    amend: (amendment, command) => paper.amend(amendment, command),
    cancel: (order, command) => paper.cancel(order, command),
    ask: (order, command) => paper.ask(order, command),
    disconnect: () => paper.disconnect(),
  };
  const journal = await open('release.db');
  const engine = createEngine({ desk: parseDesk('desk: bench\nrules: {}'), broker, clock, journal });
  engine.start();
  clock.advance(clock.now());
  const size = quantity(1_000_000);
  engine.hear(
    { type: 'market.quote', instrument: SPY, bid: price(10), ask: price(10), bidSize: size, askSize: size },
    'market',
  );
  const delays: number[] = [];
  for (let each = 0; each < count; each++) {
    const began = performance.now();
    await new Promise<void>((resolve) => {
      placed = resolve;
      const terms = {
        account: 'PAPER' as AccountId,
        instrument: SPY,
        side: 'buy',
        quantity: quantity(1),
        type: 'limit',
        limit: price(1),
      } as const;
      const more = { timeInForce: 'gtc', outsideRegularHours: false, trigger: 'quote', transmit: true } as const;
      engine.send({
        type: 'desk.place',
        terms: { ...terms, ...more },
        links: { book: 'main' as BookId, role: 'manual' },
      });
    });
    delays.push(performance.now() - began);
  }
  await journal.close();
  return median(delays.slice(count / 4));
}

/** The 99th percentile of the event loop's delay, in milliseconds, while so many inputs a second are taken in. */
async function loopDelay(perSecond: number, duration: number): Promise<number> {
  const journal = await open('loop.db');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let sequence = 0;
  const began = performance.now();
  await new Promise<void>((resolve) => {
    const beat = setInterval(() => {
      const elapsed = performance.now() - began;
      if (elapsed > 500) delay.enable(); // what is compiled by then is compiled
      while (sequence < (elapsed / 1_000) * perSecond) {
        sequence++;
        const data = {
          type: 'broker.execution',
          order: `bench-${sequence}.3` as OrderId,
          execution: `px${sequence}` as ExecutionId,
          revision: 1,
          quantity: quantity(100),
          price: price(10),
          executedAt: sequence as Timestamp,
        } as const;
        journal.append({
          v: 1,
          sequence,
          index: 0,
          at: sequence as Timestamp,
          type: data.type,
          source: 'broker',
          cause: 0,
          correlation: sequence,
          data,
        });
      }
      if (elapsed < duration) return;
      clearInterval(beat);
      resolve();
    }, 1);
  });
  delay.disable();
  await journal.close();
  return delay.percentile(99) / 1e6;
}

const found = { release: await releaseDelay(400), loop: await loopDelay(20_000, 4_000) };
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(found));
