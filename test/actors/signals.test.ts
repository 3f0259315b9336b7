/** A signal is acted on once and while it is young, whoever tells of it again. */
import { describe, expect, it } from 'vitest';
import { createOwners } from '../../src/actors/owners.ts';
import { createSignals } from '../../src/actors/signals.ts';
import type { Duration, InstrumentId, SignalId, Timestamp } from '../../src/identifiers.ts';
import { instrumentId, later, minutes, seconds, timestamp } from '../../src/identifiers.ts';
import type { SignalEvent } from '../../src/ports.ts';
import { createDesk } from '../support/desk.ts';

const NOW = timestamp('2025-03-03T15:00:00Z');
const ago = (by: Duration): Timestamp => later(NOW, -by as Duration);
const signal = (id: string, observedAt: Timestamp): SignalEvent => ({
  type: 'signal.threshold',
  ...{ id: id as SignalId, instrument: 'SPY' as InstrumentId, observedAt },
  ...{ name: 'flow', value: 1, threshold: 0.5, direction: 'up' },
});

function rig(signalAge = minutes(5), instruments: readonly InstrumentId[] | null = null) {
  const owners = createOwners();
  return { owners, signals: createSignals(owners, { signalAge, instruments }) };
}
const prediction = (observedAt: Timestamp, horizon: Duration): SignalEvent => ({
  ...{ type: 'signal.prediction', id: 'p1' as SignalId, instrument: 'SPY' as InstrumentId, observedAt },
  ...{ signal: 'BUY', numeric: 1, confidence: 0.8, probabilities: [], features: {} },
  ...{ model: 'm', modelVersion: '1', horizon },
});

describe('a signal', () => {
  it.each([
    ['of this moment is taken', NOW, null],
    ['just as old as it may be is taken', ago(minutes(5)), null],
    ['older than it may be is refused', ago((minutes(5) + 1) as Duration), 'signalStale'],
    ['of a clock that is a little ahead is taken', later(NOW, seconds(5)), null],
    ['from the future is refused', later(NOW, (seconds(5) + 1) as Duration), 'signalAhead'],
  ])('%s', (_name, observedAt, refusal) => {
    expect(rig().signals.take(signal('s1', observedAt), NOW)).toBe(refusal);
  });

  it.each([
    ['that its source takes for good no longer', minutes(1), 'signalStale'],
    ['that its source takes for good longer than the desk does', minutes(9), 'signalStale'],
    ['that its source takes for good as long', minutes(6), null],
  ])('%s', (_name, goodFor, refusal) => {
    const told = { ...signal('s1', ago(minutes(6))), goodFor };
    expect(rig(minutes(goodFor === minutes(9) ? 5 : 20)).signals.take(told, NOW)).toBe(refusal);
  });

  it.each([
    ['that looks ahead to what is still to come is taken', minutes(3), null],
    ['that looked ahead to what is over is refused', minutes(2), 'signalExpired'],
    ['that says not how far it looks ahead is taken', minutes(0), null],
  ])('%s', (_name, horizon, refusal) => {
    expect(rig().signals.take(prediction(ago(minutes(3)), horizon), NOW)).toBe(refusal);
  });

  it('of a symbol that the desk does not trade is refused, and heard where it trades all', () => {
    const [spy, ibm] = [instrumentId('SPY'), instrumentId('IBM')];
    expect(rig(minutes(5), [ibm]).signals.take(signal('s1', NOW), NOW)).toBe('instrumentUnknown');
    expect(rig(minutes(5), [spy]).signals.take(signal('s1', NOW), NOW)).toBeNull();
  });

  it('is taken once, also after a restart', () => {
    const { owners, signals } = rig();
    expect(signals.take(signal('s1', NOW), NOW)).toBeNull();
    expect(signals.take(signal('s1', NOW), NOW)).toBe('signalKnown');
    expect(signals.take(signal('s2', NOW), NOW)).toBeNull();
    owners.commit();
    const again = rig();
    again.owners.restore(owners.save());
    expect(again.signals.take(signal('s1', NOW), NOW)).toBe('signalKnown');
  });

  it('that is too old to be taken need not be remembered: names do not pile up', () => {
    const { owners, signals } = rig(minutes(1));
    for (let count = 0; count < 10_000; count++) {
      const at = later(NOW, seconds(count));
      expect(signals.take(signal(`s${count}`, at), at)).toBeNull();
    }
    const { heard } = owners.save().signals?.state as { heard: Record<string, Timestamp> };
    expect(Object.keys(heard).length).toBeLessThan(200);
    expect(signals.take(signal('s9999', later(NOW, seconds(9_999))), later(NOW, seconds(9_999)))).toBe('signalKnown');
  });
});

it('a rule acts on a signal once, and what comes again is said with its reason', () => {
  const desk = createDesk({
    yaml: `
signalAge: 1m
rules:
  follow:
    when: signal.threshold
    then: [{ open: { side: long, quantity: 10, stop: { amount: 1 } } }]
`,
  });
  desk.quote('100.00', '100.02');
  const at = desk.clock.now();
  for (const told of [signal('s1', at), signal('s1', at), signal('s2', later(at, -minutes(2) as Duration))])
    desk.engine.hear(told, 'signal');
  expect(desk.said('rule.triggered')).toHaveLength(1);
  expect(desk.said('desk.signalRefused').map(({ signal: id, code }) => [id, code])).toEqual([
    ['s1', 'signalKnown'],
    ['s2', 'signalStale'],
  ]);
});

it('a signal that no rule waits for is taken once all the same', () => {
  const desk = createDesk({ yaml: 'rules: {}' });
  for (const told of [signal('s1', desk.clock.now()), signal('s1', desk.clock.now())]) desk.engine.hear(told, 'signal');
  expect(desk.said('desk.signalTaken').map(({ signal: id }) => id)).toEqual(['s1']);
  expect(desk.said('desk.signalRefused').map(({ code }) => code)).toEqual(['signalKnown']);
});
