import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import { rank } from '../../../src/ports.ts';

const at = (moment: number): Timestamp => moment as Timestamp;

describe('a simulated clock that others move', () => {
  let clock: SimulatedClock;
  let woken: string[];
  beforeEach(() => {
    clock = createSimulatedClock({ start: at(10) });
    woken = [];
    for (const [moment, of] of [
      [20, 'user'],
      [20, 'broker'],
      [15, 'signal'],
      [20, 'market'],
    ] as const)
      clock.schedule(at(moment), rank[of], () => woken.push(`${moment} ${of}`));
  });

  it('says when the next thing is due, of all or of the first ranks only', () => {
    expect([clock.due(), clock.due(rank.market)]).toEqual([15, 20]);
    clock.advance(at(20));
    expect(clock.due()).toBe(undefined);
  });

  it('approaches a moment: what is due before it is woken, and nothing that is due then', () => {
    clock.approach(at(20));
    expect([clock.now(), woken]).toEqual([20, ['15 signal']]);
  });

  it('takes a moment rank by rank', () => {
    clock.advance(at(20), rank.broker);
    expect([clock.now(), woken]).toEqual([20, ['15 signal', '20 broker']]);
    clock.advance(at(20), rank.market);
    clock.advance(at(20));
    expect(woken.slice(2)).toEqual(['20 market', '20 user']);
  });
});
