/** What every clock must keep, whoever makes time pass. */
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import type { Duration, InstrumentId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import type { Clock, Feed, Rank, Timed } from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';

const volume: Event = { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: 0n as never };

/** A clock, the moments of a story, and a way to let it sleep. */
export interface ClockRig {
  readonly clock: Clock;
  /** The moment of the zeroth step, and how far a step is from the next. After the last item time goes on for sixty. */
  readonly start: Timestamp;
  readonly step: Duration;
  /** Simulated time is where it should be to the microsecond; real time may be later, and never earlier. */
  readonly isExact: boolean;
  /** So long nobody is there; resolves when all that was due meanwhile has been woken. */
  sleep(duration: Duration): Promise<void>;
}

export function clockContract(name: string, create: () => ClockRig): void {
  describe(`${name} keeps the contract of a clock`, () => {
    const at = ({ start, step }: ClockRig, steps: number): Timestamp => later(start, steps * step);
    /** A label, and how far the clock is from the step at which it should be heard. */
    function heardAt(rig: ClockRig, label: string, steps: number): string {
      const late = rig.clock.now() - at(rig, steps);
      if (late < 0) return `${label} too early`;
      return rig.isExact && late > 0 ? `${label} too late` : `${label} at ${steps}`;
    }
    const feedOf = (label: string, place: Rank, steps: readonly number[], heard: string[], rig: ClockRig): Feed => ({
      name: label,
      rank: place,
      async *batches() {
        for (const each of steps) yield [{ at: at(rig, each), event: volume }] satisfies Timed[];
      },
      deliver: (item) => heard.push(heardAt(rig, label, (item.at - rig.start) / rig.step)),
    });
    const noWait = (): undefined => undefined;
    const never = (): boolean => false;

    it('delivers the items of all feeds in order of time, and then of rank', async () => {
      const rig = create();
      const heard: string[] = [];
      await rig.clock.play(
        [feedOf('signal', rank.signal, [1, 3], heard, rig), feedOf('market', rank.market, [1, 2, 3], heard, rig)],
        noWait,
        never,
      );
      expect(heard).toEqual(['market at 1', 'signal at 1', 'market at 2', 'market at 3', 'signal at 3']);
    });

    it('wakes what is due before a later item, at its own time, by rank and then in the order of the calls', async () => {
      const rig = create();
      const { clock } = rig;
      const heard: string[] = [];
      const wake = (label: string) => () => heard.push(heardAt(rig, label, 2));
      clock.schedule(at(rig, 2), rank.deadline, wake('deadline'));
      clock.schedule(at(rig, 2), rank.broker, wake('broker one'));
      clock.schedule(at(rig, 2), rank.broker, wake('broker two'));
      await clock.play([feedOf('market', rank.market, [1, 2, 3], heard, rig)], noWait, never);
      expect(heard).toEqual([
        'market at 1',
        'broker one at 2',
        'broker two at 2',
        'market at 2',
        'deadline at 2',
        'market at 3',
      ]);
    });

    it('takes a moment in the past as now', async () => {
      const rig = create();
      const heard: string[] = [];
      const feed = feedOf('market', rank.market, [5, 6], heard, rig);
      await rig.clock.play(
        [
          {
            ...feed,
            deliver: (item) => {
              feed.deliver(item);
              rig.clock.schedule(at(rig, 1), rank.broker, () => heard.push(heardAt(rig, 'woken', 5)));
            },
          },
        ],
        noWait,
        never,
      );
      expect(heard.slice(0, 3)).toEqual(['market at 5', 'woken at 5', 'market at 6']);
    });

    it('does not move before what must be settled is', async () => {
      const rig = create();
      const heard: string[] = [];
      let isOpen = false;
      const settle = (): undefined | Promise<void> => {
        if (isOpen) return undefined;
        isOpen = true;
        return new Promise((resolve) =>
          setImmediate(() => {
            heard.push('settled');
            resolve();
          }),
        );
      };
      await rig.clock.play([feedOf('market', rank.market, [1], heard, rig)], settle, never);
      expect(heard).toEqual(['settled', 'market at 1']);
    });

    it('ends early when told to', async () => {
      const rig = create();
      const heard: string[] = [];
      const feed = feedOf('market', rank.market, [1, 2, 3], heard, rig);
      await rig.clock.play([feed], noWait, () => heard.length === 2);
      expect(heard).toEqual(['market at 1', 'market at 2']);
    });

    it('lets what is on its way arrive after the last item, and does not wait for ever', async () => {
      const rig = create();
      const { clock } = rig;
      const heard: string[] = [];
      const again = (): void => {
        heard.push('tick');
        clock.schedule(later(clock.now(), 20 * rig.step), rank.deadline, again);
      };
      clock.schedule(at(rig, 1), rank.broker, () => heard.push('arrived'));
      clock.schedule(at(rig, 2), rank.deadline, again);
      await clock.play([feedOf('market', rank.market, [0], heard, rig)], noWait, never);
      expect(heard[1]).toBe('arrived');
      expect(heard.filter((each) => each === 'tick').length).toBeLessThan(10);
    });

    it('refuses a feed whose time runs backwards, and names it', async () => {
      const rig = create();
      const feed = feedOf('market', rank.market, [2, 1], [], rig);
      await expect(rig.clock.play([feed], noWait, never)).rejects.toMatchObject({
        code: 'timeRunsBackwards',
        details: { place: 'market' },
      });
    });

    it('tells of a sleep before it wakes what was due in it, late and in order', async () => {
      const rig = create();
      const { clock } = rig;
      const heard: string[] = [];
      clock.onJump((by) => heard.push(`jump of ${Math.round(by / seconds(1))} s`));
      const begun = clock.now();
      const wakeIn = (count: number) =>
        clock.schedule(later(begun, seconds(count)), rank.deadline, () => {
          const late = clock.now() - begun >= seconds(100);
          heard.push(`due in ${count} s${late ? ', woken late' : ''}`);
        });
      wakeIn(90);
      wakeIn(30);
      wakeIn(150);
      await rig.sleep(seconds(100));
      expect(heard).toEqual(['jump of 100 s', 'due in 30 s, woken late', 'due in 90 s, woken late']);
    });

    it('takes a gap of five seconds for a correction', async () => {
      const rig = create();
      const jumps: Duration[] = [];
      rig.clock.onJump((by) => jumps.push(by));
      await rig.sleep(seconds(4.5));
      expect(jumps).toEqual([]);
    });
  });
}
