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

type Saved = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const mapped = (records: Saved | undefined, change: (record: Saved[string]) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(records ?? {}).map(([key, record]) => [key, change(record)]));

/** Kinds of before look at neither volume nor end of a candle. */
const withVolume = (candle: unknown): unknown => [...(candle as readonly number[]), 0, 0];
const asLine = (value: unknown): unknown => (value === null ? null : [value]);

export const migrations: readonly Migration[] = [
  {
    name: 'indicators have lines',
    ...{ owner: 'indicators', from: 1, to: 2 },
    migrate: (state) => ({
      ...state,
      series: mapped(state.series as Saved, ({ inputs, session, value, previous }) => ({
        ...{ inputs: (inputs as readonly unknown[]).map(withVolume), session, whole: true },
        ...{ values: asLine(value), previous: asLine(previous) },
      })),
    }),
  },
  {
    name: 'candles have volume',
    ...{ owner: 'candles', from: 1, to: 2 },
    migrate: (state) => ({
      ...state,
      building: mapped(state.building as Saved, (built) => ({ ...built, candle: withVolume(built.candle) })),
    }),
  },
  {
    name: 'sessions know when they were heard of',
    ...{ owner: 'sessions', from: 1, to: 2 },
    // Nobody knows: what is worked out from the opening on has no value before the next session.
    migrate: ({ current }) => ({
      current: current === null ? null : { ...(current as object), heard: Number.MAX_SAFE_INTEGER },
    }),
  },
];

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
