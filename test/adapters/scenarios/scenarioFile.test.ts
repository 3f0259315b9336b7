import { describe, expect, it } from 'vitest';
import { loadScenarios, parseScenarios } from '../../../src/adapters/scenarios/scenarioFile.ts';
import { findScenarios } from '../../../src/adapters/scenarios/scenarioFolder.ts';
import { isoTime } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';

const read = async (text: string) => {
  const [plan] = await parseScenarios(text, 'examples/scenarios/s.yaml');
  if (plan === undefined) throw new Error('no scenario');
  return plan;
};
const document = (rest: string): string => `name: mine\ndesk: small-desk.yaml\n${rest}`;

describe('a scenario document', () => {
  it('begins half an hour after the opening, a step a second; what follows a wait happens at its end', async () => {
    const plan = await read(
      document(
        'scenarios: [{ name: a, when: [halt, { after: 3m }, { at: 10:31:05 }, resume], then: { orders: none } }]',
      ),
    );
    expect(isoTime(plan.given.at)).toBe('2025-03-03T15:00:00Z');
    expect(plan.steps.map(({ when }) => ('at' in when ? isoTime(when.at) : when.after))).toEqual([
      1_000_000,
      180_000_000,
      '2025-03-03T15:31:05Z',
      0,
    ]);
    expect(plan.settle).toBe(1_000_000);
  });

  it('knows the days of the exchange, and takes any other hours that are named', async () => {
    const early = await read(document('session: 2024-11-29\nscenarios: [{ name: a, then: { orders: none } }]'));
    expect(isoTime(early.session.closes)).toBe('2024-11-29T18:00:00Z');
    const own = await read(
      document(
        'scenarios: [{ name: a, session: { date: 2025-03-01, opens: 10:00, closes: 11:00 }, then: { orders: none } }]',
      ),
    );
    expect([isoTime(own.session.opens), isoTime(own.given.at)]).toEqual([
      '2025-03-01T15:00:00Z',
      '2025-03-01T15:30:00Z',
    ]);
  });

  it('reads quotes, bars and expectations exactly; a long decimal keeps its digits', async () => {
    const plan = await read(
      document(`account: { cash: 12345678.1234567890123456 }
given:
  quotes: { SPY: 100.00/100.02 x 500, IBM: 200/200.5 x 5/7 }
  bars: { SPY: [2 of 100 101 99 100.5 x 1200, 100 100 100 100] }
scenarios:
  - name: a
    when: [prediction: { symbol: spy, signal: BUY, confidence: 0.81234567890123456 }, broker: { entry: [filled 40 @ 100.02 fee 0.35, "rejected: no locate"], stop SPY: waiting }]
    broker: scripted
    then: { positions: { spy: { side: short, quantity: 50, stop: 99.50 } }, account: { realised: 0.30 } }
`),
    );
    expect(plan.cash).toBe(amount('12345678.1234567890123456'));
    expect(plan.given.quotes).toEqual({
      SPY: { bid: price(100), ask: price('100.02'), bidSize: quantity(500), askSize: quantity(500) },
      IBM: { bid: price(200), ask: price('200.5'), bidSize: quantity(5), askSize: quantity(7) },
    });
    expect(plan.given.bars?.SPY?.map(({ count, volume }) => [count, volume])).toEqual([
      [2, quantity(1200)],
      [1, quantity(1000)],
    ]);
    expect(plan.steps[0]?.does.prediction).toMatchObject({ symbol: 'SPY', confidence: 0.8123456789012345 });
    expect(plan.steps[1]?.does.broker).toMatchObject([
      {
        order: { role: 'entry', symbol: null },
        answers: [
          { says: 'filled', quantity: quantity(40), price: price('100.02'), fee: { fee: amount('0.35') } },
          { says: 'rejected', detail: 'no locate' },
        ],
      },
      { order: { role: 'stop', symbol: 'SPY' }, answers: [{ says: 'waiting', for: 'trigger' }] },
    ]);
    expect(plan.then).toMatchObject({
      positions: { SPY: { side: 'short', quantity: '-50', stop: '99.5' } },
      account: { realised: '0.3' },
    });
  });

  it('what is given for all is taken over, field by field', async () => {
    const plan = await read(
      document(
        'given: { at: 11:00, quotes: { SPY: 1/2 } }\nscenarios: [{ name: a, given: { quotes: { IBM: 3/4 } }, then: { orders: none } }]',
      ),
    );
    expect(Object.keys(plan.given.quotes ?? {})).toEqual(['IBM']);
    expect(isoTime(plan.given.at)).toBe('2025-03-03T16:00:00Z');
  });

  it('a desk may stand in the document itself', async () => {
    const plan = await read('name: a\ndesk: { rules: {} }\nscenarios: [{ name: a, then: { orders: none } }]');
    expect(plan.desk.name).toBe('test');
  });

  it('a file that is not there is missing, and so is a folder without scenarios', async () => {
    await expect(loadScenarios('nowhere.yaml')).rejects.toMatchObject({ code: 'missingFile' });
    await expect(findScenarios(['nowhere'])).rejects.toMatchObject({ code: 'missingFile' });
    await expect(findScenarios(['test/code'])).rejects.toMatchObject({ code: 'badArgument' });
  });

  it('a folder is read by name, and the desks in it are passed over', async () => {
    const files = (await findScenarios(['examples/scenarios'])).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(12);
    expect(files).toEqual([...files].sort());
    expect(files.some((file) => file.includes('small-desk'))).toBe(false);
  });
});
