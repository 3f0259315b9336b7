import { describe, expect, it } from 'vitest';
import { createCore } from '../../../src/actors/engine/core.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import type { DeskConfiguration } from '../../../src/configuration.ts';
import type { Event } from '../../../src/events.ts';
import type { InstrumentId, SignalId, Timestamp } from '../../../src/identifiers.ts';
import { orderTypes, timesInForce } from '../../../src/orders.ts';
import { prediction, START } from '../../support/desk.ts';

/** The core by itself with these rules, told of predictions. */
function rulesOf(configuration: DeskConfiguration) {
  const said: Event[] = [];
  const core = createCore({
    configuration,
    abilities: { name: 'hand', orderTypes, timesInForce, parents: true, oca: true },
    publish: (message) => said.push(message),
  });
  let sequence = 0;
  return {
    said,
    core,
    predict(instrument: string, at: Timestamp = START) {
      sequence++;
      const data = { ...prediction('BUY', at), id: `s${sequence}` as SignalId, instrument: instrument as InstrumentId };
      const head = { v: 1, sequence, index: 0, at, source: 'signal', cause: 0, correlation: sequence } as const;
      return core.process({ ...head, type: data.type, data });
    },
    matched: () => said.flatMap((each) => (each.type === 'rule.matched' ? [`${each.rule}/${each.instrument}`] : [])),
  };
}

describe('a rule that throws at run time', () => {
  const { rules, ...desk } = parseDesk(`
desk: test
rules:
  broken: { when: signal.prediction, then: { open: { side: long, quantity: 1 } } }
  sound: { when: signal.prediction, then: close }
`);
  const [broken, sound] = rules;
  const rig = rulesOf({
    ...desk,
    rules: [
      {
        ...(broken as NonNullable<typeof broken>),
        actions: [
          {
            do: 'open',
            get intent(): never {
              throw new Error('the rule is broken');
            },
          },
        ],
      },
      sound as NonNullable<typeof sound>,
    ],
  });

  it('is set apart for every instrument and shown, and the others go on', () => {
    const { failures, givenUp } = rig.predict('SPY');
    expect(givenUp).toBe(null);
    expect(failures).toMatchObject([{ kind: 'rule', id: 'broken/*', message: 'the rule is broken' }]);
    expect(rig.matched()).toEqual(['sound/SPY']);
    expect(rig.predict('IBM').failures).toEqual([]);
    expect(rig.matched()).toEqual(['sound/SPY', 'sound/IBM']);
  });
});
