/**
 * What is noticed too late: after a sleep, or with the process away. Nothing of it is forgotten, it is an alarm, and it causes no order
 * for a closed session; after a jump of the clock nothing of it is done, and no rule acts, before the broker has been read.
 */
import type { DeskConfiguration, RulePlan } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, TimerId, Timestamp } from '../../identifiers.ts';
import type { Wait as GroupWait } from '../../machines/group/timers.ts';
import type { Wait as OrderWait } from '../../machines/order/messages.ts';
import type { Wait as PositionWait } from '../../machines/position/messages.ts';
import type { SessionEvent } from '../../ports.ts';
import type { RefusalCode } from '../../refusals.ts';
import { awaits } from '../../ruleTopics.ts';
import type { Sessions } from '../market/sessions.ts';
import { isSessionEvent } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Deferred, Timers, Until } from '../timers.ts';
import { TOLERANCE } from '../timers.ts';
import type { Registry } from './registry.ts';

export interface LatenessParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly timers: Timers;
  readonly sessions: Sessions;
  readonly configuration: DeskConfiguration;
  readonly broker: string;
}

export interface Lateness {
  readonly missed: Station<Event<'clock.deadlineMissed'>>;
  readonly jumped: Station<Event<'clock.jumped'>>;
  readonly resumed: Station<Event<'desk.resumed'>>;
  readonly ready: Station<Event<'connection.ready'>>;
  readonly opened: Station<Event<'clock.sessionOpened'>>;
  readonly near: Station<Event<'clock.beforeClose'>>;
  /** Whether the event is kept until the broker has been read: what a session asks for does not come again. */
  keeps(event: Event): boolean;
  /** What was kept, in the order in which it was heard. */
  takeKept(): readonly SessionEvent[];
  /** Why a rule may not act on an event now. */
  hindrance(plan: RulePlan, event: Event, now: Timestamp): RefusalCode | null;
}

type Wait =
  | `order/${OrderWait}`
  | `position/${PositionWait}`
  | `group/${GroupWait}`
  | 'rule/cooldown'
  | 'holding/agreement'
  | 'holding/lacking'
  | 'feed/silence'
  | 'losses/pause'
  | 'kill/flat'
  | 'noted/review';
/** What a missed deadline would cause: a question, a state or an alarm at any time; orders only for a session that is on. */
const causes: Readonly<Record<Wait, 'noOrder' | 'orders'>> = {
  'order/acknowledge': 'noOrder',
  'order/amend': 'noOrder',
  'order/cancel': 'noOrder',
  'order/executions': 'noOrder',
  'position/protection': 'noOrder',
  'position/exit': 'orders',
  'position/hold': 'orders',
  'group/balance': 'orders',
  'group/protection': 'orders',
  'group/winding': 'noOrder',
  'rule/cooldown': 'noOrder',
  'holding/agreement': 'noOrder',
  'holding/lacking': 'orders',
  'feed/silence': 'noOrder',
  'losses/pause': 'noOrder',
  'kill/flat': 'noOrder',
  'noted/review': 'noOrder',
};

/** Why the line is taken as lost when an engine goes on. */
export const AWAY = 'the engine was away';

export function createLateness(parts: LatenessParts): Lateness {
  const { owners, registry, timers, sessions, configuration, broker } = parts;
  const own = owners.register('lateness', 1);
  /** Since a jump of the clock the broker has not been read. */
  const unread = own.cell('unread', false);
  const kept = own.cell<readonly SessionEvent[]>('kept', []);

  /** Whether anybody wants to know of the end of a session. */
  const isAwaited = (): boolean => configuration.rules.some(({ when }) => awaits(when, 'clock.beforeClose'));
  const isReady = (): boolean => registry.snapshot('connection', broker)?.hasTag('isReady') === true;
  /** The close may not have been heard of yet. */
  function isClosed(now: Timestamp): boolean {
    const session = sessions.current();
    return session !== null && (!session.isOpen || now >= session.closes);
  }
  /** What is taken back causes no order; what went out beyond what was held is traded back. */
  const causesOrders = ({ owner, id, what }: Deferred): boolean =>
    causes[`${owner}/${what}` as Wait] !== 'noOrder' ||
    (what === 'winding' && registry.snapshot('group', id)?.hasTag('isAlarm') === true);

  function putOff({ timer, owner, id, what, due }: Deferred, until: Until, pass: Pass): void {
    timers.defer(timer, until);
    pass.say({ type: 'clock.deadlineDeferred', timer, owner, id, what, due, until });
  }

  function judge(late: Deferred, pass: Pass): void {
    if (!isReady()) return putOff(late, 'ready', pass);
    if (isClosed(pass.at) && causesOrders(late)) return putOff(late, 'open', pass);
    const { timer, generation, owner, id, what } = late;
    pass.say({ type: 'clock.deadline', timer, generation, owner, id, what });
  }

  /** When it should have been heard; the close of a session that is shorter than its warning is near from the opening on. */
  function dueOf(event: SessionEvent): Timestamp {
    if (event.type === 'clock.sessionOpened') return event.opens;
    if (event.type === 'clock.sessionClosed') return event.closes;
    const session = sessions.current();
    const opens = session?.session === event.session ? session.opens : 0;
    return Math.max(opens, event.closes - event.before) as Timestamp;
  }

  function lose(detail: string, pass: Pass): void {
    pass.say({ type: 'connection.lost', broker, detail });
    pass.say({ type: 'connection.connect', broker });
  }

  return {
    missed(event: Event<'clock.deadlineMissed'>, pass: Pass) {
      const late = timers.missed(event);
      if (late !== undefined) judge(late, pass);
    },
    /** The line is taken as lost, and what has not left yet was decided in another time. */
    jumped({ by }: Event<'clock.jumped'>, pass: Pass) {
      unread.set(true);
      const detail = `the clock jumped by ${by / 1_000_000} s`;
      for (const [, snapshot] of registry.list('order')) {
        if (snapshot.hasTag('isSubmitting') && !snapshot.hasTag('isLive'))
          pass.say({ type: 'order.refuse', order: snapshot.context.order, code: 'notConnected', detail });
      }
      lose(detail, pass);
    },
    /** What waits in the outbox is judged anew once the broker has been read. */
    resumed(_event, pass: Pass) {
      unread.set(true);
      lose(AWAY, pass);
    },
    ready(_event, pass: Pass) {
      unread.set(false);
      for (const late of timers.deferred('ready')) judge(late, pass);
    },
    opened(_event, pass: Pass) {
      if (isClosed(pass.at)) return;
      for (const late of timers.deferred('open')) judge(late, pass);
    },
    near(event: Event<'clock.beforeClose'>, pass: Pass) {
      const due = dueOf(event);
      const lateBy = (pass.at - due) as Duration;
      if (lateBy <= TOLERANCE || !isAwaited()) return;
      const { session: id } = event;
      const timer = `session/${id}#beforeClose` as TimerId;
      const about = { timer, generation: 0, owner: 'session', id, what: 'beforeClose' };
      pass.say({ type: 'clock.deadlineMissed', ...about, due, lateBy });
    },
    keeps(event) {
      if (!unread.get() || !isOfSession(event)) return false;
      kept.set([...kept.get(), event]);
      return true;
    },
    takeKept() {
      const events = kept.get();
      if (events.length > 0) kept.set([]);
      return events;
    },
    hindrance(plan, event, now) {
      if (unread.get()) return 'notConnected';
      if (!isOfSession(event) || plan.late === 'act') return null;
      return now >= event.closes && now - dueOf(event) > TOLERANCE ? 'sessionClosed' : null;
    },
  };
}

const isOfSession = (event: Event): event is SessionEvent => isSessionEvent(event.type);
