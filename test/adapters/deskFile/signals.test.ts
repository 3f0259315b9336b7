/** The part of a desk document that says where signals come from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadDesk, loadSignals, parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { encode } from '../../../src/codec.ts';
import type { OrdermatonError } from '../../../src/errors.ts';
import { minutes, seconds } from '../../../src/identifiers.ts';
import { amount } from '../../../src/money.ts';
import { freshFolder } from '../../support/journals.ts';

function fileOf(signals: string): string {
  const file = join(freshFolder(), 'desk.yaml');
  writeFileSync(file, `desk: d\nrules: {}\n${signals}`);
  return file;
}
const mistakesIn = (signals: string): string => {
  try {
    parseDesk(`desk: d\nrules: {}\nsignals:\n${signals}`);
    return '';
  } catch (error) {
    return String((error as OrdermatonError).details.list);
  }
};

it('says how often a monitor is asked, what is unusual and what is a crossing, and what may be sent', async () => {
  const file = fileOf(`
signals:
  monitor:
    url: http://127.0.0.1:8080/api
    key: a key of theirs
    symbols: [SPY]
    silence: 2m
    goodFor: 90s
    every: { prediction: 5s, trades: 10s, minuteData: 1m }
    minPremium: 250000
    divergenceStep: 0.1
    thresholds: { flow: { value: delta_divergence, level: -2, hysteresis: 0.2 } }
  http: { token: a-token-of-16-letters, maxPerMinute: 30 }
  folder: { path: drop, silence: 1h }
`);
  expect(await loadSignals(file)).toEqual({
    monitor: {
      ...{ url: 'http://127.0.0.1:8080/api', key: 'a key of theirs', symbols: ['SPY'], timeout: seconds(5) },
      ...{ silence: minutes(2), goodFor: seconds(90) },
      every: { prediction: seconds(5), trades: seconds(10), minuteData: minutes(1) },
      ...{ minPremium: amount(250_000), divergenceStep: 0.1 },
      thresholds: { flow: { value: 'delta_divergence', level: -2, hysteresis: 0.2 } },
    },
    http: { port: 8791, token: 'a-token-of-16-letters', maxPerMinute: 30 },
    folder: { path: 'drop', silence: minutes(60) },
  });
});

it('is no part of the desk: what is kept of the desk knows no key', async () => {
  const with_ = await loadDesk(fileOf('signals: { monitor: { key: a key of theirs } }'));
  expect(encode(with_)).toBe(encode(await loadDesk(fileOf(''))));
});

it('a document that says nothing of signals hears none, and a monitor that says nothing predicts every five seconds', async () => {
  expect(await loadSignals(fileOf(''))).toEqual({});
  expect((await loadSignals(fileOf('signals: { monitor: {} }'))).monitor).toMatchObject({
    ...{ every: { prediction: seconds(5) }, silence: seconds(60), divergenceStep: 0, thresholds: {} },
  });
});

it.each([
  ['  monitor: { url: "127.0.0.1:8080" }', 'expected an address such as http://127.0.0.1:8080/api'],
  ['  monitor: { url: "http://127.0.0.1/?key=x" }', 'without a name, a password or a query'],
  ['  monitor: { every: { prediction: 900ms } }', 'at least 1s'],
  ['  monitor: { thresholds: { flow: { value: x, level: 1, hysteresis: -1 } } }', 'expected zero or more'],
  ['  http: { port: 70000 }', 'expected a port, 0 to 65535'],
  ['  http: { secret: too short }', '16 characters or more'],
  ['  folder: {}', 'expected the path of a folder'],
  ['  webhook: {}', 'signals'],
])('%s is a mistake', (signals, says) => {
  expect(mistakesIn(signals)).toContain(says);
  expect(mistakesIn(signals)).toContain('desk document:');
});
