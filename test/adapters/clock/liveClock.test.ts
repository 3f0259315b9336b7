import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/events.ts';
import type { Duration, InstrumentId, Timestamp } from '../../../src/identifiers.ts';
import { later, seconds } from '../../../src/identifiers.ts';
import type { Clock, Timed } from '../../../src/ports.ts';
import { rank } from '../../../src/ports.ts';
import { createSleepyClock } from '../../support/liveClock.ts';

const BEAT = seconds(0.002);
const volume: Event = { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: 0n as never };
const in10s = (clock: Clock): Timestamp => later(clock.now(), seconds(10));
/** When all that is due has been woken. */
const settled = (clock: Clock): Promise<void> =>
  new Promise((resolve) => clock.schedule(clock.now(), rank.user, resolve));
const whole = (by: Duration): number => Math.round(by / seconds(1));

describe('a clock that is set', () => {
  it('back by an hour is a jump, and time stands still instead of running back', () => {
    const { clock, sleep } = createSleepyClock();
    const jumps: number[] = [];
    clock.onJump((by) => jumps.push(whole(by)));
    const before = clock.now();
    sleep(seconds(-3_600));
    expect([clock.now(), clock.now()]).toEqual([before, before]);
    expect(jumps).toEqual([-3_600]);
  });

  it('back by an hour leaves a wait of ten seconds one of ten seconds', async () => {
    const { clock, sleep } = createSleepyClock();
    const woken: string[] = [];
    clock.schedule(in10s(clock), rank.deadline, () => woken.push('before it was set'));
    sleep(seconds(-3_600));
    clock.schedule(in10s(clock), rank.deadline, () => woken.push('after it was set'));
    await settled(clock);
    expect(woken).toEqual([]);
    sleep(seconds(10));
    await settled(clock);
    expect(woken).toEqual(['before it was set', 'after it was set']);
  });

  it('ahead by an hour makes due what was due in that hour', async () => {
    const { clock, sleep } = createSleepyClock();
    const woken: string[] = [];
    clock.schedule(in10s(clock), rank.deadline, () => woken.push('late'));
    sleep(seconds(3_600));
    await settled(clock);
    expect(woken).toEqual(['late']);
  });
});

describe('what is due', () => {
  it('is woken in the turn behind the one at hand, however much is scheduled meanwhile', async () => {
    const { clock } = createSleepyClock();
    let isWoken = false;
    clock.schedule(in10s(clock), rank.user, () => undefined); // and whatever was before
    clock.schedule(clock.now(), rank.user, () => {
      isWoken = true;
    });
    let turns = 0;
    for (; !isWoken && turns < 1_000; turns++) {
      clock.schedule(clock.now(), rank.user, () => undefined);
      clock.schedule(in10s(clock), rank.user, () => undefined);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(turns).toBe(1);
  });
});

describe('a sleep is noticed', () => {
  it('by itself, at the next beat', async () => {
    const { clock, sleep } = createSleepyClock({ beat: BEAT });
    const heard = new Promise<Duration>((resolve) => clock.onJump(resolve));
    sleep(seconds(60));
    expect(whole(await heard)).toBe(60);
  });

  it('also where a machine counts its sleep as time that has passed', () => {
    const { clock, stand } = createSleepyClock();
    const jumps: number[] = [];
    clock.onJump((by) => jumps.push(whole(by)));
    stand(seconds(60));
    clock.now();
    expect(jumps).toEqual([59]); // a beat of a second is as it should be
  });
});

describe('a feed that goes on', () => {
  it('is heard when it comes, and keeps nothing else from being heard', async () => {
    const { clock } = createSleepyClock({ beat: BEAT, aftermath: 0 as Duration });
    const heard: string[] = [];
    let come: (items: readonly Timed[]) => void = () => undefined;
    const coming = new Promise<readonly Timed[]>((resolve) => {
      come = resolve;
    });
    const live = {
      name: 'live',
      rank: rank.market,
      async *batches() {
        yield await coming;
      },
      deliver: () => heard.push('came'),
    };
    clock.schedule(later(clock.now(), BEAT), rank.deadline, () => {
      heard.push('woken while it waits');
      come([{ at: clock.now(), event: volume }]);
    });
    await clock.play(
      [live],
      () => undefined,
      () => false,
    );
    expect(heard).toEqual(['woken while it waits', 'came']);
  });

  it('is left when told to stop, although nothing comes', async () => {
    const { clock } = createSleepyClock({ beat: BEAT, aftermath: 0 as Duration });
    let turns = 0;
    const silent = {
      name: 'silent',
      rank: rank.market,
      async *batches() {
        yield await new Promise<readonly Timed[]>(() => undefined);
      },
      deliver: () => undefined,
    };
    await clock.play(
      [silent],
      () => undefined,
      () => ++turns > 3,
    );
    expect(turns).toBe(4);
  });

  it('fails the run with what it threw', async () => {
    const { clock } = createSleepyClock({ beat: BEAT });
    const broken = {
      name: 'broken',
      rank: rank.market,
      // biome-ignore lint/correctness/useYield: it fails before it has anything
      async *batches(): AsyncGenerator<readonly Timed[]> {
        throw new Error('the line is dead');
      },
      deliver: () => undefined,
    };
    await expect(
      clock.play(
        [broken],
        () => undefined,
        () => false,
      ),
    ).rejects.toThrow('the line is dead');
  });
});
