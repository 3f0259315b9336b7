/**
 * How long an engine takes to be what it was: a million inputs from the record alone, and ten thousand live orders from a checkpoint. The
 * journals are written in one process and read in a fresh one each; it prints seconds as JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../src/cli/heap.ts';
import { createEngine } from '../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import { createSqliteJournal } from '../src/adapters/journal/sqliteJournal.ts';
import { generateBars } from '../src/adapters/marketData/generated.ts';
import { createPaperBroker } from '../src/adapters/paperBroker/paperBroker.ts';
import type { AccountId, BookId, InstrumentId, Timestamp } from '../src/identifiers.ts';
import { price, quantity } from '../src/money.ts';
import type { Journal } from '../src/ports.ts';
import { VERSION } from '../src/version.ts';
import { crossing as desk } from './crossing.ts';

const INPUTS = 1_000_000;
const ORDERS = 10_000;
const owner = { account: 'PAPER', mode: 'simulated', desk: desk.name } as const;
const open = (file: string) => createSqliteJournal({ file, owner, version: VERSION });
const engineOn = (journal: Journal, more: object = {}) => {
  const clock = createSimulatedClock({ start: 1e15 as Timestamp });
  const broker = createPaperBroker({ clock });
  return { clock, engine: createEngine({ desk, broker, clock, journal, ...more }) };
};

/** A backtest of so many bars, none of which is in a checkpoint. */
async function writeRecord(file: string): Promise<void> {
  const journal = await open(file);
  const market = generateBars({ seed: 1, symbol: 'BENCH', count: INPUTS });
  const { engine } = engineOn(journal, { market, checkpointEvery: Number.POSITIVE_INFINITY });
  await engine.run();
  await journal.close();
}

/** So many limit orders that wait at the broker. */
async function writeOrders(file: string): Promise<void> {
  const journal = await open(file);
  const { engine, clock } = engineOn(journal);
  engine.start();
  clock.advance(clock.now());
  const instrument = 'BENCH' as InstrumentId;
  const size = quantity(100);
  engine.hear(
    { type: 'market.quote', instrument, bid: price(10), ask: price(10), bidSize: size, askSize: size },
    'market',
  );
  for (let each = 0; each < ORDERS; each++) {
    engine.send({
      type: 'desk.place',
      terms: {
        account: 'PAPER' as AccountId,
        instrument,
        side: 'buy',
        quantity: quantity(1),
        type: 'limit',
        limit: price('9.5'),
        timeInForce: 'gtc',
        outsideRegularHours: false,
        trigger: 'quote',
        transmit: true,
      },
      links: { book: 'main' as BookId, role: 'manual' },
    });
    if (each % 100 === 0) await durable(journal, engine.sequence());
    clock.advance((clock.now() + 100_000) as Timestamp);
  }
  for (let each = 0; each < 3; each++) {
    await durable(journal, engine.sequence());
    clock.advance((clock.now() + 1_000_000) as Timestamp);
  }
  await durable(journal, engine.sequence());
  await journal.close();
}
async function durable(journal: Journal, sequence: number): Promise<void> {
  while (journal.durable() < sequence) await new Promise((resolve) => setImmediate(resolve));
}

/** Seconds from an open journal to the state, and what was found. */
async function read(
  file: string,
  usesCheckpoints: boolean,
): Promise<{ readonly seconds: number; readonly from: number; readonly found: number }> {
  const written = await open(file);
  const journal: Journal = usesCheckpoints ? written : { ...portOf(written), async *checkpoints() {} };
  const { engine } = engineOn(journal);
  const began = performance.now();
  const { sequence, checkpoint } = await engine.recover();
  const seconds = (performance.now() - began) / 1_000;
  const orders = engine.views.orders().filter(({ status }) => status === 'working').length;
  await written.close();
  return { seconds, from: checkpoint, found: usesCheckpoints ? orders : sequence };
}
const portOf = (journal: Journal): Journal => ({
  name: journal.name,
  append: (envelope) => journal.append(envelope),
  note: (commands) => journal.note(commands),
  durable: () => journal.durable(),
  onDurable: (grown) => journal.onDurable(grown),
  read: (from) => journal.read(from),
});

const [what, file] = process.argv.slice(2);
if (what !== undefined && file !== undefined) {
  process.stdout.write(JSON.stringify(await read(file, what === 'orders')));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'ordermaton-bench-'));
  const files = { record: join(folder, 'record.db'), orders: join(folder, 'orders.db') };
  await writeRecord(files.record);
  await writeOrders(files.orders);
  const measured = Object.entries(files).map(([name, path]) => {
    const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, path], { encoding: 'utf8' });
    return [name, JSON.parse(text)] as const;
  });
  rmSync(folder, { recursive: true });
  process.stdout.write(JSON.stringify(Object.fromEntries(measured)));
}
