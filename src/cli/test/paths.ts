/** The path of states that every order, position and group took, read from what they said. */
import type { Event } from '../../events.ts';
import { decimalText, plus } from '../../money.ts';
import type { Said } from './observing.ts';

/** The states of one actor, in order. */
export interface StatePath {
  readonly kind: 'order' | 'position' | 'group';
  readonly id: string;
  /** Role and symbol of an order, the symbol of a position or group. */
  readonly about: string;
  readonly states: readonly string[];
  /** A position's protection, beside its states. */
  readonly protection?: readonly string[];
}

interface Walk {
  readonly kind: StatePath['kind'];
  readonly id: string;
  about: string;
  readonly states: string[];
  readonly protection: string[];
  /** Where an order was when a change or a cancel of ours left. */
  resting: string;
}

/** In the order in which they first appeared: an order before the group that places more of them. */
export function pathsOf(said: readonly Said[]): readonly StatePath[] {
  const walks = new Map<string, Walk>();
  const walkOf = (kind: Walk['kind'], id: string): Walk => {
    const key = `${kind} ${id}`;
    const known = walks.get(key) ?? { kind, id, about: '', states: [], protection: [], resting: '' };
    walks.set(key, known);
    return known;
  };
  for (const { event } of said) {
    if (event.type.startsWith('order.') || event.type.startsWith('outbox.')) orderStep(event, walkOf);
    else if (event.type.startsWith('position.')) positionStep(event, walkOf);
    else if (event.type.startsWith('group.')) groupStep(event, walkOf);
  }
  return [...walks.values()]
    .filter(({ states }) => states.length > 0)
    .map(({ kind, id, about, states, protection }) => ({
      kind,
      id,
      about,
      states,
      ...(kind === 'position' ? { protection } : {}),
    }));
}

type WalkOf = (kind: Walk['kind'], id: string) => Walk;

function go(states: string[], state: string | undefined): void {
  if (state !== undefined && state !== '' && states.at(-1) !== state) states.push(state);
}

const orderStates: Partial<Record<Event['type'], string>> = {
  'order.place': 'created',
  'order.queued': 'submitting',
  'order.held': 'held',
  'order.unconfirmed': 'unconfirmed',
  'order.unaccounted': 'unaccounted',
  'order.completed': 'filled',
  'order.cancelled': 'cancelled',
  'order.rejected': 'rejected',
  'order.expired': 'expired',
  'order.refused': 'refused',
  'order.absent': 'absent',
  'order.doneForDay': 'doneForDay',
  'order.reopened': 'reopened',
  'outbox.amend': 'pending replace',
  'outbox.cancel': 'pending cancel',
};

function orderStep(event: Event, walkOf: WalkOf): void {
  if (!('order' in event)) return;
  const walk = walkOf('order', event.order);
  if (event.type === 'order.place') {
    const { group, role } = event.links;
    walk.about = `${role} ${event.terms.instrument}`;
    if (group !== undefined) walkOf('group', group).about = event.terms.instrument;
  }
  const state = orderState(event, walk);
  if (state !== undefined && !state.startsWith('pending')) walk.resting = state;
  go(walk.states, state);
}

function orderState(event: Event, { resting, states }: Walk): string | undefined {
  switch (event.type) {
    case 'order.working':
      return event.waitingFor === 'nothing' ? 'working' : `waiting for ${event.waitingFor}`;
    case 'order.filled':
      return event.leaves > 0n ? `partially filled ${share(event)}` : undefined;
    case 'order.amended':
    case 'order.amendRejected':
    case 'order.cancelRejected':
      return states.at(-1)?.startsWith('pending') ? resting : undefined;
    default:
      return orderStates[event.type];
  }
}

const share = ({ filled, leaves }: Event<'order.filled'>): string =>
  `${decimalText(filled)} of ${decimalText(plus(filled, leaves))}`;

const exposures: Partial<Record<Event['type'], string>> = {
  'position.planned': 'planned',
  'position.open': 'opening',
  'position.entered': 'open',
  'position.adjust': 'adjusting',
  'position.adjusted': 'open',
  'position.closing': 'closing',
  'position.closed': 'closed',
  'position.reopened': 'open',
  'position.abandoned': 'abandoned',
};
const protections: readonly string[] = ['arming', 'protected', 'resizing', 'naked', 'releasing', 'orphaned'];

function positionStep(event: Event, walkOf: WalkOf): void {
  if (!('position' in event) || event.position === undefined) return;
  const walk = walkOf('position', event.position);
  if ('instrument' in event && event.instrument !== undefined) walk.about = event.instrument;
  const state = exposures[event.type];
  // a fill that nobody planned opens a position at once
  go(walk.states, event.type === 'position.opened' && walk.states.at(-1) === 'planned' ? 'open' : state);
  const word = event.type.slice('position.'.length);
  if (protections.includes(word)) go(walk.protection, word);
}

const groupStates: Partial<Record<Event['type'], string>> = {
  'group.start': 'planned',
  'group.placed': 'placing',
  'group.active': 'active',
  'group.balanced': 'balanced',
  'group.unwinding': 'unwinding',
  'group.standalone': 'standalone',
  'group.overfilled': 'overfilled',
  'group.winding': 'winding',
  'group.done': 'done',
};

function groupStep(event: Event, walkOf: WalkOf): void {
  if ('group' in event && event.group !== undefined) go(walkOf('group', event.group).states, groupStates[event.type]);
}
