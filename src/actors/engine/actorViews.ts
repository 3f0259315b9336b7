/** Every actor of the desk as readers see it: what it is in, what it holds, and whose it is. */
import type { StateValue } from 'xstate';
import { isDone, printedStatus } from '../../machines/order/selectors.ts';
import { printedProtection, printedState } from '../../machines/position/selectors.ts';
import type { ActorKind } from '../desk/charts.ts';
import { actorKinds } from '../desk/charts.ts';
import type { Registry } from '../desk/registry.ts';

export interface ActorView {
  readonly kind: ActorKind | 'desk';
  readonly id: string;
  /** Whose it is: an order its position's, a group as well; anything else the desk's. */
  readonly parent: string | null;
  /** The paths of all states it is in, outer ones first, as the charts name them. */
  readonly states: readonly string[];
  /** The words in which people say it. */
  readonly says: readonly string[];
  readonly isAlarm: boolean;
  /** Nothing is awaited of it any more. */
  readonly isDone: boolean;
  readonly isApart: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

interface Shown {
  readonly value: StateValue;
  readonly context: unknown;
  hasTag(tag: string): boolean;
}

export interface ActorViews {
  /** Live and lately ended, by kind and sorted by id; the desk itself first. */
  actors(): readonly ActorView[];
  actor(kind: ActorView['kind'], id: string): ActorView | undefined;
}

export function createActorViews(registry: Registry, desk: string): ActorViews {
  const viewOf = (kind: ActorView['kind'], id: string, snapshot: Shown): ActorView => {
    const context = snapshot.context as ActorView['context'];
    return {
      kind,
      id,
      parent: parentOf(context),
      states: pathsOf(snapshot.value),
      says: saysOf(kind, snapshot),
      isAlarm: snapshot.hasTag('isAlarm'),
      isDone: kind === 'order' ? isDone(snapshot as never) : snapshot.hasTag('isDone') || snapshot.hasTag('isOver'),
      isApart: kind !== 'desk' && registry.isQuarantined(kind, id),
      context,
    };
  };
  const deskView = (): ActorView => viewOf('desk', desk, registry.desk().getSnapshot() as unknown as Shown);
  return {
    actors: () => [
      deskView(),
      ...actorKinds.flatMap((kind) =>
        registry.list(kind).map(([id, snapshot]) => viewOf(kind, id, snapshot as unknown as Shown)),
      ),
    ],
    actor(kind, id) {
      if (kind === 'desk') return id === desk ? deskView() : undefined;
      if (!actorKinds.includes(kind)) return undefined;
      const snapshot = registry.snapshot(kind, id);
      return snapshot === undefined ? undefined : viewOf(kind, id, snapshot as unknown as Shown);
    },
  };
}

function saysOf(kind: ActorView['kind'], snapshot: Shown): readonly string[] {
  if (kind === 'order') return [printedStatus(snapshot as never)];
  if (kind === 'position') return [printedState(snapshot as never), printedProtection(snapshot as never)];
  const paths = pathsOf(snapshot.value);
  const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
  return leaves.map((path) => path.slice(path.lastIndexOf('.') + 1));
}

function parentOf(context: ActorView['context']): string | null {
  const { links, position } = context as {
    readonly links?: { readonly position?: string };
    readonly position?: string | null;
  };
  if (links !== undefined) return links.position ?? null;
  return 'legs' in context ? (position ?? null) : null;
}

/** `{ fill: 'partial', request: 'idle' }` is in `fill`, `fill.partial`, `request` and `request.idle`. */
function pathsOf(value: StateValue, outer = ''): readonly string[] {
  const within = (key: string): string => (outer === '' ? key : `${outer}.${key}`);
  if (typeof value === 'string') return [within(value)];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [within(key), ...pathsOf(inner, within(key))],
  );
}
