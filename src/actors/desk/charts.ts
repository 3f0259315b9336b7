/** The charts that the desk runs as actors, by kind. */
import { hash } from 'node:crypto';
import type { AnyStateMachine, SnapshotFrom } from 'xstate';
import type { Event } from '../../events.ts';
import { connectionMachine } from '../../machines/connection/connectionMachine.ts';
import { deskMachine } from '../../machines/desk/deskMachine.ts';
import { feedMachine } from '../../machines/feed/feedMachine.ts';
import { groupMachine } from '../../machines/group/groupMachine.ts';
import { holdingMachine } from '../../machines/holding/holdingMachine.ts';
import { lacking } from '../../machines/holding/lacking.ts';
import { orderMachine } from '../../machines/order/orderMachine.ts';
import type { OrderSnapshot } from '../../machines/order/selectors.ts';
import { settlement } from '../../machines/order/selectors.ts';
import { positionMachine } from '../../machines/position/positionMachine.ts';
import { riskMachine } from '../../machines/risk/riskMachine.ts';
import { ruleMachine } from '../../machines/rule/ruleMachine.ts';

export const charts = {
  order: orderMachine,
  position: positionMachine,
  group: groupMachine,
  holding: holdingMachine,
  rule: ruleMachine,
  risk: riskMachine,
  connection: connectionMachine,
  feed: feedMachine,
} as const;

export type ActorKind = keyof typeof charts;
export const actorKinds = Object.keys(charts) as readonly ActorKind[];
export type SnapshotOf<K extends ActorKind> = SnapshotFrom<(typeof charts)[K]>;
export type InputOf<K extends ActorKind> = (typeof charts)[K] extends infer M
  ? M extends { readonly config: unknown }
    ? Parameters<Extract<M, AnyStateMachine>['getInitialSnapshot']>[1]
    : never
  : never;

/** The shape of each chart, in short: what was saved under another is not taken for a state of this one. */
export function chartShapes(): Readonly<Record<ActorKind | 'desk', string>> {
  shapes ??= Object.fromEntries(
    Object.entries({ ...charts, desk: deskMachine }).map(([kind, { config }]) => [kind, shapeOf(config)]),
  ) as Record<ActorKind | 'desk', string>;
  return shapes;
}
let shapes: Readonly<Record<ActorKind | 'desk', string>> | undefined;
/** What is only said about a chart is no part of its shape. */
const shapeOf = (config: unknown): string =>
  hash(
    'sha256',
    JSON.stringify(config, (key, value: unknown) => (key === 'description' ? undefined : value)),
  ).slice(0, 16);

/** What a change of snapshot means beyond what the chart itself says: an order's end spans its regions, and what lacks any event. */
export const consequence: { readonly [K in ActorKind]?: (before: never, next: never) => Event | undefined } = {
  order: (before: OrderSnapshot, next: OrderSnapshot) => settlement(before, next),
  holding: lacking,
};
