/** The one story of a desk that is killed: told for so many kills. */
import { expect } from 'vitest';
import { judge } from './judging.ts';
import { play } from './killing.ts';

export interface Sum {
  readonly kills: number;
  readonly onTheWay: number;
  readonly acknowledged: number;
  readonly fromCheckpoints: number;
  readonly signals: number;
  readonly cutOff: number;
}

/** Plays the same hours without a kill and with so many, and expects them to come to the same. */
export async function expectNothingLost(seed: number, hours: number, kills: number): Promise<Sum> {
  const whole = await judge(await play(seed, hours, 0));
  const killed = await play(seed, hours, kills);
  const verdict = await judge(killed);
  expect([...whole.cutOff]).toEqual([]);
  expect(killed.kills).toBe(kills);
  expect(verdict.lost).toEqual([]);
  expect(killed.twice).toEqual([]);
  expect(verdict.compared).toBe(verdict.restarts);
  expect(verdict.disagreements).toEqual([]);
  expect(verdict.held.ours).toBe(verdict.held.theirs);
  expect(verdict.residue).toBe(0n);
  const [expected, found] = [whole, verdict].map(({ bySignal }) =>
    Object.fromEntries([...bySignal].filter(([signal]) => !verdict.cutOff.has(signal))),
  );
  expect(found).toEqual(expected);
  if (verdict.cutOff.size === 0) expect(verdict.realised).toBe(whole.realised);
  return {
    kills: killed.kills,
    onTheWay: killed.killsOnTheWay,
    acknowledged: verdict.acknowledged,
    fromCheckpoints: verdict.fromCheckpoints,
    signals: whole.bySignal.size,
    cutOff: verdict.cutOff.size,
  };
}
