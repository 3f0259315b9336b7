/** What a position says, made from its context and the event at hand. */
import type { Event } from '../../events.ts';
import type { GroupId, TimerId } from '../../identifiers.ts';
import type { RefusalCode } from '../../refusals.ts';
import { averageOf } from './levels.ts';
import type { Levels, PositionContext, PositionEvent, PositionMessage } from './position.ts';

export interface Of<E extends PositionEvent = PositionEvent> {
  readonly context: PositionContext;
  readonly event: E;
}

const where = ({ position, instrument }: PositionContext) => ({ position, instrument });
const groupOf = (context: PositionContext): GroupId => context.group ?? ('none' as GroupId);
/** Where there are several targets, the list says them all. */
const levels = ({ stop, targets = [] }: Levels) => ({
  ...(stop === undefined ? {} : { stop }),
  ...(targets[0] === undefined ? {} : { target: targets[0] }),
  ...(targets.length < 2 ? {} : { targets }),
});

export const planned = ({ context }: Of): PositionMessage => ({
  type: 'position.planned',
  ...where(context),
  book: context.book,
  side: context.side,
});
export const opened = ({ context }: Of): PositionMessage => ({
  type: 'position.opened',
  ...where(context),
  quantity: context.quantity,
});
export const changed = ({ context }: Of): PositionMessage => ({
  type: 'position.changed',
  ...where(context),
  book: context.book,
  account: context.account,
  quantity: context.quantity,
  cost: context.cost,
  realised: context.realised,
  fees: context.fees,
  dividends: context.dividends,
});
export const settledAt =
  (type: 'position.entered' | 'position.adjusted' | 'position.restated') =>
  ({ context }: Of): PositionMessage => ({
    type,
    ...where(context),
    quantity: context.quantity,
    average: averageOf(context),
    ...levels(context.levels),
  });
export const closing = ({ context, event }: Of): PositionMessage => ({
  type: 'position.closing',
  ...where(context),
  why: 'why' in event ? event.why : event.type,
});
export const closed = ({ context }: Of): PositionMessage => ({
  type: 'position.closed',
  ...where(context),
  book: context.book,
  reason: context.leaving ? 'exit' : context.lastExit,
  realised: context.realised,
  fees: context.fees,
  dividends: context.dividends,
  ...(context.quantity === 0n ? {} : { residue: context.quantity }),
});
export const reopened = ({ context }: Of): PositionMessage => ({
  type: 'position.reopened',
  ...where(context),
  quantity: context.quantity,
});
export const abandoned = ({ context }: Of): PositionMessage => ({ type: 'position.abandoned', ...where(context) });

export const arming = ({ context }: Of): PositionMessage => ({ type: 'position.arming', ...where(context) });
export const covered = ({ context }: Of): PositionMessage => ({
  type: 'position.protected',
  ...where(context),
  cover: context.cover,
});
export const resizing = ({ context }: Of): PositionMessage => ({
  type: 'position.resizing',
  ...where(context),
  quantity: context.quantity,
  cover: context.cover,
});
export const naked = ({ context, event }: Of): PositionMessage => ({
  type: 'position.naked',
  ...where(context),
  quantity: context.quantity,
  detail: 'detail' in event ? event.detail : (nakedBy[event.type] ?? event.type),
});
const nakedBy: { readonly [T in PositionEvent['type']]?: string } = {
  'clock.deadline': 'not confirmed in time',
  'position.split': 'its stops are those of before a split',
  'position.adopted': 'adopted without a stop',
};
export const releasing = ({ context }: Of): PositionMessage => ({
  type: 'position.releasing',
  ...where(context),
  cover: context.cover,
});
export const orphaned = ({ context }: Of): PositionMessage => ({
  type: 'position.orphaned',
  ...where(context),
  cover: context.cover,
});
export const unexpected = ({ context, event }: Of): PositionMessage => ({
  type: 'position.unexpected',
  position: context.position,
  event: event.type,
});

export const start = ({ context }: Of): PositionMessage => ({ type: 'group.start', group: groupOf(context) });
export const extend = ({ context, event }: Of<Event<'position.adjust'>>): PositionMessage => ({
  type: 'group.extend',
  group: groupOf(context),
  order: event.order,
  terms: event.terms,
  links: event.links,
});
export const protect = ({ context }: Of): PositionMessage => ({
  type: 'group.protect',
  group: groupOf(context),
  ...levels(context.levels),
});
export const leave = ({ context, event }: Of<Event<'position.close'>>): PositionMessage => ({
  type: 'group.close',
  group: groupOf(context),
  exit: event.exit,
  why: event.why,
});
export const reduce = ({ context, event }: Of<Event<'position.reduce'>>): PositionMessage => ({
  type: 'group.reduce',
  group: groupOf(context),
  exit: event.exit,
  quantity: event.quantity,
});
export const reducing = ({ context, event }: Of<Event<'position.reduce'>>): PositionMessage => ({
  type: 'position.reducing',
  ...where(context),
  quantity: event.quantity,
  why: event.why,
});
export const reduced = ({ context }: Of): PositionMessage => ({
  type: 'position.reduced',
  ...where(context),
  quantity: context.quantity,
});
/** The order for a part has not filled in its time: the desk prices it anew. */
export const reprice = ({ context }: Of): PositionMessage => ({
  type: 'desk.reprice',
  book: context.book,
  ...where(context),
  why: 'the exit has not filled in its time',
});
/** An exit that has not filled in its time is priced anew by the desk. */
export const leaveAnew = ({ context }: Of): PositionMessage => ({
  type: 'desk.close',
  book: context.book,
  ...where(context),
  why: 'the exit has not filled in its time',
});

export const unwatch = ({ context }: Of): PositionMessage => ({ type: 'market.unwatch', ...where(context) });
/** The price is beyond the stop already. */
export const leaveNow = ({ context }: Of): PositionMessage => ({
  type: 'desk.close',
  book: context.book,
  ...where(context),
  why: 'the price is beyond the stop',
});
export const declined = ({ context, event }: Of): PositionMessage => ({
  type: 'desk.declined',
  event: event.type,
  code: 'wouldLoosen' satisfies RefusalCode,
  detail: context.position,
});

/** Held: the time runs, where the plan limits it. */
export const held = ({ context }: Of): PositionMessage => {
  const { position, plan } = context;
  const messages = plan.timeLimit === undefined ? [] : [{ ...arm('hold')({ context }), after: plan.timeLimit }];
  return { type: 'position.spoke', position, messages };
};
/** Nothing is waited for any more. */
export const letGo = ({ context }: Of): PositionMessage => {
  const { position, plan } = context;
  const timers = plan.timeLimit === undefined ? [] : [disarm('hold')({ context })];
  return { type: 'position.spoke', position, messages: [{ type: 'market.unwatch', ...where(context) }, ...timers] };
};
/** It was held as long as it may be. */
export const leaveOld = ({ context }: Of): PositionMessage => ({
  type: 'desk.close',
  book: context.book,
  ...where(context),
  why: 'held as long as it may be',
});

export type Wait = 'protection' | 'exit' | 'hold';
const timerOf = (context: PositionContext, what: Wait): TimerId => `position/${context.position}#${what}` as TimerId;
export const arm =
  (what: Wait) =>
  ({ context }: Pick<Of, 'context'>): PositionMessage => ({
    type: 'clock.arm',
    timer: timerOf(context, what),
    owner: 'position',
    id: context.position,
    what,
    // A time limit that was not heeded is told again.
    after: context.patience[what === 'hold' ? 'exit' : what],
  });
export const disarm =
  (what: Wait) =>
  ({ context }: Pick<Of, 'context'>): PositionMessage => ({ type: 'clock.disarm', timer: timerOf(context, what) });
