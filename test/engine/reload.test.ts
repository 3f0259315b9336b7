/** A desk that goes on under another document while it runs: swapped whole between two inputs, or not at all. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { later, minutes } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY } from '../support/desk.ts';

const IBM = 'IBM' as InstrumentId;
const deskOf = (yaml: string): Desk => {
  const desk = createDesk({ yaml });
  desk.quote('100.00', '100.02');
  desk.quote('50.00', '50.02', 1_000, IBM);
  return desk;
};
const reload = (desk: Desk, yaml: string): Promise<boolean> => desk.engine.reload(parseDesk(`desk: test\n${yaml}`));
const answers = (desk: Desk): readonly string[] =>
  desk.said('rule.answered').map(({ rule, instrument, code }) => `${rule}/${instrument} ${code || 'accepted'}`);
const tells = (text: string, more = ''): string =>
  `{ when: signal.prediction, then: { notify: ${text} }${more === '' ? '' : `, ${more}`} }`;
const told = (desk: Desk): readonly string[] => desk.said('rule.notified').map(({ text }) => text);
const sameInReplay = async (desk: Desk): Promise<void> =>
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());

describe('another document while the desk runs', () => {
  it('holds from the next input on: rules that are new act, those that are gone do not, others are others', async () => {
    const desk = deskOf(`rules: { gone: ${tells('gone')}, other: ${tells('before')} }`);
    desk.predict('BUY');
    await reload(
      desk,
      `rules: { other: ${tells('after')}, fresh: { when: market.quote, symbols: [SPY], then: { notify: fresh } } }`,
    );
    desk.predict('BUY');
    desk.quote('100.00', '100.02');
    expect(told(desk)).toEqual(['gone', 'before', 'after', 'fresh']);
    expect(desk.said('desk.configured')).toHaveLength(2);
    await sameInReplay(desk);
  });

  it('keeps how rules rest, how often they have acted, and what they have acted on', async () => {
    const rules = (text: string): string => `rules:
  rests: ${tells(text, 'cooldown: { for: 10m }')}
  spent: ${tells(text, 'times: 1')}
  daily: ${tells(text, 'maxPerDay: 1')}`;
    const desk = deskOf(rules('before'));
    desk.predict('BUY');
    await reload(desk, rules('after'));
    desk.predict('BUY');
    expect(answers(desk).filter((answer) => answer.endsWith('accepted'))).toHaveLength(3);
    expect(desk.said('rule.declined').map(({ rule, code }) => `${rule} ${code}`)).toEqual([
      'rests cooling',
      'spent exhausted',
      'daily dayLimit',
    ]);
    desk.pass(600);
    desk.predict('BUY');
    expect(told(desk)).toEqual(['before', 'before', 'before', 'after']);
    await sameInReplay(desk);
  });

  it('lets a rule that had acted as often as it might act again, and one that may act less act no more', async () => {
    const desk = deskOf(`rules: { more: ${tells('more', 'times: 1')}, less: ${tells('less', 'times: 5')} }`);
    desk.predict('BUY');
    desk.predict('BUY');
    await reload(desk, `rules: { more: ${tells('more', 'times: 2')}, less: ${tells('less', 'times: 2')} }`);
    desk.predict('BUY');
    desk.predict('BUY');
    expect(told(desk)).toEqual(['more', 'less', 'less', 'more']);
    await sameInReplay(desk);
  });

  it('lets a rule rest by its new time', async () => {
    const desk = deskOf(`rules: { r: ${tells('r')} }`);
    desk.predict('BUY');
    await reload(desk, `rules: { r: ${tells('r', 'cooldown: { for: 1m }')} }`);
    for (const _each of [1, 2]) desk.predict('BUY');
    desk.pass(60);
    desk.predict('BUY');
    expect(told(desk)).toEqual(['r', 'r', 'r']);
    await sameInReplay(desk);
  });

  it('tightens limits for what is decided from then on, and loosens them only for a reason', async () => {
    const buy = 'rules: { r: { when: signal.prediction, then: { open: { side: long, quantity: 100 } } } }';
    const desk = deskOf(buy);
    await reload(desk, `risk: { maxOrderQuantity: 50 }\n${buy}`);
    desk.predict('BUY');
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'maxOrderQuantity' }]);
    const hash = desk.engine.hash();
    await expect(reload(desk, buy)).rejects.toThrow(
      expect.objectContaining({ code: 'limitsLoosened', details: { desk: 'test', limits: 'risk.maxOrderQuantity' } }),
    );
    expect(desk.engine.hash()).toBe(hash);
    await reload(desk, `limitsWhy: 'ann: the account has grown'\n${buy}`);
    desk.predict('BUY');
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(1);
    await sameInReplay(desk);
  });

  it('holds positions, orders and their stops as they are; what waits to leave, leaves', async () => {
    const open =
      'rules: { r: { when: signal.prediction, then: { open: { side: long, quantity: 100, stop: { amount: 1 } } } } }';
    const desk = deskOf(open);
    desk.predict('BUY');
    await reload(desk, 'rules: {}');
    desk.pass();
    expect(desk.engine.views.openPositions()).toMatchObject([{ instrument: SPY, protection: 'protected' }]);
    desk.quote('98.90', '98.95');
    desk.pass(2);
    expect(desk.engine.views.openPositions()).toEqual([]);
    await sameInReplay(desk);
  });

  it('keeps the values of indicators that are the same, and begins anew with those that are others', async () => {
    const yaml = (length: number): string => `indicators:
  kept: { kind: sma, length: 2, session: all }
  other: { kind: sma, length: ${length}, session: all }
rules: { r: { when: signal.prediction, if: indicator.kept > 0, then: { notify: kept } }, s: { when: signal.prediction, if: indicator.other > 0, then: { notify: other } } }`;
    const desk = deskOf(yaml(2));
    const bar = (close: number): void => {
      const start = desk.clock.now();
      desk.pass(60);
      const flat = price(close);
      desk.engine.hear(
        {
          ...{ type: 'market.bar', instrument: SPY, start, period: minutes(1), open: flat },
          ...{ high: flat, low: flat, close: flat, volume: quantity(1) },
        },
        'market',
      );
    };
    for (const close of [10, 20]) bar(close);
    await reload(desk, yaml(3));
    desk.predict('BUY');
    expect(told(desk)).toEqual(['kept']);
    for (const close of [30, 40]) bar(close);
    expect(desk.said('market.indicator').at(-1)).toMatchObject({ name: 'kept', value: 35, previous: 25 });
    bar(50);
    expect(desk.said('market.indicator').slice(-2)).toMatchObject([{ value: 45 }, { name: 'other', value: 40 }]);
    await sameInReplay(desk);
  });

  it('that differs in anything else is refused whole, with what it is, and nothing has changed', async () => {
    const desk = deskOf(`rules: { r: ${tells('before')} }`);
    const hash = desk.engine.hash();
    await expect(reload(desk, `book: other\ntick: 0.05\nrules: { r: ${tells('after')} }`)).rejects.toThrow(
      expect.objectContaining({ code: 'deskFixed', details: { desk: 'test', fields: 'book, tick' } }),
    );
    expect(desk.engine.hash()).toBe(hash);
    desk.predict('BUY');
    expect(told(desk)).toEqual(['before']);
  });

  it('that is the same is none: nothing is recorded', async () => {
    const desk = deskOf(`rules: { r: ${tells('r')} }`);
    expect(await reload(desk, `# a word to whoever reads it\nrules: { r: ${tells('r')} }`)).toBe(false);
    expect(desk.said('desk.configured')).toHaveLength(1);
    expect(await reload(desk, `rules: { r: ${tells('s')} }`)).toBe(true);
  });

  it('holds behind what has come in while it was made ready', async () => {
    const desk = deskOf(`rules: { first: ${tells('first')}, second: ${tells('second')} }`);
    const reloading = reload(desk, `rules: { second: ${tells('after')} }`);
    desk.predict('BUY');
    await reloading;
    desk.predict('BUY');
    expect(told(desk)).toEqual(['first', 'second', 'after']);
    await sameInReplay(desk);
  });

  it('goes on with a position that was reversed, and with a deadline that was armed', async () => {
    const desk = deskOf(
      'rules: { r: { when: signal.prediction, then: { open: { side: long, quantity: 100, timeLimit: 2m } } } }',
    );
    desk.predict('BUY');
    desk.pass();
    await reload(desk, `rules: { r: ${tells('r')} }`);
    desk.clock.advance(later(desk.clock.now(), minutes(3)));
    desk.quote('100.00', '100.02');
    desk.pass(2);
    expect(desk.engine.views.openPositions()).toEqual([]);
    await sameInReplay(desk);
  });
});
