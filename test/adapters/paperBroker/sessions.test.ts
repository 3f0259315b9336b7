import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import type { PaperRules } from '../../../src/adapters/paperBroker/rules.ts';
import type { Duration, OrderId } from '../../../src/identifiers.ts';
import { later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import type { TradingHours } from '../../../src/ports.ts';
import { createPaper } from '../../support/paper.ts';

/** Monday, 3 March 2025 in New York: the session is 14:30 to 21:00 UTC, the hours around it 09:00 to 01:00 UTC. */
const at = (time: string, day = '2025-03-03') => timestamp(`${day}T${time}Z`);
const hours = createNyseCalendar();
const open = (time: string, day?: string, rules: Partial<PaperRules> = {}) => {
  const paper = createPaper({ hours, rules }, at(time, day));
  paper.quote('10.00', '10.02');
  return paper;
};
const resting = { type: 'limit', limit: price('9.90') } as const;
const later10 = { type: 'limit', limit: price('10.05') } as const;

describe('regular hours', () => {
  it('D1: outside the session an order sleeps until the open', () => {
    const paper = open('22:00:00');
    paper.place('o');
    expect(paper.said()).toEqual(['orderDormant o']);
    paper.clock.advance(at('14:30:00', '2025-03-04'));
    expect(paper.said()).toEqual(['orderWorking o', 'execution o 100 @ 10.02', 'commission o']);
  });

  it('D1, B31.3: a stop for regular hours is not set off outside them, one for all hours is', () => {
    const paper = open('20:59:00');
    const stop = { side: 'sell', type: 'stop', stop: price('9.50'), timeInForce: 'gtc' } as const;
    paper.place('regular', stop);
    paper.place('any', { ...stop, outsideRegularHours: true });
    paper.clock.advance(at('21:00:01'));
    paper.quote('9.00', '9.02');
    expect(paper.fills()).toEqual(['any 100 @ 9']);
  });

  it('D1: a bar belongs to the time at which it began', () => {
    const paper = open('20:59:00');
    paper.place('o', { ...resting, timeInForce: 'gtc' });
    paper.quoteBar(['10.00', '10.00', '9.85', '9.90'], ['10.02', '10.02', '9.87', '9.92']);
    expect(paper.fills()).toEqual(['o 100 @ 9.9']);
  });

  it('D2, B31.4: a day order expires at the end of its session, after the last bar', () => {
    const paper = open('20:00:00');
    paper.place('o', resting);
    paper.said();
    paper.clock.advance(at('20:59:59'));
    expect(paper.said()).toEqual([]);
    paper.clock.advance(at('21:00:00'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });

  it('D2: an order good till a moment ends then, and a change of the moment counts', () => {
    const paper = open('20:00:00');
    const goodTill = later(paper.clock.now(), seconds(10));
    paper.place('o', { ...resting, timeInForce: 'gtd', goodTill });
    paper.place('p', { ...resting, timeInForce: 'gtd', goodTill });
    paper.amend('p', { goodTill: later(goodTill, seconds(10)) });
    paper.said();
    paper.pass(9);
    expect(paper.said()).toEqual([]);
    paper.pass(2);
    expect(paper.said()).toEqual(['orderExpired o']);
    paper.pass(10);
    expect(paper.said()).toEqual(['orderExpired p']);
  });

  it('D3: what ended in an earlier session is forgotten', () => {
    const paper = open('20:00:00');
    paper.place('o', resting);
    paper.clock.advance(at('15:00:00', '2025-03-04'));
    paper.place('p', resting);
    paper.said();
    paper.ask('o');
    expect(paper.said()).toEqual(['orderAbsent o']);
  });

  it('D9, B31: on a day that closes early the day ends then', () => {
    const paper = open('17:00:00', '2024-11-29');
    paper.place('o', resting);
    paper.said();
    paper.clock.advance(at('18:00:00', '2024-11-29'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });
});

describe('the hours around the session', () => {
  it('D4: a limit for all hours fills in the evening, and its day ends with it', () => {
    const paper = open('22:00:00');
    paper.place('o', { ...resting, outsideRegularHours: true });
    expect(paper.said()).toEqual(['orderWorking o']);
    paper.clock.advance(at('00:59:59', '2025-03-04'));
    expect(paper.said()).toEqual([]);
    paper.clock.advance(at('01:00:00', '2025-03-04'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });

  it('D4: at night nobody trades: it sleeps until four in the morning', () => {
    const paper = open('02:00:00', '2025-03-04');
    paper.place('o', { ...later10, outsideRegularHours: true });
    expect(paper.said()).toEqual(['orderDormant o']);
    paper.clock.advance(at('09:00:00', '2025-03-04'));
    expect(paper.fills()).toEqual(['o 100 @ 10.02']);
  });

  it('D4: what can not work outside is told so, and sleeps until the open', () => {
    const paper = open('22:00:00');
    paper.place('o', { outsideRegularHours: true });
    expect(paper.facts).toContainEqual(expect.objectContaining({ type: 'broker.notice', code: '2109' }));
    expect(paper.said()).toEqual(['orderDormant o']);
  });

  it('D4: after an early close the evening ends at five', () => {
    const paper = open('19:00:00', '2024-11-29');
    paper.place('o', { ...resting, outsideRegularHours: true });
    paper.said();
    paper.clock.advance(at('22:00:00', '2024-11-29'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });

  it('D4: a calendar that knows no hours around the session lets such orders trade at any time', () => {
    const bare: TradingHours = { name: 'bare', sessionAt: (moment) => hours.sessionAt(moment) };
    const paper = createPaper({ hours: bare }, at('02:00:00', '2025-03-04'));
    paper.quote('10.00', '10.02');
    paper.place('o', { ...later10, outsideRegularHours: true });
    expect(paper.fills()).toEqual(['o 100 @ 10.02']);
  });
});

describe('orders that live on', () => {
  it('D5: an order good till cancelled is restated every morning and works on', () => {
    const paper = open('20:00:00');
    paper.place('o', { ...resting, timeInForce: 'gtc' });
    paper.said();
    paper.clock.advance(at('14:30:00', '2025-03-04'));
    expect(paper.said()).toEqual(['orderRestated o to 100']);
    paper.clock.advance(at('14:30:00', '2025-03-05'));
    expect(paper.said()).toEqual(['orderRestated o to 100']);
    paper.quote('9.80', '9.82');
    expect(paper.fills()).toEqual(['o 100 @ 9.9']);
  });

  it('D5: a trailing stop keeps its level over night, and its best price', () => {
    const paper = open('20:00:00');
    const trail = { by: 'amount', amount: price('0.10') } as const;
    paper.place('o', { side: 'sell', type: 'trailingStop', trail, timeInForce: 'gtc' });
    paper.quote('10.50', '10.52');
    paper.clock.advance(at('22:00:00'));
    paper.quote('9.00', '9.02');
    paper.quote('11.00', '11.02');
    paper.clock.advance(at('14:31:00', '2025-03-04'));
    paper.quote('10.41', '10.43');
    expect(paper.fills()).toEqual([]);
    paper.quote('10.40', '10.42');
    expect(paper.fills()).toEqual(['o 100 @ 10.4']);
  });

  it('D5: a saved book wakes, renews and expires as it would have', () => {
    const paper = open('22:00:00');
    paper.place('day', resting);
    paper.place('gtc', { ...resting, timeInForce: 'gtc', outsideRegularHours: true });
    const again = createPaper({ hours, state: paper.broker.save() }, at('22:05:00'));
    again.clock.advance(at('14:30:00', '2025-03-04'));
    expect(again.said()).toEqual(['orderWorking day', 'orderRestated gtc to 100']);
    again.clock.advance(at('21:00:00', '2025-03-04'));
    expect(again.said()).toEqual(['orderExpired day']);
  });
});

describe('the memory of a broker', () => {
  const listedBy = (paper: ReturnType<typeof open>) => {
    paper.facts.length = 0;
    paper.broker.connect((fact) => paper.facts.push(fact));
    paper.clock.advance(paper.clock.now());
    const [snapshot] = paper.facts.flatMap((fact) => (fact.type === 'broker.snapshot' ? [fact.snapshot] : []));
    return { since: snapshot?.since, executions: snapshot?.executions.length };
  };

  it.each([
    [1, at('03:00:00', '2025-03-04'), at('05:00:00', '2025-03-03'), 1],
    [1, at('06:00:00', '2025-03-04'), at('05:00:00', '2025-03-04'), 0],
    [2, at('06:00:00', '2025-03-04'), at('05:00:00', '2025-03-03'), 1],
  ])('D3: its list goes back to midnight in New York, %i day(s) with this one', (daysListed, now, since, executions) => {
    const paper = open('20:00:00', '2025-03-03', { daysListed });
    paper.place('o');
    paper.clock.advance(now);
    expect(listedBy(paper)).toEqual({ since, executions });
  });

  it('D3: and to no time before the epoch, with which a simulated clock may begin', () => {
    expect(listedBy(createPaper({ hours }, timestamp('1970-01-01T00:00:00Z')))).toEqual({ since: 0, executions: 0 });
  });
});

describe('auctions', () => {
  const opening = { timeInForce: 'opg' } as const;
  const closing = { type: 'marketOnClose' } as const;

  it('D6: market-on-open fills whole at the first trade of the session, whatever the size', () => {
    const paper = open('14:00:00');
    paper.place('o', opening);
    expect(paper.said()).toEqual(['orderDormant o']);
    paper.trade('9.00');
    paper.clock.advance(at('14:30:00'));
    paper.trade('10.30', 1);
    expect(paper.fills()).toEqual(['o 100 @ 10.3']);
  });

  it('D6: the first bar opens at its open', () => {
    const paper = open('14:00:00');
    paper.place('o', opening);
    paper.clock.advance(at('14:30:00'));
    paper.bar('10.30', '10.40', '10.20', '10.35');
    expect(paper.fills()).toEqual(['o 100 @ 10.3']);
  });

  it('D6: limit-on-open fills within its limit at the price of the opening, or expires', () => {
    const paper = open('14:00:00');
    paper.place('good', { ...opening, type: 'limit', limit: price('10.40') });
    paper.place('bad', { ...opening, type: 'limit', limit: price('10.20') });
    paper.said();
    paper.clock.advance(at('14:30:00'));
    paper.trade('10.30');
    expect(paper.said()).toEqual(['execution good 100 @ 10.3', 'commission good', 'orderExpired bad']);
  });

  it('D6: in the session it waits for the next opening; one in which nothing is heard is missed', () => {
    const paper = open('15:00:00');
    paper.place('o', opening);
    paper.trade('10.30');
    expect(paper.fills()).toEqual([]);
    paper.said();
    paper.clock.advance(at('21:00:00', '2025-03-04'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });

  it('D6: the quote can give the price instead, as chosen', () => {
    const paper = open('14:00:00', '2025-03-03', { auctionPrice: 'quote' });
    paper.place('o', opening);
    paper.clock.advance(at('14:30:00'));
    paper.trade('10.30');
    expect(paper.fills()).toEqual([]);
    paper.quote('10.27', '10.29');
    expect(paper.fills()).toEqual(['o 100 @ 10.29']);
  });

  it('D7: market-on-close fills at the last trade of the session, and not before', () => {
    const paper = open('15:00:00');
    paper.place('o', closing);
    expect(paper.said()).toEqual(['orderWorking o']);
    paper.trade('10.30', 1);
    paper.clock.advance(at('20:59:59'));
    expect(paper.fills()).toEqual([]);
    paper.clock.advance(at('21:00:00'));
    expect(paper.fills()).toEqual(['o 100 @ 10.3']);
  });

  it('D7: without trades, and where the user wants it so, it takes the quote', () => {
    for (const auctionPrice of ['trade', 'quote'] as const) {
      const paper = open('15:00:00', '2025-03-03', { auctionPrice });
      if (auctionPrice === 'quote') paper.trade('10.30');
      paper.place('o', closing);
      paper.clock.advance(at('21:00:00'));
      expect(paper.fills()).toEqual(['o 100 @ 10.02']);
    }
  });

  it('D7: limit-on-close expires where the price is beyond its limit', () => {
    const paper = open('15:00:00');
    paper.place('o', { type: 'limitOnClose', limit: price('10.20') });
    paper.trade('10.30');
    paper.said();
    paper.clock.advance(at('21:00:00'));
    expect(paper.said()).toEqual(['orderExpired o']);
  });

  it('D7, D9: on a day that closes early the auction is then', () => {
    const paper = open('17:00:00', '2024-11-29');
    paper.place('o', closing);
    paper.trade('10.30');
    paper.clock.advance(at('18:00:00', '2024-11-29'));
    expect(paper.fills()).toEqual(['o 100 @ 10.3']);
  });

  it('D7: a part of an order filled elsewhere in its group is not sold twice', () => {
    const paper = open('15:00:00');
    const oca = { name: 'g', type: 2 } as const;
    paper.place('close', { ...closing, side: 'sell', oca });
    paper.place('target', { side: 'sell', type: 'limit', limit: price('10.50'), oca });
    paper.quote('10.50', '10.52', 40);
    paper.clock.advance(at('21:00:00'));
    expect(paper.fills()).toEqual(['target 40 @ 10.5', 'close 60 @ 10.5']);
  });

  it('D7: a child for the close is restated as its parent fills, and fills once', () => {
    const paper = open('15:00:00');
    paper.quote('10.00', '10.02', 40);
    paper.place('entry', { transmit: false });
    paper.place('close', { ...closing, side: 'sell', parent: 'entry' as OrderId });
    expect(paper.said().slice(-2)).toEqual(['orderRestated close to 40', 'orderWorking close']);
    paper.quote('10.00', '10.02', 60);
    expect(paper.said().at(-1)).toBe('orderRestated close to 100');
    paper.clock.advance(at('21:00:00'));
    expect(paper.fills()).toEqual(['close 100 @ 10']);
  });

  it('D7: what was cancelled in time is in no auction', () => {
    const paper = open('15:00:00');
    paper.place('o', closing);
    paper.cancel('o');
    paper.clock.advance(at('21:00:00'));
    expect(paper.fills()).toEqual([]);
  });

  it.each([
    ['opening', '14:27:59', '14:28:00', opening],
    ['closing', '20:49:59', '20:50:00', closing],
  ] as const)('D8: after the cut-off of the %s no order is taken, changed or cancelled', (_name, before, after, terms) => {
    const paper = open(before);
    paper.place('early', terms);
    paper.said();
    paper.clock.advance(at(after));
    paper.place('late', terms);
    paper.amend('early', { quantity: quantity(50) });
    paper.cancel('early');
    expect(paper.said()).toEqual(['orderRejected late', 'amendRejected early', 'cancelRejected early']);
  });

  it('D8: before it an order for the close can be changed, and fills by its new terms', () => {
    const paper = open('15:00:00');
    paper.place('o', closing);
    paper.amend('o', { quantity: quantity(50) });
    expect(paper.fills()).toEqual([]);
    paper.trade('10.30');
    paper.clock.advance(at('21:00:00'));
    expect(paper.fills()).toEqual(['o 50 @ 10.3']);
  });

  it('D8: the cut-off can be chosen', () => {
    const paper = open('20:49:00', '2025-03-03', { closeCutoff: minutes(15) as Duration });
    paper.place('o', closing);
    expect(paper.said()).toEqual(['orderRejected o']);
  });
});
