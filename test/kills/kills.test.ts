import { describe, expect, it } from 'vitest';
import { expectNothingLost } from './verdict.ts';

describe('an engine that is killed while it trades', () => {
  it('loses nothing, places nothing twice, and comes to what it would have come to: four kills', async () => {
    const { signals, acknowledged, cutOff } = await expectNothingLost(1, 1, 4);
    expect(signals).toBeGreaterThan(8);
    expect(acknowledged).toBeGreaterThan(800);
    expect(cutOff).toBeLessThan(3);
  });
});
