/** A desk climbs from observing to trading all it may, step by step, on evidence; and comes down at once. */
import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import type { Stage } from '../../src/stages.ts';
import type { Desk, DeskOptions } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';
import { mistakes } from '../support/deskMistakes.ts';

const STAGES = `
risk: { maxOrderQuantity: 500 }
promotion:
  paper: { decisions: 1 }
  smallLive: { trades: 1, maxDrifts: 0, maxDrawdown: 1000 }
  live: { sessions: 1 }
  caps: { maxOrderQuantity: 50 }
rules:
  long: { when: signal.prediction, if: signal.signal == "BUY", then: { open: { side: long, quantity: 40, stop: { amount: 1 } } } }
  out: { when: signal.prediction, if: signal.signal == "SELL", then: close }
`;
const who = { operator: 'ada', why: 'it has shown enough' } as const;
const promote = (to: Stage): UserCommand => ({ type: 'desk.promote', to, ...who });
const demote = (to: Stage): UserCommand => ({ type: 'desk.demote', to, operator: 'ada', why: 'not so fast' });
const stageOf = ({ engine }: Desk) => engine.views.stage()?.stage;

function staged(options: DeskOptions = {}): Desk {
  const desk = createDesk({ yaml: STAGES, ...options });
  desk.quote('100.00', '100.02');
  return desk;
}
/** One that has observed, and stands at paper. */
function onPaper(): Desk {
  const desk = staged();
  desk.predict('BUY');
  desk.send(promote('paper'));
  return desk;
}
function inSmallLive(): Desk {
  const desk = onPaper();
  desk.predict('BUY');
  desk.pass(2);
  desk.predict('SELL');
  desk.pass(2);
  desk.send(promote('smallLive'));
  return desk;
}

describe('a desk with stages', () => {
  it('observes first: rules say what they would have done, and nothing is sent', () => {
    const desk = staged();
    desk.predict('BUY');
    expect(desk.said('rule.rehearsed')).toEqual([
      expect.objectContaining({ rule: 'long', code: '', action: expect.stringContaining('open long') }),
    ]);
    desk.open();
    expect(desk.said('risk.refused').map(({ code }) => code)).toContain('observing');
    expect([desk.said('order.sent'), stageOf(desk)]).toEqual([[], 'observe']);
  });

  it('climbs one step at a time, on evidence that the record names with who and why', () => {
    const desk = staged();
    desk.send(promote('paper'));
    desk.send(promote('smallLive'));
    expect(desk.said('desk.declined').map(({ code, detail }) => [code, detail])).toEqual([
      ['evidenceLacking', 'decisions 0 of 1'],
      ['stageOrder', 'smallLive against paper'],
    ]);
    desk.predict('BUY');
    desk.send(promote('paper'));
    expect(desk.said('desk.stageChanged')).toEqual([
      {
        ...{ type: 'desk.stageChanged', from: 'observe', to: 'paper', ...who },
        evidence: 'sessions 0; decisions 1 of 1; trades 0; drifts 0; drawdown 0',
      },
    ]);
    expect(desk.engine.views.stage()).toMatchObject({ stage: 'paper', next: 'smallLive', lacking: ['trades 0 of 1'] });
  });

  it('trades on paper, and in small live within the caps, whatever its own limits are', () => {
    const desk = inSmallLive();
    expect([stageOf(desk), desk.said('position.closed').length]).toEqual(['smallLive', 1]);
    desk.open({ sizing: { by: 'quantity', quantity: quantity(51) } });
    expect(desk.said('risk.refused').at(-1)).toMatchObject({ code: 'maxOrderQuantity', limit: '50', value: '51' });
    desk.open({ sizing: { by: 'quantity', quantity: quantity(50) } });
    desk.pass(2);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(50) }]);
  });

  it('comes down at once: entries are taken back, what is held stays protected and can be left', () => {
    const desk = inSmallLive();
    desk.predict('BUY');
    desk.pass(2);
    desk.send({
      ...{ type: 'desk.open', book: 'main' as never, instrument: 'IBM' as InstrumentId },
      intent: { side: 'long', sizing: { by: 'quantity', quantity: quantity(10) }, entry: { type: 'market' } },
    });
    desk.send(demote('observe'));
    expect(stageOf(desk)).toBe('observe');
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
    desk.predict('BUY');
    desk.predict('SELL');
    desk.pass(2);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('goes down and never up by demotion, and a desk without stages has none', () => {
    const desk = onPaper();
    desk.send(demote('live'));
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['stageOrder']);
    const plain = createDesk();
    plain.send(promote('paper'));
    plain.send(demote('observe'));
    expect(plain.said('desk.declined').map(({ code }) => code)).toEqual(['stageless', 'stageless']);
    expect(plain.engine.views.stage()).toBeNull();
  });

  it('at paper adds no risk with money', () => {
    const desk = createDesk({ yaml: STAGES, realMoney: true });
    desk.quote('100.00', '100.02');
    desk.predict('BUY');
    desk.send(promote('paper'));
    desk.open();
    expect(desk.said('risk.refused').at(-1)?.code).toBe('stagePaper');
  });

  it('takes the word of an earlier run under another account, where it is the later one', () => {
    const word = {
      stage: 'smallLive',
      since: timestamp('2025-03-02T15:00:00Z'),
      ...who,
      evidence: 'trades 50',
    } as const;
    const desk = createDesk({ yaml: STAGES, stage: word });
    expect([stageOf(desk), desk.said('desk.stageChanged')[0]?.evidence]).toEqual(['observe', undefined]);
    const later = createDesk({ yaml: STAGES, stage: { ...word, since: timestamp('2025-03-04T15:00:00Z') } });
    expect([stageOf(later), later.said('desk.stageChanged')[0]?.evidence]).toEqual(['smallLive', 'trades 50']);
  });

  it('comes to the same when it is replayed', async () => {
    const desk = inSmallLive();
    desk.send(demote('paper'));
    const played = await replay(desk.journal.read(1));
    expect(played.hash()).toBe(desk.engine.hash());
  });

  it('needs a cap, and says where one is wrong', () => {
    const yaml = 'desk: x\nrules: {}\npromotion: { paper: { trade: 1 }, smallLive: {}, live: {}, caps: {} }';
    expect(mistakes(yaml)).toEqual([
      expect.stringContaining('desk.yaml:3:30 promotion.paper.trade: there is no such field; did you mean trades?'),
      expect.stringContaining('promotion.caps: expected at least one cap, such as maxGrossExposure: 2000'),
    ]);
  });
});

it('the loss that is allowed is measured from the best', () => {
  const desk = inSmallLive();
  desk.send({ type: 'desk.demote', to: 'paper', operator: 'ada', why: 'again' });
  desk.predict('BUY');
  desk.pass(2);
  desk.quote('70.00', '70.02');
  expect(desk.engine.views.stage()?.lacking.join()).toContain('drawdown 1');
});
