/** The names that the regions of the order chart speak with: guards, actions, types. */
import { assign, emit, setup } from 'xstate';
import { encode } from '../../codec.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendableTerms } from '../../orders.ts';
import { brokerIdOf, identitiesAfter, liveIdentities } from './identities.ts';
import { after, bookedOf, feeOf, fillingOf, isBare } from './ledger.ts';
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

/** Whether an order of an earlier day has ended by itself. */
const endsBefore = ({ timeInForce, goodTill }: OrderTerms, since: Timestamp | undefined): boolean =>
  timeInForce === 'gtd' ? goodTill !== undefined && since !== undefined && goodTill < since : timeInForce !== 'gtc';

/** Whether listed terms are those of a change. */
const lists = (listed: Amendment, change: Amendment | undefined): boolean =>
  change !== undefined &&
  amendableTerms.every((term) => change[term] === undefined || encode(change[term]) === encode(listed[term] ?? null));

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
      | 'isUnaccounted'
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
      | 'isCancelPending'
      | 'isDoubled',
  },
  guards: {
    /** The new quantity would be below what has filled. */
    asksBelowFilled: ({ context, event }) =>
      event.type === 'order.amend' && event.change.quantity !== undefined && event.change.quantity < context.filled,
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
    /** One of the broker's orders for ours ends, and one is left. */
    endsLastButOne: ({ context, event }) =>
      identitiesAfter(context, event) !== context.brokerIds && liveIdentities(identitiesAfter(context, event)) === 1,
    endsNamed: ({ context, event }) => identitiesAfter(context, event) !== context.brokerIds,
    fills,
    hasFilled: ({ context }) => context.filled > 0n,
    hasMoreChanges: ({ context }) => context.changes.length > 1,
    isAcknowledgeDeadline: isWhat('acknowledge'),
    isAmendDeadline: isWhat('amend'),
    /** Several changes are out, and the acknowledgement does not say which it answers. */
    isBareOfMany: ({ context, event }) =>
      event.type === 'broker.amended' && isBare(event) && context.changes.length > 1,
    /** A bust, and its execution was never heard of. */
    isBustOfUnknown: ({ context, event }) =>
      event.type === 'broker.execution' && bookedOf(after(context, event), event.execution)?.untold === true,
    isCancelDeadline: isWhat('cancel'),
    /** The broker counts the whole order as filled. */
    isCountedWhole: ({ context, event }) =>
      event.type === 'broker.orderStatus' && event.filled >= context.terms.quantity,
    isEnded: ({ context }) => context.standing === 'ended' || context.standing === 'filled',
    isExecutionsDeadline: isWhat('executions'),
    isExternal: ({ context }) => context.links.role === 'external',
    isForParent: isFor('parent'),
    isForTrigger: isFor('trigger'),
    /** Neither at the broker nor filled: there is nothing to change. */
    isUnchangeable: ({ context }) => context.standing === 'local' || context.standing === 'ended',
    isLive: ({ context }) => context.standing === 'live',
    isNews,
    /** The broker names a second live order for ours. */
    namesAnother: ({ context, event }) =>
      liveIdentities(context.brokerIds) > 0 &&
      liveIdentities(identitiesAfter(context, event)) > liveIdentities(context.brokerIds),
    /** The broker names its order for the first time. */
    namesFirst: ({ context, event }) =>
      context.standing === 'live' &&
      liveIdentities(context.brokerIds) === 0 &&
      identitiesAfter(context, event) !== context.brokerIds,
    /** Another of the broker's orders for ours lives on: ours has not ended. */
    othersLive: ({ context, event }) =>
      liveIdentities(context.brokerIds) > 1 &&
      brokerIdOf(event) !== undefined &&
      liveIdentities(identitiesAfter(context, event)) > 0,
    /** There are two at the broker, and which of them has ended is not said. */
    endsUnnamed: ({ context, event }) => liveIdentities(context.brokerIds) > 1 && brokerIdOf(event) === undefined,
    /** It was last seen before the time that the broker lists; no more of it has filled, and its own time is over. */
    isExpiredByWindow: ({ context, event }) =>
      event.type === 'broker.orderAbsent' &&
      event.holding === 'unmoved' &&
      context.acknowledged &&
      liveIdentities(context.brokerIds) < 2 &&
      endsBefore(context.terms, event.since),
    /**
     * A list that should have it, or does not go back to it, lacks it. One that was never acknowledged may never have been there, and what
     * became of one that is not ours is for others to know.
     */
    isUnaccounted: ({ context, event }) =>
      event.type === 'broker.orderAbsent' &&
      context.links.role !== 'external' &&
      (event.holding === 'unclear' || context.acknowledged),
    /** It may have been there before the time that the broker lists; nothing was traded by it, and it is not there now. */
    isAbsentAfterAll: ({ context, event }) =>
      event.type === 'broker.orderAbsent' && event.holding === 'unmoved' && !context.acknowledged,
    /** It was last seen before the time that the broker lists: to ask again would tell nothing. */
    isBeforeList: ({ context, event }) =>
      event.type === 'broker.orderAbsent' && context.links.role !== 'external' && event.holding !== undefined,
    isOld: (asked) => !isNews(asked),
    isOvernight: ({ event }) => event.type === 'broker.orderDormant' && event.until === 'overnight',
    /** The broker lists the terms of the latest change. */
    isListedAsAsked: ({ context, event }) =>
      event.type === 'broker.orderRestated' && lists(event, context.changes.at(-1)),
    /** The broker never spoke of the order: when it is not there, and never was, there is nothing left that could answer. */
    isUnacknowledged: ({ context, event }) =>
      !context.acknowledged && !(event.type === 'broker.orderAbsent' && event.holding === 'unclear'),
    isPlacement: isKind('place'),
    isCancel: isKind('cancel'),
    isChange: isKind('amend'),
    isOneOfMoreChanges: (asked) => isKind('amend')(asked) && asked.context.changes.length > 1,
    /** A bust of an execution that was never heard of, whose fee was. */
    isBustWithFee: ({ context, event }) =>
      event.type === 'broker.execution' &&
      bookedOf(context, event.execution) === undefined &&
      event.quantity === 0n &&
      feeOf(context, event.execution) !== undefined,
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
    adopt: assign(({ context, event }) =>
      event.type === 'order.adopt' ? { links: { ...context.links, book: event.book, role: 'manual' } } : {},
    ),
    acknowledge: assign({ acknowledged: true, standing: 'live' }),
    awake: assign({ awake: true }),
    book: assign(({ context, event }) => after(context, event)),
    dropChanges: assign({ changes: [] }),
    dropOldestChange: assign(({ context }) => ({ changes: context.changes.slice(1) })),
    end: assign({ standing: 'ended' }),
    fill: assign({ standing: 'filled' }),
    identify: assign(({ context, event }) => ({ brokerIds: identitiesAfter(context, event) })),
    goLive: assign({ standing: 'live' }),
    keepChange: assign(({ context, event }) => ({
      changes: event.type === 'order.amend' ? [...context.changes, event.change] : context.changes,
    })),
    sleep: assign({ awake: false }),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: OrderMessage) => message),
  },
});
