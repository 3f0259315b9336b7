/** A restart of the other end that is known ahead: the line is closed before and opened again after, and nothing is sent in between. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { nextRestart } from '../../../src/adapters/interactiveBrokers/restarts.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import type { Event } from '../../../src/events.ts';
import type { Duration } from '../../../src/identifiers.ts';
import { accountId, isoTime, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import { marketOrder } from '../../support/desk.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';

const nightly = { at: 23 * 60 + 45, lasts: seconds(300) };

describe('a restart that is known ahead', () => {
  // The rig begins at ten in New York.
  const restart = { at: 10 * 60 + 1, lasts: seconds(300) };
  const passSlowly = async (rig: Awaited<ReturnType<typeof ibRig>>, count: number): Promise<void> => {
    for (let left = count; left > 0; left -= 5) {
      rig.pass(Math.min(5, left));
      await turns(6);
    }
  };

  it('closes the line before, gives back what has not left, and opens it again behind it', async () => {
    const rig = await ibRig({ restart });
    await rig.ready();
    const left = (timestamp('2026-11-23T15:01:00Z') - rig.clock.now()) / 1e6;
    await passSlowly(rig, left - 0.1);
    // More than may leave in a second.
    for (let each = 0; each < 50; each++) rig.place(`o${each}`);
    rig.pass(0.1);
    const types = rig.types();
    expect(types.indexOf('connection.restartAnnounced')).toBeGreaterThan(0);
    expect(types.indexOf('outbox.dropped')).toBe(types.indexOf('connection.restartAnnounced') + 1);
    expect(types.at(-1)).toBe('connection.lost');
    const dropped = rig.said('outbox.dropped').length;
    expect(dropped).toBeGreaterThan(0);
    await until(() => rig.peer.asked('placeOrder').length === 50 - dropped);
    expect(rig.said('connection.restartAnnounced')).toMatchObject([{ backAt: timestamp('2026-11-23T15:06:00Z') }]);
    expect(rig.peer.connections()).toBe(1);
    await passSlowly(rig, 280);
    expect(rig.peer.connections()).toBe(1);
    await passSlowly(rig, 20);
    await until(() => rig.said('broker.snapshot').length === 2);
    expect(rig.peer.connections()).toBe(2);
    expect(rig.problems).toEqual([]);
  });

  it('comes again the next day; in summer and in winter by the clocks of New York', () => {
    const begins = (now: string) => isoTime(nextRestart(nightly, timestamp(now)).begins).slice(0, 16);
    expect(begins('2026-11-23T15:00:00Z')).toBe('2026-11-24T04:45');
    expect(begins('2026-11-24T04:45:00Z')).toBe('2026-11-25T04:45');
    expect(begins('2026-07-01T15:00:00Z')).toBe('2026-07-02T03:45');
  });

  it.each<[string, string, { at: number; lasts: Duration } | undefined, string, boolean]>([
    ['without a word, on Sunday at one', '2026-11-23T15:00:00Z', undefined, '2026-11-29T06:00', true],
    ['in summer', '2026-07-01T15:00:00Z', undefined, '2026-07-05T05:00', true],
    ['while it is over, on the next Sunday', '2026-11-29T06:00:00Z', undefined, '2026-12-06T06:00', true],
    ['where it is before the restart of the day', '2026-11-29T05:00:00Z', nightly, '2026-11-29T06:00', true],
    ['where it is behind the restart of the day', '2026-11-29T04:00:00Z', nightly, '2026-11-29T04:45', false],
    [
      'where both come at once, it is that',
      '2026-11-29T05:30:00Z',
      { at: 60, lasts: seconds(60) },
      '2026-11-29T06:00',
      true,
    ],
  ])('the login of the week ends %s', (_, now, daily, begins, endsLogin) => {
    const next = nextRestart(daily, timestamp(now));
    expect([isoTime(next.begins).slice(0, 16), next.endsLogin]).toEqual([begins, endsLogin]);
    expect(next.backAt).toBeGreaterThan(next.begins);
  });

  it('on Sunday at one the line is let go of, and a person may have to let it in again', async () => {
    const rig = await ibRig({ silence: minutes(100_000), look: minutes(100_000) });
    await rig.ready();
    rig.pass((timestamp('2026-11-29T06:00:00Z') - rig.clock.now()) / 1e6);
    expect(rig.said('connection.restartAnnounced')).toEqual([
      {
        type: 'connection.restartAnnounced',
        broker: 'interactiveBrokers',
        backAt: timestamp('2026-11-29T06:05:00Z'),
        endsLogin: true,
      },
    ]);
    rig.pass(300);
    await until(() => rig.said('broker.snapshot').length === 2);
    expect(rig.peer.connections()).toBe(2);
  });

  it('the desk refuses everything meanwhile, and what is to be left waits and is decided anew', async () => {
    const rig = await ibRig({ restart });
    const engine = createEngine({
      desk: { ...parseDesk('desk: test\nrules: {}'), account: accountId('DU1') },
      ...{ broker: rig.broker, clock: rig.clock, journal: createMemoryJournal() },
    });
    const facts: Event[] = [];
    engine.bus.subscribe('*', (event) => facts.push(event));
    const said = (type: Event['type']) => facts.filter((fact) => fact.type === type);
    engine.start();
    await until(() => said('connection.ready').length === 1);
    await passSlowly(rig, 65);
    expect(said('connection.stateChanged').at(-1)).toMatchObject({ state: 'scheduledRestart' });
    engine.send({ type: 'desk.flatten', why: 'enough' });
    expect(said('desk.exitWaiting')).toHaveLength(1);
    const order = marketOrder('buy', 10) as Event<'desk.place'>;
    engine.send({ ...order, terms: { ...order.terms, account: accountId('DU1') } });
    expect(said('risk.refused')).toMatchObject([{ code: 'notConnected' }]);
    await passSlowly(rig, 300);
    await until(() => said('connection.ready').length === 2);
    expect(said('connection.unexpected')).toEqual([]);
  });
});
