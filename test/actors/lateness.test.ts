import { describe, expect, it } from 'vitest';
import { createCore } from '../../src/actors/engine/core.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import type { Event } from '../../src/events.ts';
import type { AccountId, Duration, TimerId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, timestamp } from '../../src/identifiers.ts';
import { orderTypes, timesInForce } from '../../src/orders.ts';
import { bracket, entry, on, stop, target } from '../support/groups.ts';
import { snapshotOf } from '../support/handBroker.ts';

const OPENS = timestamp('2025-03-03T14:30:00Z');
const CLOSES = timestamp('2025-03-03T21:00:00Z');
const NIGHT = later(CLOSES, minutes(240));
const session = '2025-03-03';
const opened: Event = { type: 'clock.sessionOpened', session, opens: OPENS, closes: CLOSES };
const closed: Event = { type: 'clock.sessionClosed', session, closes: CLOSES };

/** The core by itself, told what happens and when; connected, with a session that is on. */
function createRig() {
  const said: Event[] = [];
  const core = createCore({
    configuration: parseDesk('desk: test\nrules: {}'),
    abilities: { name: 'hand', orderTypes, timesInForce, parents: true, oca: true },
    publish: (message) => said.push(message),
  });
  let sequence = 0;
  const tell = (at: Timestamp, ...events: readonly Event[]): readonly Event[] => {
    const from = said.length;
    for (const data of events) {
      sequence++;
      const head = { v: 1, sequence, index: 0, at, source: 'clock', cause: 0, correlation: sequence } as const;
      core.process({ ...head, type: data.type, data });
    }
    return said.slice(from);
  };
  tell(
    OPENS,
    { type: 'connection.opened', broker: 'hand' },
    { type: 'connection.handshaken', broker: 'hand', account: 'PAPER' as AccountId, simulated: true },
    { type: 'broker.snapshot', snapshot: snapshotOf() },
    opened,
  );
  return {
    core,
    tell,
    /** Arms a timer as the session opens; what is given back notices at another time that it has run out. */
    arm(owner: string, what: string, after: Duration = minutes(60), id = 'x'): (at: Timestamp) => readonly Event[] {
      const about = { timer: `${owner}/${id}#${what}` as TimerId, owner, id, what };
      tell(OPENS, { type: 'clock.arm', ...about, after });
      const due = later(OPENS, after);
      const generation = sequence;
      return (at) =>
        tell(at, { type: 'clock.deadlineMissed', ...about, generation, due, lateBy: (at - due) as Duration });
    },
  };
}
/** What became of deadlines: `hold` when it is done, `hold until open` when it is put off. */
const done = (facts: readonly Event[]): readonly string[] =>
  facts.flatMap((fact) => {
    if (fact.type === 'clock.deadline') return [fact.what];
    return fact.type === 'clock.deadlineDeferred' ? [`${fact.what} until ${fact.until}`] : [];
  });

describe('B30.1: a deadline that is noticed at night', () => {
  it.each([
    ['order', 'acknowledge'],
    ['order', 'amend'],
    ['order', 'cancel'],
    ['order', 'executions'],
    ['position', 'protection'],
    ['group', 'winding'],
    ['rule', 'cooldown'],
    ['holding', 'agreement'],
  ])('of %s, %s: asks, says or ends something, and is done at once', (owner, what) => {
    const rig = createRig();
    const miss = rig.arm(owner, what);
    rig.tell(CLOSES, closed);
    expect(done(miss(NIGHT))).toEqual([what]);
  });

  it.each([
    ['position', 'exit'],
    ['position', 'hold'],
    ['group', 'balance'],
    ['group', 'protection'],
  ])('of %s, %s: would cause orders, and waits for a session', (owner, what) => {
    const rig = createRig();
    const miss = rig.arm(owner, what);
    rig.tell(CLOSES, closed);
    expect(done(miss(NIGHT))).toEqual([`${what} until open`]);
    const opens = later(OPENS, minutes(24 * 60));
    const next: Event = {
      type: 'clock.sessionOpened',
      session: '2025-03-04',
      opens,
      closes: later(opens, minutes(390)),
    };
    expect(done(rig.tell(opens, next))).toEqual([what]);
  });

  it('of a group that has closed more than it held: it would trade the excess back, and waits', () => {
    const rig = createRig();
    const { registry } = rig.core.stations;
    registry.create('group', 'g1', bracket());
    for (const event of [
      on.start(),
      on.works(target, 100),
      on.works(stop, 100),
      on.fills(entry, 100),
      on.ends(entry, 'filled', 100),
      on.fills(target, 100),
      on.ends(target, 'filled', 100),
      on.fills(stop, 40),
    ])
      registry.hear('group', 'g1', event);
    expect(registry.snapshot('group', 'g1')?.value).toBe('overfilled');
    rig.core.owners.commit();
    const miss = rig.arm('group', 'winding', minutes(60), 'g1');
    rig.tell(CLOSES, closed);
    expect(done(miss(NIGHT))).toEqual(['winding until open']);
  });

  it('before anybody has said that the session has closed', () => {
    const rig = createRig();
    expect(done(rig.arm('position', 'hold')(NIGHT))).toEqual(['hold until open']);
  });

  it('and was armed anew meanwhile: it is stale', () => {
    const rig = createRig();
    const miss = rig.arm('position', 'hold');
    rig.arm('position', 'hold', minutes(90));
    expect(done(miss(NIGHT))).toEqual([]);
  });

  it('and is asked for anew while it waits: what waited is forgotten', () => {
    const rig = createRig();
    rig.arm('position', 'hold')(NIGHT);
    rig.arm('position', 'hold', minutes(3_000));
    const opens = later(OPENS, minutes(24 * 60));
    const next: Event = {
      type: 'clock.sessionOpened',
      session: '2025-03-04',
      opens,
      closes: later(opens, minutes(390)),
    };
    expect(done(rig.tell(opens, next))).toEqual([]);
  });

  it('one that has been put off is not scheduled again after a restart: it waits', () => {
    const rig = createRig();
    rig.arm('position', 'hold')(NIGHT);
    rig.arm('rule', 'cooldown');
    rig.core.stations.timers.takeArmed();
    rig.core.owners.restore(rig.core.owners.save());
    expect(rig.core.stations.timers.takeArmed().map(({ timer }) => timer)).toEqual(['rule/x#cooldown']);
  });
});

it('B30.3: what is overdue before the broker has been read is done in the order in which it was due', () => {
  const rig = createRig();
  const noon = later(OPENS, minutes(150));
  const misses = [
    rig.arm('position', 'exit', minutes(120)),
    rig.arm('rule', 'cooldown'),
    rig.arm('position', 'hold', minutes(90)),
  ];
  rig.tell(noon, { type: 'connection.lost', broker: 'hand', detail: 'gone' });
  expect(misses.flatMap((miss) => done(miss(noon)))).toEqual([
    'exit until ready',
    'cooldown until ready',
    'hold until ready',
  ]);
  const back = rig.tell(
    noon,
    { type: 'connection.opened', broker: 'hand' },
    { type: 'connection.handshaken', broker: 'hand', account: 'PAPER' as AccountId, simulated: true },
    { type: 'broker.snapshot', snapshot: snapshotOf() },
  );
  expect(done(back)).toEqual(['cooldown', 'hold', 'exit']);
});

it('a session that is told of after its close is not open', () => {
  const rig = createRig();
  const { sessions } = rig.core.stations;
  expect(sessions.current()?.isOpen).toBe(true);
  rig.tell(NIGHT, opened);
  expect(sessions.current()?.isOpen).toBe(false);
});
