/** What holds for every chart as it is written down: names that are there, targets that lead somewhere, and the tags that callers ask. */
import { describe, expect, it, test } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { candidatesOf, line, nodesOf } from './reach/exploration.ts';
import { models } from './reach/models/models.ts';

const machines = models.map(({ machine }) => machine);

const nameOf = (named: unknown): string =>
  typeof named === 'string' ? named : String((named as { readonly type?: unknown } | undefined)?.type);
const isWithin = (node: AnyStateNode | undefined, outer: AnyStateNode): boolean =>
  node !== undefined && (node === outer || isWithin(node.parent, outer));
/** The actions of a chart: of its candidates, and of entering and leaving its states. */
const actionsOf = (machine: AnyStateMachine): readonly unknown[] => [
  ...candidatesOf(machine).flatMap(({ actions }) => actions),
  ...nodesOf(machine.root).flatMap(({ entry, exit }) => [...entry, ...exit]),
];

test('there is a chart for each question', () => {
  expect(machines.map(({ id }) => id)).toEqual([
    ...['order', 'position', 'group', 'holding'],
    ...['rule', 'risk', 'connection', 'feed', 'desk'],
  ]);
});

describe.each(machines.map((machine) => [machine.id, machine] as const))('the %s chart', (_id, machine) => {
  const candidates = candidatesOf(machine);

  it('has every guard and action that it names', () => {
    const { guards, actions } = machine.implementations;
    const asked = candidates.flatMap(({ guard }) => (guard === undefined ? [] : [nameOf(guard)]));
    expect(asked.filter((name) => !(name in guards))).toEqual([]);
    expect(actionsOf(machine).filter((action) => !(nameOf(action) in actions))).toEqual([]);
  });

  it('says what it says by a function of what it knows', () => {
    const reports = actionsOf(machine).filter((action) => nameOf(action) === 'report') as { params?: unknown }[];
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.filter(({ params }) => typeof params !== 'function')).toEqual([]);
  });

  it('goes to a state of its own when it goes, never to all that it is in', () => {
    const around = candidates.filter(({ source, target }) =>
      target?.some((node) => node !== source && isWithin(source, node)),
    );
    expect(around.map(line)).toEqual([]);
  });

  it('says why when it stays and does nothing', () => {
    const silent = candidates.filter(
      ({ target, actions, description }) =>
        target === undefined && actions.length === 0 && (description ?? '').length === 0,
    );
    expect(silent.map(line)).toEqual([]);
  });

  it('names its states for people', () => {
    expect(nodesOf(machine.root).filter(({ description }) => (description ?? '').length === 0)).toEqual([]);
  });
});

/** A tag is a question that callers ask: where the answer is yes. */
const tags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  order: {
    isSubmitting: 'lifecycle.submitting',
    isLive: 'lifecycle.submitting.sent, lifecycle.unconfirmed, lifecycle.unaccounted, lifecycle.working',
    isInFlight:
      'lifecycle.submitting.sent, amend.asked, amend.pending, amend.unanswered, cancel.asked, cancel.pending, cancel.unanswered',
    isUnconfirmed: 'lifecycle.unconfirmed, lifecycle.unaccounted',
    isUnaccounted: 'lifecycle.unaccounted',
    isWorking: 'lifecycle.working',
    isProtecting: 'lifecycle.working.resting, lifecycle.working.waitingForTrigger',
    isWaiting: 'lifecycle.working.waitingForTrigger, lifecycle.working.waitingForParent',
    isHeld: 'lifecycle.working.held, lifecycle.working.dormant',
    isSettled: 'lifecycle.settled',
    isFilled: 'lifecycle.settled.filled',
    isCancelled: 'lifecycle.settled.cancelled',
    isRejected: 'lifecycle.settled.rejected',
    isExpired: 'lifecycle.settled.expired',
    isAbsent: 'lifecycle.settled.absent',
    isDoneForDay: 'lifecycle.settled.doneForDay',
    isRefused: 'lifecycle.refused',
    isOwed: 'execution.owed',
    isPartial: 'execution.partial',
    isComplete: 'execution.complete',
    isExcess: 'execution.excess',
    isAmendPending: 'amend.asked, amend.pending, amend.unanswered',
    isCancelPending: 'cancel.asked, cancel.pending, cancel.unanswered',
    isDoubled: 'identity.doubled',
  },
  position: {
    isFlat: 'exposure.planned, exposure.opening.waiting, exposure.closed, exposure.abandoned',
    isPlanned: 'exposure.planned',
    isOpening: 'exposure.opening',
    isExposed: 'exposure.opening.building, exposure.open, exposure.adjusting, exposure.reducing',
    isOpen: 'exposure.open, exposure.adjusting',
    isAdjusting: 'exposure.adjusting',
    isReducing: 'exposure.reducing',
    isClosing: 'exposure.closing',
    isOver: 'exposure.closed, exposure.abandoned',
    isUnprotected: 'protection.arming, protection.naked',
    isProtected: 'protection.protected',
    isPartlyProtected: 'protection.resizing',
    isAlarm: 'protection.naked, protection.orphaned',
    isOrphaned: 'protection.orphaned',
  },
  group: {
    isPlacing: 'placing, waiting',
    isTriggered: 'triggered',
    isActive: 'active, standalone',
    isBalanced: 'active.balanced',
    isAlarm: 'standalone, overfilled',
    isEnding: 'unwinding, winding, overfilled',
    isDone: 'done',
  },
  holding: {
    isKnown: 'inSync, doubtful, drifted, reconciling',
    isInSync: 'inSync',
    isAlarm: 'drifted',
    isReconciling: 'reconciling',
  },
  rule: {
    isOff: 'disarmed, exhausted',
    isArmed: 'armed',
    isActing: 'triggered',
    isResting: 'cooling',
  },
  risk: {
    isActive: 'active',
    isReducing: 'reducing',
    isHalted: 'halted',
  },
  connection: {
    isDown: 'disconnected, scheduledRestart',
    isConnecting: 'connecting, awaitingSecondFactor, handshaking, reconciling',
    isReady: 'ready',
    isDegraded: 'degraded',
  },
  feed: {
    isHeard: 'live',
    isAlarm: 'stale',
  },
  desk: {
    isRunning: 'running',
    isDraining: 'draining',
    isEmergency: 'emergency',
    isStopped: 'stopped',
  },
};

test.each(
  machines.map((machine) => [machine.id, machine] as const),
)('what may be asked of the %s chart', (id, machine) => {
  const found: Record<string, string> = {};
  for (const { tags: said, path } of nodesOf(machine.root))
    for (const tag of said) found[tag] = [found[tag] ?? [], path.join('.')].flat().join(', ');
  expect(found).toEqual(tags[id]);
});
