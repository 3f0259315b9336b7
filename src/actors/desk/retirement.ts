/** Actors stay for two sessions after their end; then they become compact records that a late fact brings back. */
import type { Event } from '../../events.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Station } from '../pass.ts';
import type { ActorKind } from './charts.ts';
import type { Registry } from './registry.ts';

const SESSIONS_KEPT = 2;

export interface Retirement {
  readonly orderEnded: Station<Event<'order.settled'>>;
  readonly orderReopened: Station<Event<'order.reopened'>>;
  readonly positionEnded: Station<Event<'position.closed' | 'position.abandoned'>>;
  readonly positionReopened: Station<Event<'position.reopened'>>;
  /** With its residue nothing is held by it any more. */
  readonly fractionSettled: Station<Event<'position.fractionSettled'>>;
  readonly groupEnded: Station<Event<'group.done'>>;
  readonly sessionOpened: Station;
}

export function createRetirement(owners: Owners, registry: Registry, sessions: Sessions): Retirement {
  /** By kind and id: in which session it ended. */
  const ended = owners
    .register('retirement', 1)
    .records<string, { kind: ActorKind; id: string; session: number }>('ended');
  const end = (kind: ActorKind, id: string): void =>
    ended.set(`${kind}/${id}`, { kind, id, session: sessions.current()?.count ?? 0 });

  return {
    orderEnded: ({ order }: Event<'order.settled'>) => end('order', order),
    orderReopened: ({ order }: Event<'order.reopened'>) => ended.delete(`order/${order}`),
    positionEnded(event: Event<'position.closed' | 'position.abandoned'>) {
      // A residue is still held: splits and dividends must find it.
      if (event.type === 'position.abandoned' || event.residue === undefined) end('position', event.position);
    },
    positionReopened: ({ position }: Event<'position.reopened'>) => ended.delete(`position/${position}`),
    fractionSettled({ position }: Event<'position.fractionSettled'>) {
      const context = registry.snapshot('position', position)?.context;
      if (context?.over === true && context.quantity === 0n) end('position', position);
    },
    groupEnded: ({ group }: Event<'group.done'>) => end('group', group),
    sessionOpened() {
      const now = sessions.current()?.count ?? 0;
      for (const [key, { kind, id, session }] of ended.ordered()) {
        if (now - session <= SESSIONS_KEPT) continue;
        ended.delete(key);
        registry.retire(kind, id);
      }
    },
  };
}
