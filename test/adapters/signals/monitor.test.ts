/** Signals of an options-flow monitor, over real sockets, with time that stands still while anything is on its way. */
import { describe, expect, it } from 'vitest';
import type { Said } from '../../../src/adapters/signals/signalQueue.ts';
import { encode } from '../../../src/codec.ts';
import { later, seconds } from '../../../src/identifiers.ts';
import { amount } from '../../../src/money.ts';
import { KEY, predictionAt, watched } from '../../support/monitors.ts';

const signals = (said: readonly Said[]) => said.filter(({ type }) => type.startsWith('signal.'));
const ids = (said: readonly Said[]) => signals(said).flatMap((event) => ('id' in event ? [String(event.id)] : []));
const failures = (said: readonly Said[]) => said.flatMap((event) => (event.type === 'feed.failed' ? [event.code] : []));
const answers = (said: readonly Said[]) => said.filter(({ type }) => type === 'feed.answered').length;

describe('a monitor that answers', () => {
  it('tells each prediction once, as it comes, and of those before it what is young', async () => {
    const old = predictionAt(-301);
    const told = await watched([old, predictionAt(-10), predictionAt(4), predictionAt(12)]);
    await told.until((event) => event.type === 'signal.prediction' && String(event.id) === 'spy-12');
    expect(ids(told.said)).toEqual(['spy--10', 'spy-4', 'spy-12']);
    expect(signals(told.said)[0]).toEqual(predictionAt(-10));
    await told.pass(30);
    expect(ids(told.said)).toHaveLength(3);
  });

  it('is said to be heard at once, and now and then after that', async () => {
    const { said, pass } = await watched([predictionAt(0)]);
    expect(answers(said)).toBe(1);
    await pass(61);
    // a quarter of the silence that it may keep, at the next answer
    expect(answers(said)).toBe(5);
  });

  it('is asked at the pace of each kind of answer', async () => {
    const every = { prediction: seconds(5), trades: seconds(10), divergence: seconds(20), minuteData: seconds(30) };
    const { server, pass } = await watched([predictionAt(0)], { every });
    await pass(60);
    const count = (path: string) => server.asked.filter((asked) => asked.startsWith(`/${path}?`)).length;
    expect(count('predictions') + count('prediction/latest')).toBe(12);
    expect([count('trades'), count('divergence'), count('minute-data')]).toEqual([6, 3, 2]);
  });

  it('is asked a few questions at a time, however many tickers there are', async () => {
    const tickers = 'ABCDEFGHI'.split('') as never;
    const { server, clock, open } = await watched([predictionAt(0)], { tickers });
    server.fail(Array(9).fill('stall'), 'predictions');
    clock.advance(later(clock.now(), seconds(1)));
    expect(open()).toBe(4);
  });

  it('tells unusual trades of a size, and changes of the divergence that are changes', async () => {
    const flow = (after: number, divergence: number) =>
      predictionAt(after, { features: { delta_divergence: divergence, return_15m: 0.01 } });
    const { said, pass } = await watched([flow(0, 0.1), flow(10, 2), flow(20, 2.05), flow(30, -3)], {
      ...{ every: { trades: seconds(5), divergence: seconds(5) }, minPremium: amount(250_000) },
    });
    await pass(40);
    expect(said.flatMap((event) => (event.type === 'signal.divergence' ? [event.value] : []))).toEqual([2, -3]);
    const trades = said.flatMap((event) => (event.type === 'signal.flowTrade' ? [[event.id, event.right]] : []));
    expect(trades).toEqual([
      ['trade-spy-10', 'call'],
      ['trade-spy-20', 'call'],
      ['trade-spy-30', 'call'],
    ]);
  });

  it('says when a value crosses its threshold: up at the level, down the hysteresis below it, the first value never', async () => {
    const values = [2.5, 1.95, 1.7, 2.1, 1.9, 1.5];
    const predictions = values.map((value, index) =>
      predictionAt(10 * index, { features: { delta_divergence: value } }),
    );
    const { said, pass } = await watched(predictions, {
      every: { minuteData: seconds(5) },
      thresholds: [{ name: 'flow', value: 'delta_divergence', level: 2, hysteresis: 0.2 }],
    });
    await pass(70);
    const crossings = said.flatMap((event) =>
      event.type === 'signal.threshold' ? [[event.direction, event.value, event.threshold, String(event.id)]] : [],
    );
    const at = (direction: string, after: number) =>
      `threshold/SPY/flow/${direction}/${predictionAt(after).observedAt}`;
    expect(crossings).toEqual([
      ['down', 1.7, 1.8, at('down', 20)],
      ['up', 2.1, 2, at('up', 30)],
      ['down', 1.5, 1.8, at('down', 50)],
    ]);
  });

  it('that does not know a ticker is a problem, and no failure', async () => {
    const { said, problems, pass } = await watched([predictionAt(0, { instrument: 'IBM' as never })]);
    expect(problems).toEqual(['the monitor does not know SPY']);
    await pass(1);
    expect(failures(said)).toEqual([]);
  });

  it('that repeats the key has it written down nowhere', async () => {
    const { said, pass } = await watched([
      predictionAt(1, { model: `m ${KEY}` }),
      predictionAt(8, { id: KEY as never }),
      predictionAt(12),
    ]);
    await pass(30);
    expect(ids(said)).toEqual(['spy-12']);
    expect(said.filter(({ type }) => type === 'feed.refused')).toHaveLength(2);
    expect(encode(said)).not.toContain(KEY);
  });

  it('tells nothing more once it is closed', async () => {
    const { said, close, ended, clock } = await watched([predictionAt(3)]);
    close();
    await ended;
    clock.advance(predictionAt(100).observedAt);
    expect(ids(said)).toEqual([]);
  });
});

describe('a monitor that fails', () => {
  it.each([
    ['monitorFails', { status: 503 }],
    ['monitorKeyRefused', { status: 401 }],
    ['monitorThrottles', { status: 429, retryAfter: 30 }],
    ['monitorRefuses', { status: 418 }],
    ['monitorRedirects', 'redirect'],
    ['monitorUnreadable', 'malformed'],
    ['monitorUnreadable', 'bare'],
    ['monitorTooLong', 'huge'],
    ['monitorUnreachable', 'hangUp'],
    ['monitorSilent', 'stall'],
  ] as const)('%s: it is said once, it is asked again, and what was missed is heard', async (code, fault) => {
    // long enough for a good answer on a machine that is busy
    const timeout = fault === 'stall' ? 2_000 : 10_000;
    const { said, server, until, pass } = await watched([predictionAt(-1), predictionAt(12)], { timeout });
    await pass(6);
    server.fail(fault === 'stall' ? [fault] : [fault, fault]);
    await until((event) => event.type === 'feed.failed');
    await until((event) => event.type === 'signal.prediction' && String(event.id) === 'spy-12');
    expect(failures(said)).toEqual([code]);
    expect(ids(said)).toEqual(['spy--1', 'spy-12']);
    expect(said.findLastIndex(({ type }) => type === 'feed.answered')).toBeGreaterThan(
      said.findIndex(({ type }) => type === 'feed.failed'),
    );
  });

  it.each([
    ['seconds', { retryAfter: 40 }],
    [
      'a date, by the clock of the monitor, whatever ours says',
      { retryAfter: 'Mon, 03 Mar 2036 15:00:40 GMT', date: 'Mon, 03 Mar 2036 15:00:00 GMT' },
    ],
  ])('is left alone for as long as it asks, in %s', async (_, told) => {
    const { server, until, pass, settled } = await watched([predictionAt(0)]);
    server.fail([{ status: 429, ...told }]);
    await until((event) => event.type === 'feed.failed');
    await settled();
    const { length } = server.asked;
    await pass(39);
    expect(server.asked).toHaveLength(length);
    await pass(2);
    expect(server.asked.slice(length, length + 2)).toEqual(['/status', '/tickers']);
  });

  it.each([
    ['that has been', { retryAfter: 'Mon, 03 Mar 2036 15:00:00 GMT', date: 'Mon, 03 Mar 2036 15:00:01 GMT' }],
    ['in no form of a date', { retryAfter: '2036-03-03', date: 'Mon, 03 Mar 2036 15:00:00 GMT' }],
    ['by an unknown clock', { retryAfter: 'Mon, 03 Mar 2036 15:00:00 GMT', date: 'soon' }],
  ])('that gives a date %s to come back at is left alone as after any failure', async (_, told) => {
    const { server, said, until } = await watched([predictionAt(0)]);
    server.fail([{ status: 429, ...told }]);
    await until((event) => event.type === 'feed.failed');
    await until((event) => event.type === 'feed.answered' && said.indexOf(event) > 0);
    expect(failures(said)).toEqual(['monitorThrottles']);
  });

  it('again and again is left alone longer and longer, and one question goes first', async () => {
    const { server, said, pass } = await watched([predictionAt(0)], { tickers: ['SPY', 'IBM', 'QQQ'] as never });
    server.fail(Array.from({ length: 9 }, () => ({ status: 500 })));
    await pass(300);
    expect(failures(said)).toEqual(['monitorFails']);
    const broken = server.asked.indexOf('/status', 2);
    // each ticker twice, since all were under way at once; then the status alone until it is answered
    expect(server.asked.slice(broken, broken + 5)).toEqual([...Array(4).fill('/status'), '/tickers']);
    expect(server.asked.slice(broken + 5, broken + 8).every((asked) => asked.startsWith('/predictions?'))).toBe(true);
  });

  it('in one kind of answer alone says so once, and the others are heard', async () => {
    const every = { prediction: seconds(5), trades: seconds(5) };
    const { server, said, pass } = await watched([predictionAt(8), predictionAt(100)], { every });
    server.fail(
      Array.from({ length: 50 }, () => ({ status: 500 })),
      'trades',
    );
    await pass(120);
    expect(failures(said)).toEqual(['monitorFails']);
    expect(ids(said)).toEqual(['spy-8', 'spy-100']);
    expect(said.at(-1)).toMatchObject({ type: 'feed.answered' });
  });

  it('from the start is no reason to give up', async () => {
    const { server, said, until } = await watched([predictionAt(20)], { url: 'http://127.0.0.1:1' });
    await until((event) => event.type === 'feed.failed');
    expect(failures(said)).toEqual(['monitorUnreachable']);
    expect(server.asked).toEqual([]);
  });

  it('signalUnreadable: one prediction that is none is refused by itself, once, with its reason', async () => {
    const wrong = predictionAt(1, { confidence: 1.5 });
    const { said, pass } = await watched([predictionAt(-1), wrong]);
    await pass(30);
    expect(ids(said)).toEqual(['spy--1']);
    expect(said.filter(({ type }) => type === 'feed.refused')).toEqual([
      {
        ...{ type: 'feed.refused', feed: 'monitor', code: 'signalUnreadable' },
        detail: 'prediction.confidence: expected a number from 0 to 1',
      },
    ]);
  });
});
