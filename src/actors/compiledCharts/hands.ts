/** The guards and actions of a chart, looked up once. */
import type { AnyEventObject, AnyStateMachine } from 'xstate';

export type Guard = (context: unknown, event: AnyEventObject) => boolean;

type Params = ((args: { context: unknown; event: AnyEventObject }) => unknown) | unknown;
interface Parts {
  readonly context: unknown;
  readonly event: AnyEventObject;
  readonly spawn: () => never;
  readonly self: unknown;
  readonly system: unknown;
}
type Assigned = Readonly<Record<string, unknown>>;

/** An action: one that changes the context, or one that somebody else carries out. */
export type Act =
  | { readonly kind: 'assign'; readonly params: Params; assign(parts: Parts, params: unknown): Assigned }
  | { readonly kind: 'perform'; readonly params: Params; readonly type: string; readonly exec: unknown };

interface Named {
  readonly type: string;
  readonly params?: Params;
}

const nameOf = (reference: string | Named): string => (typeof reference === 'string' ? reference : reference.type);
const paramsOf = (reference: unknown): Params =>
  typeof reference === 'object' && reference !== null ? (reference as Named).params : undefined;

/** What is given to an action or guard beside the event. */
export const given = (params: Params, context: unknown, event: AnyEventObject): unknown =>
  typeof params === 'function' ? params({ context, event }) : params;

/** Nothing for one that is more than a function, or is not there. */
export function guardOf(machine: AnyStateMachine, reference: unknown): Guard | undefined {
  if (reference === undefined) return isAlways;
  const found =
    typeof reference === 'function' ? reference : machine.implementations.guards[nameOf(reference as string | Named)];
  if (typeof found !== 'function' || 'check' in found) return undefined;
  const judge = found as (args: object, params: unknown) => boolean;
  const params = paramsOf(reference);
  if (typeof params === 'function') return (context, event) => judge({ context, event }, params({ context, event }));
  return (context, event) => judge({ context, event }, params);
}

const isAlways: Guard = () => true;

/** Nothing for one of XState's own actions other than `assign`. */
export function actOf(machine: AnyStateMachine, reference: unknown): Act | undefined {
  const isInline = typeof reference === 'function';
  const found = isInline ? reference : machine.implementations.actions[nameOf(reference as string | Named)];
  const params = isInline ? undefined : paramsOf(reference);
  if (typeof found !== 'function' || !('resolve' in found)) {
    const type = isInline ? (reference as { name: string }).name || '(anonymous)' : nameOf(reference as string | Named);
    return { kind: 'perform', type, params, exec: found };
  }
  const { type, assignment } = found as unknown as { type: string; assignment: unknown };
  if (type !== 'xstate.assign') return undefined;
  if (typeof assignment === 'function')
    return { kind: 'assign', params, assign: assignment as (parts: Parts, params: unknown) => Assigned };
  const entries = Object.entries(assignment as Assigned);
  return {
    kind: 'assign',
    params,
    assign: (parts, given) =>
      Object.fromEntries(entries.map(([name, part]) => [name, typeof part === 'function' ? part(parts, given) : part])),
  };
}
