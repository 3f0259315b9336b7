/** The names that the regions of the order chart speak with: guards, actions, types. */
import { assign, emit, setup } from 'xstate';
import { after, bookedOf, fillingOf } from './ledger.ts';
import type { OrderContext, OrderEvent, OrderInput, OrderMessage } from './order.ts';

interface Asked {
  readonly context: OrderContext;
  readonly event: OrderEvent;
}
const becomes = (filling: ReturnType<typeof fillingOf>) => (asked: Asked) =>
  fillingOf(after(asked.context, asked.event)) === filling;
const fills = ({ context, event }: Asked) => {
  const { terms, filled } = after(context, event);
  return filled > 0n && filled >= terms.quantity;
};
const isNews = ({ context, event }: Asked) => after(context, event) !== context;
const isRevision = ({ context, event }: Asked) =>
  event.type === 'broker.execution' && bookedOf(context, event.execution) !== undefined;
const isWhat = (what: string) => (asked: Asked) => asked.event.type === 'clock.deadline' && asked.event.what === what;
const isKind = (kind: string) => (asked: Asked) => 'kind' in asked.event && asked.event.kind === kind;
const isFor = (what: 'trigger' | 'parent') => (asked: Asked) =>
  asked.event.type === 'broker.orderWaiting' && asked.event.for === what;

export const orderSetup = setup({
  types: {
    context: {} as OrderContext,
    events: {} as OrderEvent,
    input: {} as OrderInput,
    emitted: {} as OrderMessage,
    tags: {} as
      | 'isSubmitting'
      | 'isLive'
      | 'isWorking'
      | 'isWaiting'
      | 'isHeld'
      | 'isProtecting'
      | 'isUnconfirmed'
      | 'isDoneForDay'
      | 'isSettled'
      | 'isRefused'
      | 'isFilled'
      | 'isCancelled'
      | 'isRejected'
      | 'isExpired'
      | 'isAbsent'
      | 'isOwed'
      | 'isPartial'
      | 'isComplete'
      | 'isExcess'
      | 'isInFlight'
      | 'isAmendPending'
      | 'isCancelPending',
  },
  guards: {
    /** The new quantity would not be above what has filled. */
    asksBelowFilled: ({ context, event }) =>
      event.type === 'order.amend' && event.change.quantity !== undefined && event.change.quantity <= context.filled,
    becomesComplete: becomes('complete'),
    becomesExcess: becomes('excess'),
    becomesOwed: becomes('owed'),
    becomesPartial: becomes('partial'),
    /** The same revision of an execution with other figures. */
    contradicts: ({ context, event }) => {
      if (event.type !== 'broker.execution') return false;
      const old = bookedOf(context, event.execution);
      return old?.revision === event.revision && (old.quantity !== event.quantity || old.price !== event.price);
    },
    fills,
    hasMoreChanges: ({ context }) => context.changes.length > 1,
    isAcknowledged: ({ context }) => context.acknowledged,
    isAcknowledgeDeadline: isWhat('acknowledge'),
    isAmendDeadline: isWhat('amend'),
    isCancelDeadline: isWhat('cancel'),
    isEnded: ({ context }) => context.standing === 'ended',
    isForParent: isFor('parent'),
    isForTrigger: isFor('trigger'),
    isNotLive: ({ context }) => context.standing !== 'live',
    isLive: ({ context }) => context.standing === 'live',
    isNews,
    isOld: (asked) => !isNews(asked),
    isOvernight: ({ event }) => event.type === 'broker.orderDormant' && event.until === 'overnight',
    /** The broker never spoke of the order: when it is not there, there is nothing left that could answer. */
    isUnacknowledged: ({ context }) => !context.acknowledged,
    isPlacement: isKind('place'),
    isCancel: isKind('cancel'),
    isChange: isKind('amend'),
    isOneOfMoreChanges: (asked) => isKind('amend')(asked) && asked.context.changes.length > 1,
    /** The execution is booked, so its fee can be said. */
    isFeeOfBooked: ({ context, event }) =>
      event.type === 'broker.commission' &&
      bookedOf(context, event.execution) !== undefined &&
      isNews({ context, event }),
    /** The order has room again, and the report says that the broker works it. */
    reopensByReport: (asked) =>
      isNews(asked) &&
      !fills(asked) &&
      (asked.event.type !== 'broker.execution' || (isRevision(asked) && asked.event.stillOpen === true)),
    /** The order has room again, and nobody says whether the broker works it. */
    reopensUnasked: (asked) => isNews(asked) && !fills(asked) && isRevision(asked),
  },
  actions: {
    acknowledge: assign({ acknowledged: true, standing: 'live' }),
    book: assign(({ context, event }) => after(context, event)),
    dropChanges: assign({ changes: [] }),
    dropOldestChange: assign(({ context }) => ({ changes: context.changes.slice(1) })),
    end: assign({ standing: 'ended' }),
    goLive: assign({ standing: 'live' }),
    keepChange: assign(({ context, event }) => ({
      changes: event.type === 'order.amend' ? [...context.changes, event.change] : context.changes,
    })),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: OrderMessage) => message),
  },
});
