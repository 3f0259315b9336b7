/** The kill switch that leaves everything: ours, by its exits, and told when the broker's positions agree. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { price } from '../../src/money.ts';
import type { Desk, DeskOptions } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';

const held = (options: DeskOptions = {}): Desk => {
  const desk = createDesk(options);
  desk.quote('100.00', '100.02');
  desk.open({ stop: { by: 'amount', amount: price(5) } });
  desk.pass();
  return desk;
};
const kill = (desk: Desk): void => desk.send({ type: 'desk.emergency', why: 'kill', flatten: true });

describe('the kill switch with flatten', () => {
  it('leaves what is held by its exits, lets nothing in, and tells when the broker agrees', async () => {
    const desk = held();
    kill(desk);
    expect(desk.said('desk.flat')).toEqual([]);
    desk.pass();
    desk.quote('100.00', '100.02');
    desk.pass(20);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('desk.flat')).toHaveLength(1);
    expect(desk.engine.views.orders().filter(({ isDone }) => !isDone)).toEqual([]);
    desk.open();
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'emergency' }]);
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });

  it('tells at once where nothing of ours is there', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    kill(desk);
    expect(desk.said('desk.flat')).toHaveLength(1);
  });

  it('is an alarm, told again, while something is still held; its stop stays until its exit works', () => {
    const desk = held({
      around: (broker) => ({
        abilities: broker.abilities,
        connect: (hear) => broker.connect(hear),
        place: (order, command) => broker.place(order, command),
        // changes are never answered
        amend: () => undefined,
        cancel: () => undefined,
        ask: (order, command) => broker.ask(order, command),
        disconnect: () => broker.disconnect(),
        hearMarket: (event) => broker.hearMarket(event),
      }),
    });
    kill(desk);
    desk.pass(91);
    desk.pass(91);
    expect(desk.said('desk.notFlat')).toHaveLength(2);
    expect(desk.said('desk.notFlat')[0]?.detail).toContain('held: SPY');
    expect(desk.said('desk.flat')).toEqual([]);
    const stop = desk.engine.views.orders().find(({ role }) => role === 'stop');
    expect(stop?.isDone).toBe(false);
  });

  it('without it holds what is held', () => {
    const desk = held();
    desk.send({ type: 'desk.emergency', why: 'kill' });
    desk.pass(20);
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
    expect(desk.said('desk.flat')).toEqual([]);
  });
});
