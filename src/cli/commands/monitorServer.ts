/** The command `monitor-server` and its options. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';
import { collected, list, portNumber, speed, wholeNumber } from '../values.ts';

export function addMonitorServer(program: Command, end: End): void {
  program
    .command('monitor-server')
    .summary('serve predictions as an options-flow monitor would')
    .description(
      'Answers the questions of the API of an options-flow monitor, for demonstrations and tests. Predictions, generated or from a file, are told as if the first of them came now; with --as-recorded all of them are there, at the times at which they were made. Only this machine is served. Ctrl-C or SIGTERM ends it.',
    )
    .option('--port <number>', 'where to listen; 0 takes any that is free', portNumber, 8790)
    .option('--signals <file>', 'predictions, one JSON object a line; generated ones unless told')
    .option('--symbols <list>', 'tickers, separated by commas', list, ['ALFA', 'BRVO', 'CHRL', 'DLTA'])
    .option('--seed <number>', 'seed of the generated predictions', wholeNumber, 7)
    .option('--speed <factor>', 'they come so many times as fast as they were made', speed, 1)
    .option('--as-recorded', 'all of them are there, at their own times')
    .option(
      '--key <text>',
      'what X-API-Key must be; $ORDERMATON_MONITOR_KEY unless told, and none where that is not set',
    )
    .option(
      '--fault <fault>',
      'the next answer fails: a status, 429/5 with the seconds to wait, malformed, bare, stall, redirect, huge or hangUp; may be repeated',
      collected,
      [],
    )
    .option('--json', 'say where it listens as one JSON document on stdout')
    .action(async (options) => {
      const { runMonitorServer } = await import('../monitorServer.ts');
      end(await runMonitorServer(options));
    });
}
