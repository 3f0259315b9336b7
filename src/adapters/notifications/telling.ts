/**
 * Who is told what, and when: each way what it is for, no more than it may be told within a time, and what is critical again and again
 * until somebody has seen it. Decided by the clock of the desk alone, so that a simulated day tells the same each time.
 */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { isoTime, later } from '../../identifiers.ts';
import type { NoticeTopic } from '../../noticeTopics.ts';
import type { Clock, Notice, NoticeWeight } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { HeldBack, Limit } from './pace.ts';
import { Pace } from './pace.ts';

/** Something to tell. */
export interface Told {
  readonly topic: NoticeTopic;
  readonly weight: NoticeWeight;
  readonly text: string;
  /** More of it, below the first line. */
  readonly more?: string;
}

/** A critical alarm that nobody has seen yet. */
export interface Unseen {
  /** By which it is acknowledged. */
  readonly place: string;
  readonly at: Timestamp;
  readonly text: string;
}

/** Where notices of a way go. */
export interface Outlet {
  readonly name: string;
  readonly tells: ReadonlySet<NoticeTopic>;
  take(notice: Notice): void;
}

export interface TellingOptions {
  readonly desk: string;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly ways: readonly Outlet[];
  readonly limit: Limit;
  /** How often what is critical is told again. */
  readonly repeat: Duration;
  /** What is critical and seen by nobody, the oldest first. */
  readonly unseen: () => readonly Unseen[];
}

interface PacedWay extends Outlet {
  readonly pace: Pace;
  /** When it is summed up next. */
  wakesAt?: Timestamp | undefined;
}

export class Telling {
  readonly #options: TellingOptions;
  readonly #ways: readonly PacedWay[];
  #isRepeating = false;
  #isOver = false;

  constructor(options: TellingOptions) {
    this.#options = options;
    this.#ways = options.ways.map(({ name, tells, take }) => ({ name, tells, take, pace: new Pace(options.limit) }));
    this.#repeatLater();
  }

  tell({ topic, weight, text, more = '' }: Told): void {
    const now = this.#options.clock.now();
    for (const way of this.#ways) {
      if (!way.tells.has(topic)) continue;
      if (way.pace.mayTell(topic, text, now))
        way.take(this.#notice({ topic, weight, subject: text, text: `${text}\n${more}` }));
      else this.#sumUpLater(way, now);
    }
    if (weight === 'critical') this.#repeatLater();
  }

  /** How many are held back on a way. */
  held(name: string): number {
    return this.#ways.find((way) => way.name === name)?.pace.held ?? 0;
  }

  /** Sums up what is held back still, and tells nothing more. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const way of this.#ways) this.#sumUp(way, way.pace.takeLast(this.#options.clock.now()));
  }

  #notice(of: Omit<Notice, 'desk' | 'at'>): Notice {
    const { desk, clock } = this.#options;
    return { desk, at: clock.now(), ...of };
  }

  #sumUpLater(way: PacedWay, now: Timestamp): void {
    if (way.wakesAt !== undefined) return;
    way.wakesAt = way.pace.roomAt(now) ?? now;
    this.#options.clock.schedule(way.wakesAt, rank.user, () => {
      way.wakesAt = undefined;
      if (!this.#isOver) this.#sumUp(way, way.pace.take(this.#options.clock.now()));
    });
  }

  #sumUp(way: Outlet, held: HeldBack | undefined): void {
    if (held === undefined) return;
    const counts = [...held.counts].map(([topic, count]) => `${topic} ${count}`).join(', ');
    const all = [...held.counts.values()].reduce((sum, each) => sum + each, 0);
    const weight = held.counts.has('critical') ? 'critical' : held.counts.has('alarms') ? 'alarm' : 'news';
    const subject = `${all} more were held back`;
    way.take(
      this.#notice({ topic: 'desk', weight, subject, text: `${subject}: ${counts}.\nThe last: ${held.last}\n` }),
    );
  }

  #repeatLater(): void {
    const { clock, repeat, unseen } = this.#options;
    if (this.#isRepeating || unseen().length === 0) return;
    this.#isRepeating = true;
    clock.schedule(later(clock.now(), repeat), rank.user, () => {
      this.#isRepeating = false;
      if (!this.#isOver) this.#repeat();
    });
  }

  /** It is told whatever else was told: that is what it is for. */
  #repeat(): void {
    const unseen = this.#options.unseen();
    const [oldest] = unseen;
    if (oldest === undefined) return;
    const subject = unseen.length === 1 ? `unseen: ${oldest.text}` : `${unseen.length} alarms that nobody has seen`;
    const lines = unseen.slice(-MOST_NAMED).map(lineOf);
    const text = `${subject}\n${lines.join('')}`;
    for (const way of this.#ways)
      if (way.tells.has('critical')) way.take(this.#notice({ topic: 'critical', weight: 'critical', subject, text }));
    this.#repeatLater();
  }
}

const lineOf = ({ place, at, text }: Unseen): string => `${isoTime(at)} ${text}\n  ordermaton acknowledge ${place}\n`;
const MOST_NAMED = 20;
