import { describe, expect, it } from 'vitest';
import { Agenda } from '../src/actors/agenda.ts';
import { createCore } from '../src/actors/engine/core.ts';
import { createOwners } from '../src/actors/owners.ts';
import type { Pass } from '../src/actors/pass.ts';
import { createTimers } from '../src/actors/timers.ts';
import { parseDesk } from '../src/adapters/deskFile/deskFile.ts';
import { drawCharts } from '../src/cli/charts.ts';
import type { ErrorCode } from '../src/errors.ts';
import { errorCodes, OrdermatonError } from '../src/errors.ts';
import type { Event } from '../src/events.ts';
import type { Duration, InstrumentId, OrderId, TimerId, Timestamp } from '../src/identifiers.ts';
import { timestamp } from '../src/identifiers.ts';
import { judge } from '../src/machines/risk/limits.ts';
import type { OrderLinks } from '../src/orders.ts';
import { orderTypes, timesInForce } from '../src/orders.ts';
import { assertRuntime } from '../src/runtime.ts';
import { createDesk } from './support/desk.ts';
import { links, orderInput, say, terms } from './support/orders.ts';
import { around, scope } from './support/surroundings.ts';

const abilities = { name: 'paper', orderTypes, timesInForce, parents: true, oca: true };

/** Nine orders at the broker whose links choke on what the loss of the connection makes them say. */
function poisonForAll(): void {
  const core = createCore({ configuration: parseDesk('desk: test\nrules: {}'), abilities, publish: () => undefined });
  const { registry } = core.stations;
  let doses = new Set<string>();
  /** Throws at the first look after the poison was given: the actor can be made anew from what it was. */
  const poisonedLinks = (order: string): OrderLinks =>
    ({
      ...links({ role: 'manual' }),
      get group(): undefined {
        if (doses.delete(order)) throw new Error('poison');
        return undefined;
      },
    }) as unknown as OrderLinks;
  const orders = Array.from({ length: 9 }, (_, index) => `o${index}` as OrderId);
  for (const order of orders) {
    registry.create('order', order, { ...orderInput(), order, links: poisonedLinks(order) });
    for (const event of [say.submit(), say.releasing()]) registry.hear('order', order, { ...event, order } as Event);
  }
  core.owners.commit();
  doses = new Set<string>(orders);
  core.process({
    v: 1,
    sequence: 1,
    index: 0,
    at: 0 as Timestamp,
    type: 'connection.lost',
    source: 'broker',
    cause: 0,
    correlation: 1,
    data: { type: 'connection.lost', broker: 'paper', detail: 'gone' },
  });
}

const cases: readonly (readonly [code: ErrorCode, name: string, act: () => unknown])[] = [
  [
    'agendaOverrun',
    'two parts that answer each other without end',
    () => {
      const agenda = new Agenda();
      for (;;) agenda.add({ type: 'desk.start', account: 'PAPER' as never });
    },
  ],
  [
    'alreadyRunning',
    'an engine that is run twice',
    async () => {
      const { engine } = createDesk();
      await Promise.all([engine.run(), engine.run()]);
    },
  ],
  [
    'badEvent',
    'a command that is none for users',
    () => createDesk().engine.send({ type: 'order.filled', order: 'o1' } as never),
  ],
  [
    'badEvent',
    'a command with a missing field',
    () => createDesk().engine.send({ type: 'desk.cancel', why: 'which?' } as never),
  ],
  [
    'deadlineLoop',
    'a timer of no length that is armed again whenever it runs out',
    () => {
      const timers = createTimers(createOwners());
      const arm = { type: 'clock.arm', timer: 't' as TimerId, owner: 'order', id: 'o1', what: 'answer' } as const;
      for (;;) timers.arm({ ...arm, after: 0 as Duration }, { at: 0, sequence: 1, correlation: 1 } as Pass);
    },
  ],
  ['badTime', 'a moment without an offset', () => timestamp('2013-10-07T13:45:02')],
  ['unknownMachine', 'a drawing of a machine that is none', () => drawCharts(['ordr'], { out: 'nowhere' })],
  [
    'unknownOwner',
    'a saved state of an owner that is none',
    () => createOwners().restore({ stranger: { version: 1, state: {} } }),
  ],
  ['wrongRuntime', 'Node.js 20', () => assertRuntime('20.11.0')],
  ['quarantineBudget', 'an input that nine actors fail on', poisonForAll],
];

describe('an error has a stable code, and says who must do what', () => {
  it.each(cases)('%s: %s', async (code, _name, act) => {
    const error = await Promise.resolve()
      .then(act)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OrdermatonError);
    expect(error).toMatchObject({ code, name: 'OrdermatonError' });
    expect((error as OrdermatonError).remedy).not.toMatch(/\{\w+\}/);
    expect((error as OrdermatonError).message).not.toMatch(/\{\w+\}/);
  });

  it('codes are listed in alphabetical order', () => {
    expect(errorCodes).toEqual([...errorCodes].sort());
  });
});

describe('B24.3: a limit that can not be evaluated refuses', () => {
  it('limitFailed: whatever goes wrong on the way to a verdict', () => {
    const { refusal } = judge({
      terms: terms(),
      links: links(),
      abilities,
      around: around({
        scopes: [
          {
            ...scope({}),
            get limits(): never {
              throw new Error('the limit is lost');
            },
          },
        ],
      }),
      accountFor: undefined,
      isNew: true,
      quote: { bid: 1n as never, ask: 1n as never, bidSize: 1n as never, askSize: 1n as never, at: 0 as never },
      tradingState: 'active',
      isRunning: true,
      isEmergency: false,
      isConnected: true,
      dataObjection: null,
      isAccountOurs: true,
      isInstrumentOurs: true,
      isHoldingTrusted: true,
      held: 0n as never,
      lossObjection: null,
      filled: 0n as never,
      reduction: 0n as never,
      parent: undefined,
      now: 0 as Timestamp,
    });
    expect(refusal).toMatchObject({ code: 'limitFailed', value: 'the limit is lost' });
  });

  it('an instrument without a name is refused at the door', () => {
    const { engine } = createDesk();
    expect(() =>
      engine.send({ type: 'desk.close', book: 'main' as never, instrument: '' as InstrumentId, why: '' }),
    ).toThrow(expect.objectContaining({ code: 'badEvent' }));
  });
});
