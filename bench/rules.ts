/** Quotes heard under 1,000 rules over 100 symbols, each about one symbol: with a condition of its own text each, and with the ten texts of templates. */
import { createCore } from '../src/actors/engine/core.ts';
import { parseDesk } from '../src/adapters/deskFile/deskFile.ts';
import type { Envelope } from '../src/envelope.ts';
import type { Event } from '../src/events.ts';
import type { InstrumentId } from '../src/identifiers.ts';
import { timestamp } from '../src/identifiers.ts';
import { price, quantity } from '../src/money.ts';
import { orderTypes, timesInForce } from '../src/orders.ts';
import type { Case, Variant } from './measure.ts';

const EVENTS = 400_000;
const SYMBOLS = 100;
const RULES = 1_000;
const AT = timestamp('2025-03-03T15:00:00Z');
const abilities = { name: 'none', orderTypes, timesInForce, parents: true, oca: true } as const;

const symbolOf = (index: number): string => `S${String(index).padStart(3, '0')}`;
/** Conditions of so many texts that hold at no quote, so that judging is all that is timed. */
const deskOf = (texts: number): string => {
  const rules = Array.from({ length: RULES }, (_, index) => {
    const level = 200 + Math.floor((index / RULES) * texts);
    const condition = `market.bid > ${level}.5 && market.spread < 0.05`;
    return `  r${index}: { when: market.quote, symbols: [${symbolOf(index % SYMBOLS)}], if: ${condition}, then: close }`;
  });
  return `desk: bench\nrules:\n${rules.join('\n')}\n`;
};

const under =
  (texts: number): Variant =>
  async () => {
    let failed = 0;
    let heard = 0;
    const core = createCore({
      configuration: parseDesk(deskOf(texts)),
      abilities,
      publish: ({ type }) => {
        if (type === 'market.quote') heard++;
        else failed++;
      },
    });
    const quotes = Array.from(
      { length: SYMBOLS },
      (_, index): Event => ({
        type: 'market.quote',
        instrument: symbolOf(index) as InstrumentId,
        bid: price('100.00'),
        ask: price('100.02'),
        bidSize: quantity(100),
        askSize: quantity(100),
      }),
    );
    let sequence = 0;
    const hear = (count: number): void => {
      for (let index = 0; index < count; index++) {
        const data = quotes[index % SYMBOLS] as Event;
        sequence++;
        const head = { v: 1, sequence, index: 0, at: AT, source: 'market', cause: 0, correlation: sequence } as const;
        core.process({ ...head, type: data.type, data } as Envelope);
      }
    };
    hear(EVENTS / 10);
    return async () => {
      heard = 0;
      hear(EVENTS);
      return { result: `${heard} heard, ${failed} else`, operations: EVENTS };
    };
  };

export const cases: readonly Case[] = [
  {
    name: 'quotes under 1,000 rules over 100 symbols',
    variants: { 'a condition each': under(RULES), 'ten conditions in all': under(10) },
  },
];
