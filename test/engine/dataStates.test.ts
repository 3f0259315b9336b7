/** What is not live adds no risk (B38), and a desk that holds or wants something without live data says so. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { accountId } from '../../src/identifiers.ts';
import type { DataState } from '../../src/marketStates.ts';
import { price } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, marketOrder, SPY } from '../support/desk.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';

const said = (desk: Desk, state: DataState, usable = state === 'live'): void =>
  desk.engine.hear({ type: 'market.dataState', instrument: SPY, state, usable, detail: 'a word' }, 'market');

function quoted(yaml = ''): Desk {
  const desk = createDesk({ yaml });
  said(desk, 'live');
  desk.quote('100.00', '100.02');
  return desk;
}

describe('data that is not live', () => {
  it.each<DataState>([
    'unknown',
    'frozen',
    'delayed',
    'delayedFrozen',
    'none',
    'competing',
  ])('%s: nothing is opened, added or bought, and what is held may be left', (state) => {
    const desk = quoted();
    desk.open();
    desk.pass();
    said(desk, state);
    desk.send({ type: 'desk.close', book: 'main' as never, instrument: SPY, why: 'enough' });
    desk.pass(5);
    expect(desk.engine.views.openPositions()).toEqual([]);
    desk.open();
    desk.send(marketOrder('buy', 10));
    expect(desk.said('desk.declined')).toMatchObject([{ event: 'desk.open', code: 'dataNotLive' }]);
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'dataNotLive', limit: 'live', value: state }]);
  });

  it('may decide where its feed lets it, and where no feed tells of itself', () => {
    for (const desk of [quoted(), createDesk()]) {
      if (desk.engine.views.dataState(SPY) !== undefined) said(desk, 'delayed', true);
      desk.quote('100.00', '100.02');
      desk.open();
      desk.pass();
      expect(desk.engine.views.openPositions()).toHaveLength(1);
    }
  });

  it('an entry that is on its way is not made larger', () => {
    const desk = quoted();
    desk.send({
      ...marketOrder('buy', 10),
      terms: { ...(marketOrder('buy', 10) as { terms: object }).terms, type: 'limit', limit: price(90) },
    } as never);
    desk.pass();
    said(desk, 'none');
    const [order] = desk.engine.views.orders();
    desk.send({ type: 'desk.amend', order: order?.order as never, change: { limit: price(95) }, why: 'closer' });
    expect(desk.said('order.amendRefused')).toMatchObject([{ code: 'dataNotLive' }]);
  });

  it('is an alarm where something is held: once, and again when it has been live in between', () => {
    const desk = quoted();
    desk.open();
    desk.pass();
    said(desk, 'competing');
    said(desk, 'none');
    expect(desk.said('market.dataMissing')).toMatchObject([{ state: 'competing', detail: 'a word' }]);
    said(desk, 'live');
    said(desk, 'delayed');
    expect(desk.said('market.dataMissing')).toHaveLength(2);
  });

  it('is no alarm where nothing is held or wanted, and none before anything is known', () => {
    const desk = quoted();
    said(desk, 'none');
    said(desk, 'unknown');
    desk.open();
    expect(desk.said('market.dataMissing')).toEqual([]);
  });

  it('is an alarm when a rule wants to trade by it, and the rule may act again', () => {
    const desk = quoted(`
rules:
  long: {when: signal.prediction, times: 1, then: [{open: {side: long, quantity: 10, stop: {amount: 1}}}]}
`);
    said(desk, 'none');
    desk.predict('BUY');
    desk.predict('BUY');
    expect(desk.said('rule.declined')).toMatchObject([{ code: 'dataNotLive' }, { code: 'dataNotLive' }]);
    expect(desk.said('market.dataMissing')).toHaveLength(1);
    said(desk, 'live');
    desk.predict('BUY');
    expect(desk.said('order.sent').length).toBeGreaterThan(0);
  });

  it('and so is an order by hand', () => {
    const desk = quoted();
    said(desk, 'none');
    desk.send(marketOrder('buy', 10));
    expect(desk.said('market.dataMissing')).toHaveLength(1);
  });

  it('found out while the way to the broker was closed, is said when it is open again', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    enterAt(desk, '100.02');
    desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'gone' });
    desk.engine.hear({ type: 'market.dataState', instrument: SPY, state: 'none', usable: false, detail: '' }, 'market');
    expect(desk.said('market.dataMissing')).toEqual([]);
    desk.tell(
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account: accountId('PAPER'), simulated: true },
      { type: 'broker.snapshot', snapshot: snapshotOf() },
    );
    expect(desk.said('connection.ready')).toHaveLength(2);
    expect(desk.said('market.dataMissing')).toHaveLength(1);
  });

  it('a condition can ask for it', () => {
    const desk = createDesk({
      yaml: `
rules:
  long: {when: market.dataState, if: "market.isLive", times: 1, then: [{open: {side: long, quantity: 10, stop: {amount: 1}}}]}
`,
    });
    desk.quote('100.00', '100.02');
    said(desk, 'none');
    expect(desk.said('rule.triggered')).toEqual([]);
    said(desk, 'live');
    expect(desk.said('rule.triggered')).toHaveLength(1);
  });

  it('replayed, comes to the same', async () => {
    const desk = quoted();
    said(desk, 'none');
    desk.open();
    said(desk, 'live');
    desk.open();
    desk.pass();
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});
