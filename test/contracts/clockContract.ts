/** What every clock must keep, whoever makes time pass. */
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import type { InstrumentId, Timestamp } from '../../src/identifiers.ts';
import type { Clock, Feed, Rank, Timed } from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';

const at = (second: number): Timestamp => (second * 1_000_000) as Timestamp;
const volume: Event = { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: 0n as never };

export function clockContract(name: string, create: () => Clock): void {
  describe(`${name} keeps the contract of a clock`, () => {
    const feedOf = (label: string, place: Rank, seconds: readonly number[], heard: string[], clock: Clock): Feed => ({
      name: label,
      rank: place,
      async *batches() {
        for (const second of seconds) yield [{ at: at(second), event: volume }] satisfies Timed[];
      },
      deliver: (item) => heard.push(`${label} ${item.at / 1_000_000} at ${clock.now() / 1_000_000}`),
    });
    const noWait = (): undefined => undefined;
    const never = (): boolean => false;

    it('delivers the items of all feeds in order of time, and then of rank', async () => {
      const clock = create();
      const heard: string[] = [];
      await clock.play(
        [feedOf('signal', rank.signal, [1, 3], heard, clock), feedOf('market', rank.market, [1, 2, 3], heard, clock)],
        noWait,
        never,
      );
      expect(heard).toEqual(['market 1 at 1', 'signal 1 at 1', 'market 2 at 2', 'market 3 at 3', 'signal 3 at 3']);
    });

    it('wakes what is due before a later item, at its own time, by rank and then in the order of the calls', async () => {
      const clock = create();
      const heard: string[] = [];
      const wake = (label: string) => () => heard.push(`${label} at ${clock.now() / 1_000_000}`);
      clock.schedule(at(2), rank.deadline, wake('deadline'));
      clock.schedule(at(2), rank.broker, wake('broker one'));
      clock.schedule(at(2), rank.broker, wake('broker two'));
      await clock.play([feedOf('market', rank.market, [1, 2, 3], heard, clock)], noWait, never);
      expect(heard).toEqual([
        'market 1 at 1',
        'broker one at 2',
        'broker two at 2',
        'market 2 at 2',
        'deadline at 2',
        'market 3 at 3',
      ]);
    });

    it('takes a moment in the past as now', async () => {
      const clock = create();
      const heard: string[] = [];
      const feed = feedOf('market', rank.market, [5, 6], heard, clock);
      await clock.play(
        [
          {
            ...feed,
            deliver: (item) => {
              feed.deliver(item);
              clock.schedule(at(1), rank.broker, () => heard.push(`woken at ${clock.now() / 1_000_000}`));
            },
          },
        ],
        noWait,
        never,
      );
      expect(heard.slice(0, 3)).toEqual(['market 5 at 5', 'woken at 5', 'market 6 at 6']);
    });

    it('does not move before what must be settled is', async () => {
      const clock = create();
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
      await clock.play([feedOf('market', rank.market, [1], heard, clock)], settle, never);
      expect(heard).toEqual(['settled', 'market 1 at 1']);
    });

    it('ends early when told to', async () => {
      const clock = create();
      const heard: string[] = [];
      await clock.play([feedOf('market', rank.market, [1, 2, 3], heard, clock)], noWait, () => heard.length === 2);
      expect(heard).toEqual(['market 1 at 1', 'market 2 at 2']);
    });

    it('lets what is on its way arrive after the last item, and does not wait for ever', async () => {
      const clock = create();
      const heard: string[] = [];
      const again = (): void => {
        heard.push('tick');
        clock.schedule((clock.now() + 20_000_000) as Timestamp, rank.deadline, again);
      };
      clock.schedule(at(1), rank.broker, () => heard.push('arrived'));
      clock.schedule(at(2), rank.deadline, again);
      await clock.play([feedOf('market', rank.market, [0], heard, clock)], noWait, never);
      expect(heard[1]).toBe('arrived');
      expect(heard.filter((each) => each === 'tick').length).toBeLessThan(10);
    });

    it('refuses a feed whose time runs backwards, and names it', async () => {
      const clock = create();
      await expect(clock.play([feedOf('market', rank.market, [2, 1], [], clock)], noWait, never)).rejects.toMatchObject(
        {
          code: 'timeRunsBackwards',
          details: { place: 'market' },
        },
      );
    });
  });
}
