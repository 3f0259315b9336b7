import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { PositionView } from '../../src/actors/engine/views.ts';
import type { Envelope } from '../../src/envelope.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import type { BrokerFact, JournalRecord } from '../../src/ports.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY } from '../support/desk.ts';

const IBM = 'IBM' as InstrumentId;

interface Poisoned {
  readonly desk: Desk;
  readonly before: readonly PositionView[];
}

/** Two open positions; then the broker restates one stop with a figure that can be read once and throws when the order books it. */
function poisoned(): Poisoned {
  let tellEngine: (fact: BrokerFact) => void = () => undefined;
  const desk = createDesk({
    around: (broker) => ({
      abilities: broker.abilities,
      connect(hear) {
        tellEngine = hear;
        broker.connect(hear);
      },
      place: (order, command) => broker.place(order, command),
      amend: (change, command) => broker.amend(change, command),
      cancel: (order, command) => broker.cancel(order, command),
      ask: (order, command) => broker.ask(order, command),
      disconnect: () => broker.disconnect(),
      hearMarket: (event) => broker.hearMarket(event),
    }),
  });
  desk.quote('100.00', '100.02');
  desk.quote('50.00', '50.02', 1_000, IBM);
  desk.open();
  desk.open({}, IBM);
  desk.pass();
  const before = desk.engine.views.openPositions();
  const stop = desk.engine.views.orders().find(({ role, terms }) => role === 'stop' && terms.instrument === SPY);
  let reads = 0;
  tellEngine({
    type: 'broker.orderRestated',
    order: stop?.order as OrderId,
    get quantity() {
      if (reads++ === 0) return quantity(100);
      throw new Error('poison');
    },
  });
  desk.pass();
  return { desk, before };
}

describe('B40: the crash of one order stays the crash of one order', () => {
  it('the actor is set apart, the pass runs again without it, and nothing half-applied is visible', () => {
    const { desk, before } = poisoned();
    const [quarantined] = desk.said('desk.quarantined');
    expect(quarantined).toMatchObject({ owner: 'order' });
    expect(desk.engine.views.openPositions().map(({ position }) => position)).toEqual(
      before.map(({ position }) => position),
    );
    expect(desk.engine.views.account().residue).toBe(0n);
    expect(desk.engine.views.desk()).toBe('running');
  });

  it('later messages to it are kept as dead letters, and the rest of the desk trades on', () => {
    const { desk } = poisoned();
    desk.quote('50.60', '50.62', 1_000, IBM);
    desk.pass();
    expect(desk.engine.views.openPositions().map(({ instrument }) => instrument)).toEqual([SPY]);
    desk.quote('98.00', '98.02');
    desk.pass();
    expect(desk.said('desk.deadLettered').length).toBeGreaterThan(0);
  });

  it('a replay obeys the record: the same hash, without throwing', async () => {
    const { desk } = poisoned();
    desk.quote('50.60', '50.62', 1_000, IBM);
    desk.pass();
    const replayed = await replay(desk.journal.read(1));
    expect(replayed.hash()).toBe(desk.engine.hash());
  });

  it('a replay of a record without the quarantine says where it differs', async () => {
    const { desk } = poisoned();
    const records: JournalRecord[] = [];
    for await (const record of desk.journal.read(1)) records.push(record);
    const at = records.findIndex(({ envelope }) => envelope.type === 'desk.quarantined');
    const without = records.slice(0, at);
    await expect(replay(from(without))).rejects.toMatchObject({ code: 'replayDiffers', details: { sequence: at } });
  });
});

describe('a replay', () => {
  async function recorded(): Promise<JournalRecord[]> {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.quote('100.60', '100.62');
    desk.pass();
    const records: JournalRecord[] = [];
    for await (const record of desk.journal.read(1)) records.push(record);
    return records;
  }

  it('refuses a record with a missing line, and names it', async () => {
    const records = await recorded();
    const gap = [...records.slice(0, 9), ...records.slice(10)];
    await expect(replay(from(gap))).rejects.toMatchObject({ code: 'journalGap', details: { from: 9, to: 11 } });
  });

  it('refuses a record that does not begin at the beginning', async () => {
    await expect(replay(from((await recorded()).slice(3)))).rejects.toMatchObject({ code: 'journalGap' });
    await expect(replay(from([]))).rejects.toMatchObject({ code: 'journalGap' });
  });

  it('stops at the first command that differs, and names its input', async () => {
    const records = await recorded();
    const at = records.findIndex(({ envelope }) => envelope.type === 'desk.open');
    const record = records[at] as JournalRecord;
    const data = {
      ...record.envelope.data,
      intent: {
        ...(record.envelope.data as { intent: object }).intent,
        sizing: { by: 'quantity', quantity: quantity(50) },
      },
    };
    records[at] = { ...record, envelope: { ...record.envelope, data } as unknown as Envelope };
    await expect(replay(from(records))).rejects.toMatchObject({ code: 'replayDiffers', details: { sequence: at + 1 } });
  });

  it('can stop at any input', async () => {
    const replayed = await replay(from(await recorded()), { to: 8 });
    expect(replayed.sequence).toBe(8);
    expect(replayed.views.openPositions()).toHaveLength(1);
  });
});

async function* from(records: readonly JournalRecord[]): AsyncGenerator<JournalRecord> {
  yield* records;
}
