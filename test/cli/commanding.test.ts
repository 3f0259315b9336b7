/** The commands that command a desk that runs, asked over a real socket as a person types them. */
import { userInfo } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventBus } from '../../src/actors/bus/eventBus.ts';
import { writeToken } from '../../src/adapters/controlApi/accessFile.ts';
import * as answers from '../../src/adapters/controlApi/answers.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { price } from '../../src/money.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';
import { marketOrder, plainIntent } from '../support/desk.ts';
import { freshFolder } from '../support/journals.ts';
import { links, terms } from '../support/orders.ts';
import { servedDesk, TOKEN } from '../support/servedDesk.ts';

const CONTROL = 'another-token-of-letters';
afterEach(() => vi.unstubAllEnvs());

/** A desk with a protected position in SPY and an order by hand to buy IBM, that may be armed. */
async function commandable() {
  const state = freshFolder();
  const { desk, api } = await servedDesk('symbols: [SPY, IBM]', { control: { token: CONTROL } });
  writeToken(state, api.port, TOKEN);
  desk.quote('100.00', '100.02');
  desk.quote('220.00', '220.04', 1_000, 'IBM' as never);
  desk.open(plainIntent);
  desk.send({
    type: 'desk.place',
    terms: terms({ instrument: 'IBM' as never, limit: price('200') }),
    links: links({ role: 'manual' }),
  });
  desk.pass(1);
  const orders = () => desk.engine.views.orders();
  const of = (role: string) => orders().find((each) => each.role === role)?.order ?? '';
  return {
    ...{ desk, api, orders, of },
    type: (...words: readonly string[]) => here(...words, '--port', String(api.port), '--state-dir', state),
    /** With the control token at hand. */
    armed() {
      vi.stubEnv('ORDERMATON_CONTROL_TOKEN', CONTROL);
    },
  };
}

describe('what only reduces risk', () => {
  it('halt: by whoever is logged in, with what followed a line each', async () => {
    const { type, desk } = await commandable();
    const { code, stdout, stderr } = await type('halt', '--why', 'news at two');
    expect([code, stderr]).toEqual([exitCodes.done, '']);
    expect(stdout).toMatch(/^Accepted as input \d+\.\n.*risk\.stateChanged {2}scope desk, state halted$/m);
    expect(desk.said('control.asked')).toMatchObject([
      { event: 'risk.halt', operator: userInfo().username, why: 'news at two', armed: false },
    ]);
    desk.pass(1);
    expect((await type('halt')).stdout).toMatch(/Nothing followed at once\.\n$/);
    expect((await type('status')).stdout).toMatch(/^trading +desk halted$/m);
  });

  it('halt of an instrument, as JSON, by somebody who is named', async () => {
    const { type, desk } = await commandable();
    const { stdout } = await type('halt', 'instrument/IBM', '--json', '--operator', 'ada');
    expect(answers.outcome.parse(JSON.parse(stdout)).facts.map((each) => each.type)).toContain('risk.stateChanged');
    expect(desk.engine.views.restrictions()).toEqual([{ scope: 'instrument/IBM', state: 'halted' }]);
    expect(desk.said('control.asked')).toMatchObject([{ operator: 'ada' }]);
  });

  it('cancel of an entry, kill, and a stop that is tightened by its symbol', async () => {
    const { type, desk, of } = await commandable();
    expect((await type('cancel', of('manual'))).code).toBe(exitCodes.done);
    expect((await type('protect', 'spy', '--stop', '99.5')).code).toBe(exitCodes.done);
    desk.pass(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ stop: price('99.5') }]);
    expect((await type('kill')).code).toBe(exitCodes.done);
    expect(desk.engine.views.desk()).toBe('emergency');
  });

  it('close of what nobody planned, by its name', async () => {
    const { type, desk } = await commandable();
    desk.send(marketOrder('buy', 10, 'IBM' as never));
    desk.pass(6);
    const held = desk.engine.views.openPositions().find(({ instrument }) => instrument === 'IBM');
    expect((await type('close', held?.position ?? '')).code).toBe(exitCodes.done);
    desk.pass(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ instrument: 'SPY' }]);
  });

  it('alarms, and that somebody has seen one', async () => {
    const { type, desk } = await commandable();
    expect((await type('alarms')).stdout).toBe('No alarms.\n');
    desk.send(marketOrder('buy', 10, 'IBM' as never));
    desk.pass(6);
    const { stdout } = await type('alarms');
    expect(stdout).toMatch(/position\.naked +instrument IBM, .* nobody$/m);
    const alarm = /^ *(\S+) .*position\.naked/m.exec(stdout)?.[1] ?? '';
    const seen = await type('acknowledge', alarm, '--operator', 'ada', '--why', 'I look');
    expect([seen.code, seen.stdout]).toEqual([exitCodes.done, expect.stringMatching(/: seen by ada\.\n$/)]);
    expect((await type('alarms')).stdout).toMatch(/ ada: I look$/m);
    expect((await type('acknowledge', 'nothing')).code).toBe(exitCodes.refused);
  });

  it('what there is none of is said, with what there is', async () => {
    const { type, of } = await commandable();
    const { code, stdout, stderr } = await type('cancel', 'nothing');
    expect([code, stdout]).toEqual([exitCodes.refused, '']);
    expect(stderr).toContain('There is no order nothing.\nOrders that live: ');
    expect(stderr).toContain(of('stop'));
    expect((await type('close', 'QQQ')).stderr).toContain('There is no position QQQ.');
  });
});

describe('what adds or loosens risk', () => {
  it('is refused unarmed, with how to arm it', async () => {
    const { type, of, desk } = await commandable();
    const commands = [
      ['place', 'buy', '10', 'SPY'],
      ['cancel', of('stop')],
      ['amend', of('target'), '--limit', '100.60'],
      ['close', 'SPY'],
      ['protect', 'SPY', '--stop', '98', '--loosen'],
      ['flatten'],
    ];
    for (const words of commands) {
      const { code, stderr } = await type(...words);
      expect([words[0], code]).toEqual([words[0], exitCodes.refused]);
      expect(stderr).toContain('adds or loosens risk, and nothing is armed');
      expect(stderr).toContain('--arm on the command line');
    }
    expect(desk.said('control.refused')).toHaveLength(commands.length);
    const { code, stderr } = await type('place', 'buy', '10', 'SPY', '--arm');
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('--arm: needs the control token in $ORDERMATON_CONTROL_TOKEN');
  });

  it('place: armed for this command alone, decided on what is shown now', async () => {
    const { type, desk, armed, orders } = await commandable();
    armed();
    const { code, stdout } = await type('place', 'buy', '10', 'spy', '--limit', '99.01', '--arm');
    expect(code).toBe(exitCodes.done);
    const placed = orders().at(-1);
    expect(stdout).toContain(`: order ${placed?.order}.`);
    expect(placed).toMatchObject({ role: 'manual', terms: { type: 'limit', limit: price('99.01') } });
    expect(desk.said('control.armed')).toHaveLength(1);
    expect(desk.said('control.disarmed')).toHaveLength(1);
    const asked = desk.said('control.asked').at(-1);
    expect(asked).toMatchObject({ event: 'desk.place', armed: true, decidedOn: expect.any(Number) as number });
    expect((await type('status')).stdout).toMatch(/^control +what adds risk needs arming$/m);
  });

  it('place refuses what the gate refuses, and is disarmed all the same', async () => {
    const { type, desk, armed } = await commandable();
    armed();
    await type('halt');
    const { code, stderr } = await type('place', 'buy', '10', 'SPY', '--arm');
    expect(code).toBe(exitCodes.refused);
    expect(stderr).toContain('Trading is halted; only what reduces risk may pass.');
    expect(desk.said('control.disarmed')).toHaveLength(1);
    expect((await type('resume', '--arm', '--why', 'it is over')).code).toBe(exitCodes.done);
    expect(desk.engine.views.restrictions()).toEqual([]);
    await type('halt', 'account');
    expect((await type('resume', 'account', '--arm')).code).toBe(exitCodes.done);
    expect(desk.engine.views.restrictions()).toEqual([]);
  });

  it('reduce is at hand, recover is armed', async () => {
    const { type, desk, armed } = await commandable();
    armed();
    expect((await type('reduce', 'book/main')).code).toBe(exitCodes.done);
    expect(desk.engine.views.restrictions()).toEqual([{ scope: 'book/main', state: 'reducing' }]);
    await type('kill');
    expect((await type('recover')).code).toBe(exitCodes.refused);
    expect((await type('recover', '--arm')).code).toBe(exitCodes.done);
    expect(desk.engine.views.desk()).toBe('draining');
  });

  it('amend, cancel, close and flatten', async () => {
    const { type, desk, armed, of } = await commandable();
    armed();
    const done = async (...words: readonly string[]) => {
      const { code, stderr } = await type(...words, '--arm');
      expect([words[0], code, stderr]).toEqual([words[0], exitCodes.done, '']);
      desk.pass(2);
    };
    await done('amend', of('manual'), '--limit', '199.50');
    expect(desk.engine.views.orders().find(({ role }) => role === 'manual')?.terms.limit).toBe(price('199.5'));
    await done('protect', 'SPY', '--stop', '98', '--loosen');
    expect(desk.engine.views.openPositions()).toMatchObject([{ stop: price('98') }]);
    await done('close', 'SPY');
    expect(desk.engine.views.openPositions()).toEqual([]);
    desk.open(plainIntent);
    desk.pass(2);
    await done('flatten');
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('is refused where it was decided on what is shown no more', async () => {
    const { type, desk, armed } = await commandable();
    armed();
    const { positions } = answers.positions.parse(JSON.parse((await type('positions', '--json')).stdout));
    await type('protect', 'SPY', '--stop', '99.5');
    const { code, stderr } = await type('close', 'SPY', '--arm', '--decided-on', positions[0]?.shown ?? '');
    expect(code).toBe(exitCodes.refused);
    expect(stderr).toContain('is no longer what was shown');
    expect(desk.engine.views.openPositions()).toHaveLength(1);
  });
});

describe('tail', () => {
  it('tells what happens, a line each, and ends after as many as were asked for', async () => {
    const { type, desk } = await commandable();
    const before = desk.engine.bus.counters().length;
    const lines = type('tail', '--topics', 'risk', '--count', '2');
    await readersOf(desk.engine, before);
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'news at two' });
    expect(await lines).toMatchObject({
      code: exitCodes.done,
      stderr: '',
      stdout: expect.stringMatching(
        /^\d\d:\d\d:\d\d +\d+ risk\.halt +scope desk, operator ada, why news at two\n.* risk\.stateChanged +scope desk, state halted, why news at two\n$/,
      ) as string,
    });
    while (desk.engine.bus.counters().length > before) await new Promise((resolve) => setImmediate(resolve));
    const json = type('tail', '--topics', 'risk.stateChanged', '--count', '1', '--json');
    await readersOf(desk.engine, before);
    desk.send({ type: 'risk.resume', scope: 'desk', operator: 'ada', why: 'it is over' });
    const fact = JSON.parse((await json).stdout) as { fields: object };
    expect(fact.fields).toEqual({ scope: 'desk', state: 'active', why: 'it is over' });
  });

  it('says when the desk has ended, and what it does not know', async () => {
    const { type, desk, api } = await commandable();
    const before = desk.engine.bus.counters().length;
    const told = type('tail');
    await readersOf(desk.engine, before);
    await api.close();
    expect(await told).toMatchObject({ code: exitCodes.done, stderr: 'The stream has ended: the desk has ended.\n' });
    expect((await type('tail')).code).toBe(exitCodes.notServed);
    const other = await commandable();
    const { code, stderr } = await other.type('tail', '--topics', 'nothing');
    expect([code, stderr]).toEqual([exitCodes.refused, expect.stringContaining('expected a type of an event')]);
  });
});

/** Waits until more readers hear the desk than heard it before. */
async function readersOf({ bus }: { readonly bus: EventBus }, before: number): Promise<void> {
  while (bus.counters().length <= before) await new Promise((resolve) => setImmediate(resolve));
}
