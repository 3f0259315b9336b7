import { describe, expect, it } from 'vitest';
import { expectNothingLost } from './verdict.ts';

describe('an engine that is killed while it trades', () => {
  it('loses nothing, places nothing twice, and comes to what it would have come to: fifty-five kills', async () => {
    const sum = await expectNothingLost(2, 5, 55);
    process.stdout.write(
      `${sum.kills} kills, ${sum.onTheWay} of them on the way back; ${sum.acknowledged} acknowledged inputs, ` +
        `${sum.fromCheckpoints} restarts from a checkpoint; ${sum.signals} predictions traded, ${sum.cutOff} cut off.\n`,
    );
    expect(sum.fromCheckpoints).toBeGreaterThan(5);
    expect(sum.signals).toBeGreaterThan(50);
    expect(sum.cutOff).toBeLessThan(20);
  });
});
