import { describe, expect, it } from 'vitest';
import { createCore, prepared } from '../../../src/actors/engine/core.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import type { DeskConfiguration } from '../../../src/configuration.ts';
import type { Event } from '../../../src/events.ts';
import type { InstrumentId, RuleId, SignalId, Timestamp } from '../../../src/identifiers.ts';
import { orderTypes, timesInForce } from '../../../src/orders.ts';
import type { OpenIntent } from '../../../src/plans.ts';
import { plainIntent, prediction, START } from '../../support/desk.ts';

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
  let breaks = true;
  const rig = rulesOf({
    ...desk,
    rules: [
      {
        ...(broken as NonNullable<typeof broken>),
        actions: [
          {
            do: 'open',
            get intent(): OpenIntent {
              if (breaks) throw new Error('the rule is broken');
              return plainIntent;
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

  it('stays apart under another document that has it as it was, and acts again under one that has it otherwise', async () => {
    breaks = false;
    const { configuration } = rig.core.document;
    const before = rig.matched().length;
    rig.core.reconfigure(await prepared({ ...configuration, risk: { maxOpenPositions: 3 } }));
    rig.predict('SPY');
    expect(rig.matched().slice(before)).toEqual(['sound/SPY']);
    const [, unbroken] = configuration.rules;
    const mended = { ...(unbroken as NonNullable<typeof unbroken>), rule: 'broken' as RuleId };
    rig.core.reconfigure(
      await prepared({ ...configuration, rules: [mended, unbroken as NonNullable<typeof unbroken>] }),
    );
    rig.predict('SPY');
    expect(rig.matched().slice(before + 1)).toEqual(['broken/SPY', 'sound/SPY']);
  });
});
