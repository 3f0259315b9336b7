/** A desk that trades through a gateway, and whose document is written anew while it runs. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { start } from '../support/commandLine.ts';
import { opened } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';

const desk = (rules: string, more = ''): string => `
desk: live
account: DU1234567
symbols: [SPY]
risk: { maxOrderNotional: 100000 }
${more}
rules:
${rules}
`;
const tell = (text: string): string => `  tell: { when: signal.prediction, then: { notify: ${text} } }`;
const prediction = (id: string, timestamp = new Date().toISOString()): string =>
  `${JSON.stringify({
    ticker: 'SPY',
    prediction: {
      ...{ id, timestamp, signal: 'BUY', numeric: 1, confidence: 0.8 },
      ...{ stock_price: 100, probabilities: [0.2, 0.8], feature_values: {} },
    },
    model_info: { name: 'm', version: '1', horizon_minutes: 30 },
  })}\n`;

it('takes a new document without stopping, keeps the old one when the new one is wrong, and goes on under the last after a restart', async () => {
  const gateway = await opened();
  onTestFinished(() => gateway.close());
  const folder = freshFolder();
  const [document, signals] = [join(folder, 'desk.yaml'), join(folder, 'signals.ndjson')];
  writeFileSync(document, desk(tell('before')));
  writeFileSync(signals, '');
  const here = ['--desk', document, '--signals', signals, '--state-dir', join(folder, 'state')];
  const run = () => start('run', '--broker', 'ib', ...here, '--port', String(gateway.port));

  const running = run();
  await running.printed('orders may leave');
  appendFileSync(signals, prediction('one'));
  await running.printed('SPY tell: before');

  writeFileSync(document, desk(tell('after')));
  await running.logged('the desk goes on under its new document');
  appendFileSync(signals, prediction('two'));
  await running.printed('SPY tell: after');

  writeFileSync(document, desk(`${tell('never')}\n  wrong: { when: market.bat, then: close }`));
  expect(await running.logged('the new document is not taken')).toMatch(
    /desk\.yaml:9:18 rules\.wrong\.when: there is no event market\.bat/,
  );
  writeFileSync(document, desk(tell('never'), 'book: other'));
  await running.logged('differs in book');
  writeFileSync(document, desk(tell('never'), 'indicators: { x: { kind: sma, length: 2, bars: 5m } }'));
  await running.logged('the lengths of bars that indicators need');
  // What is heard behind them is judged by the last good one; one that is too old is refused behind that.
  appendFileSync(signals, prediction('three'));
  appendFileSync(signals, prediction('old', '2025-03-03T15:00:00Z'));
  await running.printed('refused: signalStale');

  writeFileSync(document, desk(tell('last')));
  running.signal('SIGKILL');
  const { stdout, stderr } = await running.ended;
  expect(`${stdout}${stderr}`).not.toContain('tell: never');
  expect(stdout.match(/SPY tell: after/g)).toHaveLength(2);

  const again = run();
  await again.printed('orders may leave');
  appendFileSync(signals, prediction('five'));
  await again.printed('SPY tell: last');
  again.signal('SIGTERM');
  await again.ended;
});
