/** What a desk is told by the API: who and why stand in its record before it hears, and the answer says what came of it. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/actors/engine/replay.ts';
import * as answers from '../../../src/adapters/controlApi/answers.ts';
import { openEmergencyNotes } from '../../../src/adapters/documents/emergencyNotes.ts';
import { price } from '../../../src/money.ts';
import { marketOrder, plainIntent } from '../../support/desk.ts';
import { createFailingJournal } from '../../support/failingJournal.ts';
import { freshFolder } from '../../support/journals.ts';
import { links, terms } from '../../support/orders.ts';
import type { ServedDesk } from '../../support/servedDesk.ts';
import { servedDesk } from '../../support/servedDesk.ts';

const asker = { operator: 'ada', why: 'lunch' };

interface Asked {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}
const post =
  ({ ask }: ServedDesk) =>
  (path: string, { body = {}, headers }: Asked = {}) =>
    ask(`/api/v1/${path}`, {
      method: 'POST',
      body: { ...asker, ...body },
      ...(headers === undefined ? {} : { headers }),
    });
const refused = (code: string) => ({ error: { code, message: expect.any(String), remedy: expect.any(String) } });

/** A desk that quotes SPY, with a resting order by hand to buy. */
async function resting() {
  const served = await servedDesk('symbols: [SPY]');
  const { desk } = served;
  desk.quote('100.00', '100.02');
  desk.send({ type: 'desk.place', terms: terms({ limit: price('99') }), links: links({ role: 'manual' }) });
  desk.pass(1);
  const order = desk.engine.views.orders()[0]?.order ?? '';
  return { ...served, order, post: post(served) };
}

/** A desk with a position that is protected. */
async function holding() {
  const served = await servedDesk('symbols: [SPY]');
  const { desk } = served;
  desk.quote('100.00', '100.02');
  desk.open(plainIntent);
  desk.pass(1);
  const [position] = desk.engine.views.openPositions();
  const orders = desk.engine.views.orders();
  const of = (role: string) => orders.find((each) => each.role === role)?.order ?? '';
  return { ...served, position: position?.position ?? '', stop: of('stop'), target: of('target'), post: post(served) };
}

describe('what only reduces risk is always at hand', () => {
  it('halt: in the record stands who asked and why, then the command, and what followed has it for its beginning', async () => {
    const { desk, post, order } = await resting();
    const { status, told } = await post('halt');
    expect(status).toBe(200);
    const outcome = answers.outcome.parse(told);
    expect(outcome).toMatchObject({ became: 'accepted', onRecord: true, refused: [] });
    const asked = desk.facts.find(({ event }) => event.type === 'control.asked');
    expect(asked).toMatchObject({
      event: { event: 'risk.halt', operator: 'ada', why: 'lunch', armed: false },
      envelope: { source: 'user', cause: 0 },
    });
    const halt = desk.facts.find(({ event }) => event.type === 'risk.halt');
    const from = asked?.envelope.sequence;
    expect(halt?.envelope).toMatchObject({
      source: 'user',
      sequence: outcome.sequence,
      cause: from,
      correlation: from,
    });
    expect(outcome.facts.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['risk.stateChanged', 'order.cancel']),
    );
    expect(outcome.facts.every(({ correlation }) => correlation === from)).toBe(true);
    desk.pass(1);
    expect(desk.engine.views.orders().find((each) => each.order === order)?.status).toBe('cancelled');
    expect(desk.engine.views.restrictions()).toEqual([{ scope: 'desk', state: 'halted' }]);
    expect(answers.outcome.parse((await post('halt')).told)).toMatchObject({ facts: [] }); // it is halted
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });

  it.each([
    ['the account', 'account', 'account/PAPER'],
    ['a book', 'book/main', 'book/main'],
    ['an instrument', 'instrument/SPY', 'instrument/SPY'],
  ])('halt of %s alone', async (_what, scope, stands) => {
    const { desk, post } = await resting();
    expect((await post('halt', { body: { scope } })).status).toBe(200);
    expect(desk.engine.views.restrictions()).toEqual([{ scope: stands, state: 'halted' }]);
  });

  it('reduce', async () => {
    const { desk, post } = await resting();
    expect((await post('reduce')).told).toMatchObject({ became: 'accepted' });
    expect(desk.engine.views.restrictions()).toEqual([{ scope: 'desk', state: 'reducing' }]);
  });

  it('kill: with one typed word, from every state, as often as one likes', async () => {
    const { desk, post } = await resting();
    expect(await post('kill', { body: { word: 'kil' } })).toMatchObject({
      status: 400,
      told: refused('apiUnreadable'),
    });
    expect(desk.engine.views.desk()).toBe('running');
    desk.send({ type: 'desk.drain', why: 'done' });
    expect((await post('kill', { body: { word: 'kill' } })).told).toMatchObject({ became: 'accepted' });
    expect(desk.engine.views.desk()).toBe('emergency');
    expect((await post('kill', { body: { word: 'kill' } })).told).toMatchObject({ became: 'accepted' });
    desk.pass(1);
    expect(desk.engine.views.orders()).toMatchObject([{ status: 'cancelled' }]);
  });

  it('cancel of an order that may add risk', async () => {
    const { desk, post, order } = await resting();
    const { status, told } = await post(`orders/${order}/cancel`);
    expect(status).toBe(200);
    expect(answers.outcome.parse(told).facts.map(({ type }) => type)).toContain('outbox.cancel');
    desk.pass(1);
    expect(desk.engine.views.orders()).toMatchObject([{ status: 'cancelled' }]);
  });

  it('a stop that is tightened', async () => {
    const { desk, post, position } = await holding();
    expect((await post(`positions/${position}/protect`, { body: { stop: '99.50' } })).told).toMatchObject({
      became: 'accepted',
    });
    desk.pass(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ stop: price('99.5'), protection: 'protected' }]);
  });

  it('close of what no stop covers, and flatten where nothing else is held', async () => {
    const { desk, ...served } = await servedDesk('symbols: [SPY]');
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 10));
    desk.pass(6); // nobody planned it: it is naked
    const [held] = desk.engine.views.openPositions();
    expect(held?.protection).toBe('naked');
    const told = (await post({ desk, ...served })(`positions/${held?.position}/close`)).told;
    expect(told).toMatchObject({ became: 'accepted', order: expect.any(String) as string });
    desk.pass(1);
    expect(desk.engine.views.openPositions()).toEqual([]);
    desk.send(marketOrder('buy', 10));
    desk.pass(6);
    expect((await post({ desk, ...served })('flatten')).told).toMatchObject({ became: 'accepted' });
    desk.pass(1);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('none of it is refused because somebody asks for much else', async () => {
    const served = await servedDesk('symbols: [SPY]', { maxPerMinute: 1 });
    expect((await served.ask('/api/v1/status')).status).toBe(200);
    expect((await served.ask('/api/v1/status')).status).toBe(429);
    expect((await post(served)('halt')).status).toBe(200);
  });
});

describe('the answer', () => {
  it('waits for the disk; and says so when the record can not be written, where it is heard all the same', async () => {
    const journal = createFailingJournal('sync');
    const emergency = openEmergencyNotes(freshFolder());
    const served = await servedDesk('symbols: [SPY]', {}, { journal, emergency });
    const { desk, ask } = served;
    desk.quote('100.00', '100.02');
    journal.stall(0);
    let isAnswered = false;
    const halted = post(served)('halt').finally(() => {
      isAnswered = true;
    });
    while (desk.said('risk.halt').length === 0) await ask('/api/v1/status');
    for (let count = 0; count < 5; count++) await ask('/api/v1/status');
    expect(isAnswered).toBe(false);
    journal.fail();
    desk.quote('100.00', '100.03');
    expect((await halted).told).toMatchObject({ became: 'accepted', onRecord: false });
    expect(desk.engine.views.desk()).toBe('emergency');
    expect((await post(served)('kill', { body: { word: 'kill' } })).told).toMatchObject({ onRecord: false });
    expect((await ask('/readyz')).told).toMatchObject({ durable: false });
  });
});

describe('what the desk refuses', () => {
  it('an order that has ended: the code of the desk, and which orders live', async () => {
    const { desk, post, order } = await resting();
    await post(`orders/${order}/cancel`);
    desk.pass(1);
    desk.send({ type: 'desk.place', terms: terms({ limit: price('98') }), links: links({ role: 'manual' }) });
    const other = desk.engine.views.orders()[1]?.order ?? '';
    expect(await post(`orders/${order}/cancel`)).toMatchObject({
      status: 422,
      told: { error: { code: 'notLive', remedy: `Orders that live: ${other}.` } },
    });
  });

  it('a stop that would loosen', async () => {
    const { desk, post, position } = await holding();
    expect(await post(`positions/${position}/protect`, { body: { stop: '98' } })).toMatchObject({
      status: 422,
      told: { error: { code: 'wouldLoosen', remedy: expect.stringContaining('loosen: true, armed') as string } },
    });
    expect(desk.engine.views.openPositions()).toMatchObject([{ stop: price('99.02') }]);
  });

  it('controlUnexpected: a position that is closed already', async () => {
    const { desk, post, position } = await holding();
    desk.quote('100.60', '100.62');
    desk.pass(1);
    expect(await post(`positions/${position}/protect`, { body: { stop: '99.50' } })).toMatchObject({
      status: 409,
      told: refused('controlUnexpected'),
    });
    expect(await post(`positions/${position}/close`)).toMatchObject({
      status: 404,
      told: { error: { code: 'controlUnknown', remedy: 'Open positions: none.' } },
    });
  });

  it.each([
    ['order', 'orders/nothing/cancel', {}, 'Orders that live: '],
    ['position', 'positions/nothing/close', {}, 'Open positions: '],
    ['position', 'positions/nothing/protect', { stop: '99' }, 'Open positions: '],
  ])('controlUnknown: there is no such %s, and it is said which there are', async (_what, path, body, known) => {
    const { desk, post } = await holding();
    expect(await post(path, { body })).toMatchObject({
      status: 404,
      told: { error: { code: 'controlUnknown', remedy: expect.stringContaining(known) as string } },
    });
    expect(desk.said('control.refused')).toMatchObject([{ about: 'nothing', operator: 'ada', code: 'controlUnknown' }]);
  });
});

describe('an alarm', () => {
  it('is shown, seen by somebody once, and that is on record', async () => {
    const served = await servedDesk('symbols: [SPY]');
    const { desk, ask } = served;
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 10));
    desk.pass(6);
    const shown = async () => answers.alarms.parse((await ask('/api/v1/alarms')).told).alarms;
    const [naked] = await shown();
    expect(naked).toMatchObject({ type: 'position.naked', acknowledged: null, fields: { instrument: 'SPY' } });
    const acknowledge = (why: string) => post(served)(`alarms/${naked?.place}/acknowledge`, { body: { why } });
    const seen = { acknowledged: { operator: 'ada', why: 'I look' } };
    expect(answers.alarm.parse((await acknowledge('I look')).told)).toMatchObject(seen);
    expect((await acknowledge('again')).told).toMatchObject(seen);
    expect(await shown()).toMatchObject([seen]);
    expect(desk.said('control.acknowledged')).toEqual([
      { type: 'control.acknowledged', alarm: naked?.place, event: 'position.naked', operator: 'ada', why: 'I look' },
    ]);
    expect(await post(served)('alarms/1.1/acknowledge')).toMatchObject({
      status: 404,
      told: { error: { code: 'controlUnknown', remedy: 'Alarms that nobody has seen: none.' } },
    });
  });
});

describe('what is no command', () => {
  it.each([
    ['a raw event', 'events', { type: 'broker.execution' }, 404],
    ['a command of the engine that is not on the list', 'desk.stop', {}, 404],
    ['a fill beside the command', 'halt', { fill: '1000' }, 400],
    ['a type beside the command', 'halt', { type: 'desk.recover' }, 400],
    ['an account of somebody else', 'halt', { scope: 'account/U7654321' }, 400],
    ['nobody who asks', 'halt', { operator: '' }, 400],
    ['somebody who is no text', 'halt', { operator: 1 }, 400],
    ['no reason', 'halt', { why: undefined }, 400],
    ['a reason on two lines', 'halt', { why: 'a\nb' }, 400],
    ['a reason without an end', 'halt', { why: 'x'.repeat(501) }, 400],
    ['a price of nothing', 'positions/p/protect', { stop: '0' }, 400],
    ['a price below zero', 'positions/p/protect', { stop: '-1' }, 400],
    ['a price that is no number', 'positions/p/protect', { stop: 'NaN' }, 400],
    ['a price with an exponent', 'positions/p/protect', { stop: '1e5' }, 400],
    ['a price that is a structure', 'positions/p/protect', { stop: { toString: 1 } }, 400],
    ['no level at all', 'positions/p/protect', {}, 400],
    ['null for an arming token', 'arm', { token: null }, 400],
    ['a number for an arming token', 'arm', { token: 1 }, 400],
  ])('%s', async (_what, path, body, status) => {
    const { desk, post } = await resting();
    const before = desk.engine.sequence();
    expect((await post(path, { body })).status).toBe(status);
    expect(desk.engine.sequence()).toBe(before); // it is not even noted: it was no wish that can be told
    expect((await post('halt')).status).toBe(200);
  });
});

describe('a command that is sent again', () => {
  const key = (value: string) => ({ authorization: 'Bearer a-token-of-enough-letters', 'idempotency-key': value });

  it('under the same key is answered as it was, and not given twice', async () => {
    const { desk, post, order } = await resting();
    const headers = key('a-key-of-its-own');
    const first = await post(`orders/${order}/cancel`, { headers });
    desk.pass(1);
    expect(await post(`orders/${order}/cancel`, { headers })).toMatchObject({ status: 200, told: first.told });
    expect(desk.said('desk.cancel')).toHaveLength(1);
    expect(await post(`orders/${order}/cancel`)).toMatchObject({ status: 422 });
  });

  it('controlKeyReused: another command under the same key is refused', async () => {
    const { desk, post, order } = await resting();
    const headers = key('a-key-of-its-own');
    await post(`orders/${order}/cancel`, { headers });
    for (const [path, body] of [
      ['halt', {}],
      [`orders/${order}/cancel`, { why: 'otherwise' }],
    ] as const)
      expect(await post(path, { headers, body })).toMatchObject({ status: 422, told: refused('controlKeyReused') });
    expect(desk.engine.views.restrictions()).toEqual([]);
    expect(await post('halt', { headers: key('short') })).toMatchObject({ status: 400 });
  });
});
