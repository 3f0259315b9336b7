/** What adds or loosens risk: off until it is armed with a second token, and refused when what it was decided on is so no more. */
import { describe, expect, it } from 'vitest';
import * as answers from '../../../src/adapters/controlApi/answers.ts';
import { ARMED_FOR } from '../../../src/adapters/controlApi/arming.ts';
import { price, quantity } from '../../../src/money.ts';
import { bearer, servedDesk } from '../../support/servedDesk.ts';

const CONTROL = 'another-token-of-letters';
const asker = { operator: 'ada', why: 'as planned' };
const refused = (code: string) => ({ error: { code, message: expect.any(String), remedy: expect.any(String) } });
const yaml = `
symbols: [SPY]
risk: { maxOrderQuantity: 1000 }
rules:
  follow:
    when: signal.prediction
    if: signal.signal == "BUY"
    then: [{ open: { side: long, quantity: 100, stop: { amount: 1 }, target: { amount: 0.5 } } }]
`;

/** A desk with a protected position, that may be armed. */
async function armable(control: object = { token: CONTROL }) {
  let now = 0;
  const served = await servedDesk(yaml, { control, now: () => now });
  const { desk, ask } = served;
  desk.quote('100.00', '100.02');
  desk.predict('BUY');
  desk.pass(1);
  const post = (path: string, body: object = {}, arming?: string) =>
    ask(`/api/v1/${path}`, {
      method: 'POST',
      body: { ...asker, ...body },
      headers: { ...bearer, ...(arming === undefined ? {} : { 'x-arming': arming }) },
    });
  return {
    ...served,
    post,
    /** Lets so many milliseconds pass by the clock of the API. */
    wait(milliseconds: number) {
      now += milliseconds;
    },
    arm: async () => answers.armed.parse((await post('arm', { token: CONTROL })).told).arming,
    positions: async () => answers.positions.parse((await ask('/api/v1/positions')).told).positions,
    orders: async () => answers.orders.parse((await ask('/api/v1/orders')).told).orders,
    status: async () => answers.status.parse((await ask('/api/v1/status')).told),
    instrument: async () => answers.instrument.parse((await ask('/api/v1/instruments/SPY')).told),
    rules: async () => answers.rules.parse((await ask('/api/v1/rules')).told).rules,
  };
}
type Armable = Awaited<ReturnType<typeof armable>>;

const limitOrder = { instrument: 'SPY', side: 'buy', quantity: '10', type: 'limit', limit: '99.00' };

/** Each with what it was decided on. */
const risky: readonly (readonly [what: string, path: (of: Armable) => Promise<readonly [string, object]>])[] = [
  ['to place an order', async ({ instrument }) => ['orders', { ...limitOrder, decidedOn: (await instrument()).shown }]],
  [
    'to amend an order',
    async ({ orders }) => {
      const target = (await orders()).find(({ role }) => role === 'target');
      return [`orders/${target?.order}/amend`, { limit: '100.60', decidedOn: target?.shown }];
    },
  ],
  [
    'to cancel a stop',
    async ({ orders }) => {
      const stop = (await orders()).find(({ role }) => role === 'stop');
      return [`orders/${stop?.order}/cancel`, { decidedOn: stop?.shown }];
    },
  ],
  [
    'to loosen a stop',
    async ({ positions }) => {
      const [position] = await positions();
      return [`positions/${position?.position}/protect`, { stop: '98', loosen: true, decidedOn: position?.shown }];
    },
  ],
  [
    'to move a target',
    async ({ positions }) => {
      const [position] = await positions();
      return [`positions/${position?.position}/protect`, { target: '101', decidedOn: position?.shown }];
    },
  ],
  [
    'to close what is protected',
    async ({ positions }) => {
      const [position] = await positions();
      return [`positions/${position?.position}/close`, { decidedOn: position?.shown }];
    },
  ],
  [
    'to resume',
    async ({ desk, status }) => {
      desk.send({ type: 'risk.halt', scope: 'account/PAPER', operator: 'ada', why: 'lunch' });
      return ['resume', { scope: 'account', decidedOn: (await status()).restrictions[0]?.shown }];
    },
  ],
  [
    'to recover',
    async ({ desk, status }) => {
      desk.send({ type: 'desk.emergency', why: 'a drill' });
      return ['recover', { decidedOn: (await status()).shown }];
    },
  ],
  [
    'to disable a rule',
    async ({ rules }) => ['rules/follow/SPY/disable', { decidedOn: (await rules())[0]?.instruments[0]?.shown }],
  ],
  [
    'to enable a rule',
    async ({ desk, rules }) => {
      desk.send({ type: 'rule.disarm', rule: 'follow' as never, instrument: 'SPY' as never, why: 'a pause' });
      return ['rules/follow/SPY/enable', { decidedOn: (await rules())[0]?.instruments[0]?.shown }];
    },
  ],
];

describe.each(risky)('%s', (_what, wishOf) => {
  it('controlOff: can not be asked for where no control token was given', async () => {
    const rig = await armable({});
    const [path, body] = await wishOf(rig);
    const before = rig.desk.engine.hash();
    expect(await rig.post(path, body)).toMatchObject({ status: 403, told: refused('controlOff') });
    expect(rig.desk.engine.hash()).toBe(before);
    expect((await rig.status()).control).toBe('off');
  });

  it('controlNotArmed: is refused until it is armed, and what was refused is on record', async () => {
    const rig = await armable();
    const [path, body] = await wishOf(rig);
    const before = rig.desk.engine.hash();
    for (const arming of [undefined, 'an-arming-that-never-was'])
      expect(await rig.post(path, body, arming)).toMatchObject({ status: 403, told: refused('controlNotArmed') });
    expect(rig.desk.engine.hash()).toBe(before);
    expect(rig.desk.said('control.refused')).toMatchObject([
      { operator: 'ada', why: 'as planned', code: 'controlNotArmed' },
      { code: 'controlNotArmed' },
    ]);
  });

  it('controlUndecided: is refused where nobody says what it was decided on', async () => {
    const rig = await armable();
    const [path, body] = await wishOf(rig);
    const arming = await rig.arm();
    const { decidedOn: _shown, ...rest } = body as { readonly decidedOn?: string };
    expect(await rig.post(path, rest, arming)).toMatchObject({ status: 428, told: refused('controlUndecided') });
  });

  it('is done once it is armed, and the record says on what it was decided', async () => {
    const rig = await armable();
    const [path, body] = await wishOf(rig);
    const { status, told } = await rig.post(path, body, await rig.arm());
    expect([status, told]).toEqual([200, expect.objectContaining({ became: 'accepted' })]);
    answers.outcome.parse(told);
    const shownAt = Number((body as { readonly decidedOn: string }).decidedOn.split('-')[0]);
    expect(rig.desk.said('control.asked')).toMatchObject([{ ...asker, armed: true, decidedOn: shownAt }]);
  });
});

describe('what has moved on since it was shown', () => {
  it('controlMovedOn: a position that has been tightened meanwhile is not closed, and what it is now is said', async () => {
    const rig = await armable();
    const [shown] = await rig.positions();
    const arming = await rig.arm();
    await rig.post(`positions/${shown?.position}/protect`, { stop: '99.50' });
    const close = (decidedOn?: string) => rig.post(`positions/${shown?.position}/close`, { decidedOn }, arming);
    const [now] = await rig.positions();
    expect(await close(shown?.shown)).toMatchObject({
      status: 409,
      told: {
        error: { code: 'controlMovedOn', remedy: expect.stringContaining(now?.shown.split('-')[1] ?? '') as string },
      },
    });
    expect(rig.desk.engine.views.openPositions()).toMatchObject([{ state: 'open' }]);
    expect((await close(now?.shown)).status).toBe(200);
  });

  it('an order is not placed twice by one decision', async () => {
    const rig = await armable();
    const arming = await rig.arm();
    const body = { ...limitOrder, decidedOn: (await rig.instrument()).shown };
    expect((await rig.post('orders', body, arming)).status).toBe(200);
    expect(await rig.post('orders', body, arming)).toMatchObject({ status: 409, told: refused('controlMovedOn') });
    expect(rig.desk.said('desk.place')).toHaveLength(1);
  });

  it('a quote that moves is no other state', async () => {
    const rig = await armable();
    const body = { ...limitOrder, decidedOn: (await rig.instrument()).shown };
    rig.desk.quote('100.01', '100.03');
    expect((await rig.post('orders', body, await rig.arm())).status).toBe(200);
  });
});

describe('an order that is placed', () => {
  it('passes the risk gate like any other: a refusal has its code', async () => {
    const rig = await armable();
    const body = { ...limitOrder, quantity: '1001', decidedOn: (await rig.instrument()).shown };
    expect(await rig.post('orders', body, await rig.arm())).toMatchObject({
      status: 422,
      told: refused('maxOrderQuantity'),
    });
  });

  it('has the terms that were given, exactly, and is named in the answer', async () => {
    const rig = await armable();
    const body = { ...limitOrder, limit: '99.01', timeInForce: 'gtc', decidedOn: (await rig.instrument()).shown };
    const { told } = await rig.post('orders', body, await rig.arm());
    const placed = rig.desk.engine.views.orders().find(({ order }) => order === told.order);
    expect(placed).toMatchObject({
      role: 'manual',
      terms: { limit: price('99.01'), quantity: quantity(10), timeInForce: 'gtc', account: 'PAPER', transmit: true },
    });
  });

  it.each([
    ['a symbol that the desk does not trade', { instrument: 'IBM' }, 404],
    ['a side that is none', { side: 'long' }, 400],
    ['no quantity', { quantity: undefined }, 400],
    ['a quantity of nothing', { quantity: '0' }, 400],
    ['a quantity below zero', { quantity: -10 }, 400],
    ['a type that is none', { type: 'best' }, 400],
    ['an account', { account: 'U1234567' }, 400],
    ['a role', { role: 'stop' }, 400],
    ['an approval', { approval: 'yes' }, 400],
    ['a moment without a zone', { goodTill: '2026-11-27T20:00:00' }, 400],
    ['two trails at once', { trail: { amount: '1', share: '1%' } }, 400],
  ])('can not have %s', async (_what, other, status) => {
    const rig = await armable();
    const body = { ...limitOrder, decidedOn: (await rig.instrument()).shown, ...other };
    expect((await rig.post('orders', body, await rig.arm())).status).toBe(status);
    expect(rig.desk.said('desk.place')).toEqual([]);
  });

  it('a term that its type does not take is refused by the desk', async () => {
    const rig = await armable();
    const body = { ...limitOrder, stop: '98', decidedOn: (await rig.instrument()).shown };
    expect(await rig.post('orders', body, await rig.arm())).toMatchObject({
      status: 422,
      told: refused('termsSurplus'),
    });
  });
});

describe('arming', () => {
  it('lasts five minutes, and is on record without its token', async () => {
    const rig = await armable();
    expect((await rig.status()).control).toBe('readyToArm');
    const arming = await rig.arm();
    expect((await rig.status()).control).toBe('armed');
    const [path, body] = (await risky[0]?.[1](rig)) ?? ['', {}];
    rig.wait(ARMED_FOR);
    expect(await rig.post(path, body, arming)).toMatchObject({ status: 403, told: refused('controlNotArmed') });
    expect((await rig.status()).control).toBe('readyToArm');
    expect(rig.desk.said('control.armed')).toMatchObject([{ ...asker, for: 300e6 }]);
    const record = JSON.stringify(rig.desk.facts, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const secret of [CONTROL, arming]) expect(record).not.toContain(secret);
  });

  it('ends when it is told to', async () => {
    const rig = await armable();
    const arming = await rig.arm();
    expect((await rig.post('disarm', {}, arming)).told).toEqual({ disarmed: true });
    expect((await rig.post('disarm', {}, arming)).told).toEqual({ disarmed: false });
    expect(rig.desk.said('control.disarmed')).toMatchObject([asker]);
    expect((await rig.status()).control).toBe('readyToArm');
  });

  it('controlLocked: after five wrong tokens the right one is refused too, until five minutes have passed', async () => {
    const rig = await armable();
    const arm = (token: string) => rig.post('arm', { token });
    for (let count = 0; count < 5; count++)
      expect(await arm('a-wrong-token-of-letters')).toMatchObject({ status: 403, told: refused('controlTokenWrong') });
    expect(await arm(CONTROL)).toMatchObject({ status: 429, told: refused('controlLocked') });
    expect(rig.desk.said('control.armRefused').map(({ code }) => code)).toEqual([
      ...Array.from({ length: 5 }, () => 'controlTokenWrong'),
      'controlLocked',
    ]);
    rig.wait(300_001);
    expect((await arm(CONTROL)).status).toBe(200);
  });

  it('is needed to flatten where something is held that is protected', async () => {
    const rig = await armable();
    expect(await rig.post('flatten')).toMatchObject({ status: 403, told: refused('controlNotArmed') });
    expect(await rig.post('flatten', {}, await rig.arm())).toMatchObject({ status: 200 });
    rig.desk.pass(2);
    expect(rig.desk.engine.views.openPositions()).toEqual([]);
  });

  it('lets nothing be asked that is about nothing: controlUnknown', async () => {
    const rig = await armable();
    const arming = await rig.arm();
    expect(await rig.post('resume', { decidedOn: (await rig.status()).shown }, arming)).toMatchObject({
      status: 404,
      told: { error: { code: 'controlUnknown', remedy: 'Scopes that are halted or only reduce: none.' } },
    });
    expect(await rig.post('rules/none/SPY/enable', {}, arming)).toMatchObject({ told: refused('controlUnknown') });
    expect((await rig.ask('/api/v1/instruments/IBM')).status).toBe(404);
  });

  it('of a halted desk lets it trade again, once it is resumed', async () => {
    const rig = await armable();
    await rig.post('halt');
    const place = async () =>
      rig.post('orders', { ...limitOrder, decidedOn: (await rig.instrument()).shown }, await rig.arm());
    expect(await place()).toMatchObject({
      status: 422,
      told: { error: { code: 'halted', remedy: expect.stringContaining('POST /api/v1/resume') as string } },
    });
    const [halted] = (await rig.status()).restrictions;
    expect((await rig.post('resume', { decidedOn: halted?.shown }, await rig.arm())).status).toBe(200);
    expect((await place()).status).toBe(200);
  });
});
