/** A generated day under the reference desk, with a journal that fails at any place of it, judged from the broker's own book. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { newYorkTime } from '../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { loadDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { openEmergencyNotes } from '../../src/adapters/documents/emergencyNotes.ts';
import { createGeneratedData, generatePredictions } from '../../src/adapters/marketData/generated.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';
import { magnitude, zero } from '../../src/money.ts';
import type { Broker, Journal } from '../../src/ports.ts';
import { createFailingJournal } from '../support/failingJournal.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;

const DAY = '2025-03-03';
const symbols = ['ALFA', 'BRVO', 'CHRL', 'DLTA'];

/** Plays the day; the journal fails at the `failsAt`-th input, if it gets so far. */
async function play(failsAt: number, at: 'append' | 'sync') {
  const desk = await loadDesk('examples/reference.yaml');
  const market = createGeneratedData({ seed: 7, symbols, from: DAY });
  const calendar = createNyseCalendar();
  const clock = createSimulatedClock({ start: newYorkTime(DAY) });
  const broker = createPaperBroker({ clock, account: desk.account, hours: calendar, rules: { tick: desk.tick } });
  const journal = createFailingJournal(at);
  let count = 0;
  const counting: Journal = {
    ...journal,
    append(envelope) {
      if (++count === failsAt) journal.fail();
      journal.append(envelope);
    },
  };
  const notes = openEmergencyNotes(join(folder, `${++runs}`));
  const wrong: string[] = [];
  let left = 0;
  const engine = createEngine({
    desk,
    broker: judged(),
    clock,
    journal: counting,
    market,
    sessions: calendar.schedule({ ...market.days, beforeClose: desk.beforeClose }),
    signals: await generatePredictions({ seed: 7, symbols: market.instruments, from: DAY }),
    emergency: notes,
  });

  /** What the broker's own book says of what it is asked for without a record. */
  function judged(): Broker {
    const heldOf = (instrument: InstrumentId) =>
      broker.save().positions.find((each) => each.instrument === instrument)?.quantity ?? zero;
    const look = (kind: string, order: OrderId, act: () => void): void => {
      if (engine.views.desk() === 'emergency') {
        left++;
        if (!notes.pending().some((each) => each.kind === kind && each.order === order))
          wrong.push(`${order}: no note`);
      }
      act();
    };
    return {
      ...broker,
      abilities: broker.abilities,
      connect: (hear) => broker.connect(hear),
      disconnect: () => broker.disconnect(),
      hearMarket: (event) => broker.hearMarket(event),
      ask: (order, command) => broker.ask(order, command),
      amend: (amendment, command) => look('amend', amendment.order, () => broker.amend(amendment, command)),
      cancel: (order, command) => look('cancel', order, () => broker.cancel(order, command)),
      place: (approved, command) =>
        look('place', approved.order, () => {
          const { terms, order } = approved;
          const held = heldOf(terms.instrument);
          const reduces = held !== 0n && held > 0n === (terms.side === 'sell') && terms.quantity <= magnitude(held);
          if (engine.views.desk() === 'emergency' && !reduces) wrong.push(`${order}: adds risk`);
          broker.place(approved, command);
        }),
    };
  }

  const error = await engine.run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, wrong, left, journal, broker, engine };
}

describe.each([
  ['append', [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3]],
  ['sync', [2, 5, 7], [2]],
] as const)('a journal that fails at its %s, anywhere in a day', (at, places, quarters) => {
  let whole: Awaited<ReturnType<typeof play>>;
  /** Where something is on its way to the broker or comes from it, and where nothing is. */
  let busy: readonly number[];
  let left = 0;
  beforeAll(async () => {
    whole = await play(0, at);
    const found: number[] = [];
    for await (const { envelope } of whole.journal.read(1))
      if (envelope.source === 'outbox' || envelope.source === 'broker') found.push(envelope.sequence);
    busy = found;
  });

  async function failsAt(place: number): Promise<void> {
    const failed = await play(place, at);
    const { error, wrong, journal, broker } = failed;
    expect(error).toMatchObject({ code: 'emergencyEnded', details: { end: 'flat, by the count of the broker' } });
    expect(wrong).toEqual([]);
    expect(broker.save().positions.filter(({ quantity }) => quantity !== 0n)).toEqual([]);
    left += failed.left;
    // What is on record is what an undisturbed day has there.
    const on = await replay(journal.read(1));
    const same = await replay(whole.journal.read(1), { to: on.sequence });
    expect(on.hash()).toBe(same.hash());
  }

  it('is not noticed while it works', () => {
    expect([whole.error, whole.wrong, whole.left]).toEqual([undefined, [], 0]);
  });

  it.each(places)('while something happens, place %d of 8', (part) =>
    failsAt(busy[Math.floor((busy.length * part) / 9)] ?? 0));

  it.each(quarters)('part %d of 4 of the day', (part) => failsAt(Math.floor((whole.engine.sequence() * part) / 4)));

  it('and something was still asked of the broker', () => {
    expect(left).toBeGreaterThan(0);
  });
});
