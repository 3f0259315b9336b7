import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';

/** A position that is opened, and left at its target. */
function traded(): Desk {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass(3);
  desk.quote('101.00', '101.02');
  desk.pass(3);
  return desk;
}

describe('a replay that is watched', () => {
  it('waits before each moment, and comes to the same', async () => {
    const desk = traded();
    const recorded: number[] = [];
    for await (const { envelope } of desk.journal.read(1)) recorded.push(envelope.at);
    const bus = createEventBus();
    let heard = 0;
    bus.subscribe('*', (_event, envelope) => {
      if (envelope?.index === 0) heard++;
    });
    const asked: number[] = [];
    const heardBefore: number[] = [];
    const replayed = await replay(desk.journal.read(1), {
      bus,
      pace: async (to) => {
        asked.push(to);
        await Promise.resolve();
        heardBefore.push(heard);
      },
    });
    expect(asked).toEqual(recorded);
    expect(heardBefore).toEqual(recorded.map((_, index) => index));
    expect(replayed.hash()).toBe(desk.engine.hash());
  });

  it('shows each moment as it was: what happens and what is, from the configuration on', async () => {
    const desk = traded();
    const seen: string[] = [];
    await replay(desk.journal.read(1), {
      begun: ({ bus, views }) => {
        seen.push(views.desk());
        bus.subscribe('position.opened', () => seen.push(`opened, ${views.openPositions().length} open`));
        bus.subscribe('position.closed', () => seen.push(`closed, ${views.openPositions().length} open`));
      },
    });
    expect(seen).toEqual(['starting', 'opened, 1 open', 'closed, 0 open']);
  });
});
