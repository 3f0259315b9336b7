/**
 * Whether this version would do what another one did: the last segment of its journal is heard again, from the checkpoint it began with, and
 * commands, orders, positions and their protection are compared. Nothing is written, and nothing leaves.
 */
import { encode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Checkpoint, Journal } from '../../ports.ts';
import type { Core } from './core.ts';
import type { Migration } from './migrations.ts';
import { migrations as known } from './migrations.ts';
import { assertNotNewer, restore } from './recovery.ts';
import type { Difference } from './replay.ts';
import { Replayer } from './replay.ts';
import { createViews } from './views.ts';

/** An order or position that came out otherwise: as the record has it, and as this version has it. */
export interface Divergence {
  readonly name: string;
  readonly recorded: string;
  readonly found: string;
}

export interface UpgradeCheck {
  /** The version that wrote the last segment, and this one. */
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly last: number;
  /** Inputs whose commands are others, or that fail here. */
  readonly differences: readonly Difference[];
  /** The checkpoint behind which orders and positions were compared; 0 when the segment has none. */
  readonly comparedAt: number;
  readonly orders: number;
  readonly positions: number;
  readonly divergences: readonly Divergence[];
}

/** @throws `journalVersion` for a journal of a newer version, or where the segment can not be begun */
export async function checkUpgrade(
  journal: Required<Pick<Journal, 'name' | 'read' | 'checkpoints' | 'segments'>>,
  version: string,
  migrations: readonly Migration[] = known,
): Promise<UpgradeCheck> {
  assertNotNewer(journal, version);
  const { first, version: from } = journal.segments().at(-1) ?? { first: 1, version };
  const kept = await wholeOnes(journal.checkpoints());
  const beginning = beginningOf(kept, first, migrations);
  if (typeof beginning === 'string')
    throw new OrdermatonError('journalVersion', {
      journal: journal.name,
      found: from,
      ours: version,
      remedy: beginning,
    });
  const differences: Difference[] = [];
  const differs = (difference: Difference): unknown => differences.push(difference);
  const replayer = new Replayer({ version: from, publish: () => undefined, differs }, beginning);
  const end = kept.find(({ sequence }) => sequence >= first);
  await replayer.run(journal.read(replayer.sequence + 1), end?.sequence);
  const recorded = end === undefined ? undefined : restore(end, () => undefined, migrations);
  const then = typeof recorded === 'object' && replayer.core !== undefined ? whatIs(recorded.core) : undefined;
  const now = then === undefined || replayer.core === undefined ? undefined : whatIs(replayer.core);
  const comparedAt = then === undefined ? 0 : replayer.sequence;
  await replayer.run(journal.read(replayer.sequence + 1));
  return {
    from,
    to: version,
    first,
    last: replayer.sequence,
    differences,
    comparedAt,
    orders: then?.orders.size ?? 0,
    positions: then?.positions.size ?? 0,
    divergences:
      then === undefined || now === undefined
        ? []
        : [...divergences('order', then.orders, now.orders), ...divergences('position', then.positions, now.positions)],
  };
}

async function wholeOnes(found: ReturnType<Required<Journal>['checkpoints']>): Promise<readonly Checkpoint[]> {
  const whole: Checkpoint[] = [];
  for await (const each of found) if (!('problem' in each)) whole.push(each);
  return whole;
}

/** Where the segment begins, or what to do where that can not be had. */
function beginningOf(
  kept: readonly Checkpoint[],
  first: number,
  migrations: readonly Migration[],
): ReturnType<typeof restore> | undefined {
  if (first === 1) return undefined;
  const before = kept.find(({ sequence }) => sequence < first);
  if (before === undefined)
    return 'start it once with the version that wrote it and stop it, so that it ends with a checkpoint';
  const restored = restore(before, () => undefined, migrations);
  return typeof restored === 'string'
    ? `its checkpoint at ${before.sequence} can not be used, since ${restored}`
    : restored;
}

/** Orders and positions in words: what a person would lose if they were others. */
function whatIs(core: Core): { readonly orders: Map<string, string>; readonly positions: Map<string, string> } {
  const views = createViews(core, { now: () => 0 as never });
  return {
    orders: new Map(
      views
        .orders()
        .map(({ order, status, filled, terms }) => [order, `${status}, filled ${encode(filled)}, ${encode(terms)}`]),
    ),
    positions: new Map(
      views
        .positions()
        .map(({ position, state, protection, quantity, average, stop, target }) => [
          position,
          `${state}, ${protection}, ${encode([quantity, average, stop, target])}`,
        ]),
    ),
  };
}

function divergences(
  what: string,
  recorded: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly Divergence[] {
  const names = [...new Set([...recorded.keys(), ...found.keys()])];
  return names
    .filter((name) => recorded.get(name) !== found.get(name))
    .map((name) => ({
      name: `${what} ${name}`,
      recorded: recorded.get(name) ?? 'is not there',
      found: found.get(name) ?? 'is not there',
    }));
}
