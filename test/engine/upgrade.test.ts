import { afterEach, describe, expect, it } from 'vitest';
import { charts } from '../../src/actors/desk/charts.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { checkUpgrade } from '../../src/actors/engine/upgrade.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import type { Journal } from '../../src/ports.ts';
import { leftOf } from '../support/brokenOff.ts';
import { createDesk } from '../support/desk.ts';

/** A round trip, with a checkpoint every twenty inputs. */
async function day(): Promise<Journal> {
  const desk = createDesk({ checkpointEvery: 20 });
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('100.30', '100.32');
  desk.pass();
  desk.quote('100.60', '100.62');
  desk.pass();
  desk.open();
  desk.pass();
  return leftOf(desk.journal);
}

type Written = Parameters<typeof checkUpgrade>[0];
const by = (journal: Journal, ...segments: readonly (readonly [first: number, version: string])[]): Written =>
  ({ ...journal, segments: () => segments.map(([first, version]) => ({ first, version })) }) as Written;

/** The desk of another version: its positions know of no plan. */
const runs = charts as { position: unknown };
function changePositions(): void {
  runs.position = positionMachine.provide({ guards: { isPlanned: () => false, isEntrysEnd: () => false } });
}
afterEach(() => {
  runs.position = positionMachine;
});

describe('a check before an upgrade', () => {
  it('finds that nothing differs where nothing does', async () => {
    const found = await checkUpgrade(by(await day(), [1, '0.0.9']), '0.1.0');
    expect(found).toMatchObject({ from: '0.0.9', to: '0.1.0', first: 1, differences: [], divergences: [] });
    expect(found.comparedAt % 20).toBe(0);
    expect(found.last).toBeGreaterThan(found.comparedAt);
    expect(found.orders).toBeGreaterThan(3);
    expect(found.positions).toBeGreaterThan(0);
  });

  it('begins the last segment at the checkpoint before it', async () => {
    const found = await checkUpgrade(by(await day(), [1, '0.0.8'], [21, '0.0.9']), '0.1.0');
    expect(found).toMatchObject({ from: '0.0.9', first: 21, differences: [], divergences: [] });
  });

  it.each([
    [
      'a segment that no checkpoint precedes',
      [
        [1, '0.0.8'],
        [15, '0.0.9'],
      ],
      /start it once with the version/,
    ],
    ['a journal of a newer version', [[1, '0.2.0']], /run 0.2.0 or newer/],
  ] as const)('refuses %s, with the remedy', async (_, segments, remedy) => {
    await expect(checkUpgrade(by(await day(), ...segments), '0.1.0')).rejects.toMatchObject({
      code: 'journalVersion',
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('a machine that was changed', () => {
  it('is caught by a replay at its first differing command', async () => {
    const journal = await day();
    changePositions();
    await expect(replay(journal.read(1))).rejects.toMatchObject({ code: 'replayDiffers' });
  });

  it('is told by the check with every input that differs, and what became of orders and positions', async () => {
    const journal = await day();
    changePositions();
    const { differences, divergences } = await checkUpgrade(by(journal, [1, '0.0.9']), '0.1.0');
    expect(differences[0]?.problem).toMatch(/where the record has/);
    expect(divergences.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^position test-/)]),
    );
  });
});
