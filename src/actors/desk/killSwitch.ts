/** The kill switch that leaves everything of ours: it is over when the broker's own positions say so, and an alarm until then. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { TimerId } from '../../identifiers.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import type { Registry } from './registry.ts';

export interface KillSwitch {
  readonly asked: Station<Event<'desk.emergency'>>;
  /** Something has ended, or the broker has told what it holds. */
  readonly look: Station;
  /** It has taken long. */
  readonly expired: Station<Event<'clock.deadline'>>;
}

export interface KillParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly configuration: DeskConfiguration;
}

const TIMER = 'kill/desk#flat' as TimerId;

export function createKillSwitch({ owners, registry, books, configuration }: KillParts): KillSwitch {
  const leaving = owners.register('killSwitch', 1).records<'desk', { readonly why: string }>('leaving');

  /** What of ours is still there, in words; nothing where all is left by the broker's count. */
  function left(): string {
    const open = books.open().map(({ instrument }) => instrument);
    const out = registry.list('order').filter(([, order]) => {
      const isOurs = order.context.links.role !== 'external' && order.context.links.role !== 'foreign';
      return isOurs && (order.hasTag('isLive') || order.hasTag('isSubmitting'));
    });
    const doubtful = registry
      .list('holding')
      .filter(
        ([, holding]) => holding.context.booked !== 0n || (holding.hasTag('isKnown') && !holding.hasTag('isInSync')),
      )
      .map(([holding]) => holding);
    const words = [
      ...(open.length > 0 ? [`held: ${open.join(' ')}`] : []),
      ...(out.length > 0 ? [`orders out: ${out.length}`] : []),
      ...(open.length === 0 && doubtful.length > 0 ? [`not confirmed by the broker: ${doubtful.join(' ')}`] : []),
    ];
    return words.join('; ');
  }
  function look(_event: unknown, pass: Pass): void {
    if (!leaving.has('desk') || left() !== '') return;
    leaving.delete('desk');
    pass.say({ type: 'clock.disarm', timer: TIMER });
    pass.say({ type: 'desk.flat' });
  }

  const arm = (pass: Pass): void =>
    pass.say({
      ...{ type: 'clock.arm', timer: TIMER, owner: 'kill', id: 'desk', what: 'flat' },
      after: configuration.patience.exit,
    });

  return {
    asked({ why, flatten }: Event<'desk.emergency'>, pass: Pass) {
      if (flatten !== true) return;
      leaving.set('desk', { why });
      arm(pass);
      pass.say({ type: 'desk.flatten', why });
      look(undefined, pass);
    },
    look,
    expired(_event: Event<'clock.deadline'>, pass: Pass) {
      if (!leaving.has('desk')) return;
      pass.say({ type: 'desk.notFlat', detail: left() });
      arm(pass);
    },
  };
}
