/**
 * How the state of an older version becomes that of this one. A migration names the owner, the shape it takes and the shape it leaves; a
 * checkpoint goes through those that fit, one after the other. Old inputs are never replayed through new code.
 */
import { OrdermatonError } from '../../errors.ts';
import type { SavedState } from '../owners.ts';

export interface Migration {
  /** What it does, in a few words: it is named where it is applied. */
  readonly name: string;
  readonly owner: string;
  readonly from: number;
  readonly to: number;
  /** The parts of the owner's state, by name. */
  readonly migrate: (state: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** The first version has none. */
export const migrations: readonly Migration[] = [];

/** The state in the shapes of these versions; the very state when nothing had to be done. @throws `unknownOwner` when no migration leads there */
export function migrated(
  state: SavedState,
  versions: Readonly<Record<string, number>>,
  writer: string,
  steps: readonly Migration[],
): SavedState {
  let result = state;
  for (const owner of Object.keys(state)) {
    for (let found = result[owner]; found !== undefined && found.version !== versions[owner]; found = result[owner]) {
      const { version } = found;
      const step = steps.find((each) => each.owner === owner && each.from === version);
      if (step === undefined)
        throw new OrdermatonError('unknownOwner', { owner: `${owner} version ${version}, as ${writer} left it` });
      result = { ...result, [owner]: { version: step.to, state: step.migrate(found.state) } };
    }
  }
  return result;
}
