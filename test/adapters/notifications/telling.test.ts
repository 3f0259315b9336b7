/** Who is told what, and when: by the clock of the desk, over ways that fail and heal. */
import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { DeadMan } from '../../../src/adapters/notifications/deadMan.ts';
import { Delivery } from '../../../src/adapters/notifications/delivery.ts';
import type { Unseen } from '../../../src/adapters/notifications/telling.ts';
import { Telling } from '../../../src/adapters/notifications/telling.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import { later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import type { NoticeTopic } from '../../../src/noticeTopics.ts';
import type { Notice } from '../../../src/ports.ts';
import { notice } from '../../contracts/notifierContract.ts';

const START = timestamp('2025-03-03T15:00:00Z');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function told(tells: readonly NoticeTopic[] = ['fills', 'critical'], count = 3) {
  const clock = createSimulatedClock({ start: START });
  const texts: string[] = [];
  let unseen: readonly Unseen[] = [];
  const telling = new Telling({
    ...{ desk: 'mine', clock, limit: { count, within: minutes(10) }, repeat: minutes(5), unseen: () => unseen },
    ways: [{ name: 'phone', tells: new Set(tells), take: ({ text }) => texts.push(text) }],
  });
  return {
    texts,
    telling,
    fill: (text: string) => telling.tell({ topic: 'fills', weight: 'news', text }),
    pass: (count: number) => clock.advance(later(clock.now(), minutes(count))),
    critical(...places: readonly string[]) {
      unseen = places.map((place) => ({ place, at: clock.now(), text: `ALARM ${place}` }));
      if (places.length > 0) telling.tell({ topic: 'critical', weight: 'critical', text: `ALARM ${places.at(-1)}` });
    },
  };
}

describe('what people are told', () => {
  it('is what a way is for, and no more than it may be told: the rest is one notice once there is room', () => {
    const { texts, fill, pass, telling } = told();
    telling.tell({ topic: 'rules', weight: 'news', text: 'not for this way' });
    for (const text of ['one', 'two', 'three', 'four', 'five']) fill(text);
    expect(texts).toEqual(['one\n', 'two\n', 'three\n']);
    expect(telling.held('phone')).toBe(2);
    pass(9);
    expect(texts).toHaveLength(3);
    pass(1);
    expect(texts.slice(3)).toEqual(['2 more were held back: fills 2.\nThe last: five\n']);
    fill('six');
    expect(texts.at(-1)).toBe('six\n');
  });

  it('is summed up at the end, so that nothing is held back for ever', () => {
    const { texts, fill, telling, pass } = told(['fills'], 1);
    for (const text of ['one', 'two']) fill(text);
    telling.close();
    pass(60);
    expect(texts).toEqual(['one\n', '1 more were held back: fills 1.\nThe last: two\n']);
  });

  it('is told again every five minutes where it is critical, until somebody has seen all of it', () => {
    const { texts, critical, pass } = told();
    critical('7.2');
    pass(4);
    critical('7.2', '9.1');
    expect(texts).toHaveLength(2);
    pass(1);
    expect(texts.at(-1)).toContain('2 alarms that nobody has seen');
    expect(texts.at(-1)).toContain('ordermaton acknowledge 7.2');
    critical('9.1');
    pass(5);
    expect(texts.at(-1)).toContain('unseen: ALARM 9.1');
    const count = texts.length;
    critical();
    pass(60);
    expect(texts).toHaveLength(count);
  });

  it('is told again though a way has been told as much as it may', () => {
    const { texts, fill, critical, pass } = told(['fills', 'critical'], 1);
    fill('one');
    critical('7.2');
    expect(texts).toEqual(['one\n']);
    pass(5);
    expect(texts.at(-1)).toContain('unseen: ALARM 7.2');
  });
});

/** A way that answers as it is told, the last answer again and again. */
function delivered(...answers: readonly (string | undefined)[]) {
  const left = [...answers];
  const [arrived, problems, rests]: [Notice[], string[], number[]] = [[], [], []];
  const send = async (given: Notice): Promise<void> => {
    const code = left.length > 1 ? left.shift() : left[0];
    if (code === undefined) arrived.push(given);
    else
      throw new OrdermatonError(code as 'notifierFails', { way: 'phone', problem: 'no', seconds: 1, retryAfter: 90 });
  };
  const delivery = new Delivery({
    ...{ notifier: { name: 'phone', send }, chance: () => 1, onProblem: (problem: string) => problems.push(problem) },
    rest: async (milliseconds) => void rests.push(milliseconds),
  });
  return { delivery, arrived, problems, rests };
}

describe('a way that fails', () => {
  it('is tried again, as late as it asks, and says once what is wrong', async () => {
    const { delivery, arrived, problems, rests } = delivered('notifierUnreachable', 'notifierUnreachable', undefined);
    delivery.take(notice);
    expect(delivery.state).toMatchObject({ state: 'unused', waiting: 1 });
    await delivery.drained();
    expect(arrived).toEqual([notice]);
    expect([problems.length, rests]).toEqual([1, [90_000, 90_000]]);
    expect(delivery.state).toEqual({
      ...{ way: 'phone', state: 'well', sent: 1, failed: 2, lost: 0, waiting: 0, problem: null },
    });
  });

  it.each([
    ['for good, at once', 'notifierRefuses', 1],
    ['again and again, in the end', 'notifierFails', 8],
  ])('%s loses the notice, and neither log nor state nor the next notice is silent about it', async (_what, code, failed) => {
    const { delivery, arrived, problems } = delivered(...Array.from({ length: failed }, () => code), undefined);
    delivery.take(notice);
    await delivery.drained();
    expect(delivery.state).toMatchObject({
      state: 'failing',
      failed,
      lost: 1,
      problem: expect.stringContaining('phone'),
    });
    expect(problems.at(-1)).toContain('1 notice(s) for phone were given up');
    delivery.take(notice);
    await delivery.drained();
    expect(arrived[0]?.text).toBe(`${notice.text}(1 earlier notice(s) could not be delivered.)\n`);
  });

  it('holds nobody up: a hundred wait, and beyond that what is least urgent is given up', async () => {
    const { delivery } = delivered('notifierFails');
    for (let count = 0; count < 150; count++) delivery.take({ ...notice, weight: count === 5 ? 'critical' : 'news' });
    expect(delivery.state).toMatchObject({ waiting: 100, lost: 50 });
    delivery.close();
    await delivery.drained();
    expect(delivery.state).toMatchObject({ waiting: 0, lost: 150 });
    delivery.take(notice);
    expect(delivery.state.lost).toBe(151);
  });
});

describe("a dead man's switch", () => {
  it('pings every minute while all is well, and is silent when it is not, when the disk hangs, and in the end', async () => {
    const clock = createSimulatedClock({ start: START });
    const problems: string[] = [];
    const pings: string[] = [];
    let why: string | undefined = 'the desk is not fed';
    let recorded: () => Promise<boolean> = () => Promise.resolve(true);
    let isThere = true;
    const deadMan = new DeadMan({
      ...{ clock, every: seconds(60), obstacle: () => why, recorded: () => recorded() },
      async ping() {
        if (!isThere) throw new Error('nobody is there');
        pings.push('alive');
      },
      onProblem: (problem) => problems.push(problem),
    });
    const minute = async () => {
      clock.advance(later(clock.now(), seconds(60)));
      await turn();
    };
    await minute();
    expect([pings.length, deadMan.state]).toEqual([0, expect.objectContaining({ state: 'silent', why })]);
    why = undefined;
    await minute();
    await minute();
    expect(deadMan.state).toMatchObject({ state: 'pinging', pings: 2, at: '2025-03-03T15:03:00Z', why: null });
    isThere = false;
    await minute();
    await minute();
    expect(deadMan.state).toMatchObject({ state: 'failing', failed: 2, why: 'nobody is there' });
    isThere = true;
    recorded = () => Promise.resolve(false);
    await minute();
    expect(deadMan.state.why).toBe('the record does not reach the disk');
    let answer: (holds: boolean) => void = () => undefined;
    recorded = () => new Promise((resolve) => (answer = resolve));
    await minute();
    await minute();
    expect(deadMan.state).toMatchObject({ state: 'silent', why: 'the disk does not answer' });
    expect(pings).toHaveLength(2);
    answer(true);
    await turn();
    expect(pings).toHaveLength(3);
    deadMan.close();
    recorded = () => Promise.resolve(true);
    await minute();
    expect(pings).toHaveLength(3);
    expect(problems).toHaveLength(4);
  });
});
