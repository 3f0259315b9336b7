/** The command `gateway` and its options. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { End } from '../exit.ts';
import {
  accountNames,
  collected,
  date,
  list,
  milliseconds,
  minutesOption,
  moment,
  pace,
  perCent,
  portNumber,
  sizeLimit,
  valueLimit,
  wholeNumber,
} from '../values.ts';

export function addGateway(program: Command, end: End): void {
  program
    .command('gateway')
    .summary('serve the paper broker to any client of the TWS API')
    .description(
      'Listens as TWS would, for clients of the TWS API in any language, and trades what they send in simulated accounts against a generated or a recorded market. Only this machine is served. Ctrl-C or SIGTERM ends it.',
    )
    .option('--host <address>', 'a loopback address', '127.0.0.1')
    .option('--port <number>', 'where to listen; 0 takes any that is free', portNumber, 4102)
    .option('--accounts <list>', 'simulated accounts, separated by commas: DU and digits', accountNames, ['DU1234567'])
    .option('--seed <number>', 'seed of the generated market', wholeNumber, 7)
    .option('--latency <milliseconds>', 'from a request to its arrival at the paper broker', milliseconds, 20)
    .addOption(
      new Option(
        '--children <when>',
        'when children of a bracket work: once their parent has filled whole, or for what it has filled',
      )
        .choices(['whenComplete', 'proportional'] as const)
        .default('whenComplete' as const),
    )
    .option('--percentage-limit <per cent>', 'a limit further from the market is refused (163); 3 unless told', perCent)
    .option('--size-limit <shares>', 'a larger order is refused (383); 500 unless told', sizeLimit)
    .option('--value-limit <dollars>', 'an order of more is refused (451); 100000 unless told', valueLimit)
    .option('--bypass-precautions', 'none of these three')
    .option('--master <id>', "the client that hears of everybody's orders", wholeNumber)
    .option(
      '--state <file>',
      'orders, executions and positions: read at the start where it exists, and written before any client is told',
    )
    .option(
      '--fault <fault>',
      'a fault from the start, such as notice:code=1100:in=30s; may be repeated',
      collected,
      [],
    )
    .option('--faults <file>', 'a JSON list of faults from the start')
    .option('--admin-port <number>', 'where faults are switched while it runs; 0 takes any that is free', portNumber)
    .option('--admin-token <text>', 'what every request there carries; one of chance unless told')
    .option(
      '--instruments <list>',
      'what is listed, separated by commas; some forty stocks and funds, or all of the data',
      list,
    )
    .option('--data <path>', 'a recorded market: a LEAN folder or a CSV file, as `run` reads it; its days are the time')
    .option('--from <date>', 'its first day, YYYY-MM-DD in New York', date)
    .option('--to <date>', 'its last day', date)
    .addOption(
      new Option('--resolution <resolution>', 'of a LEAN folder').choices(['minute', 'second', 'daily'] as const),
    )
    .option('--period <minutes>', 'of the bars of a CSV file', minutesOption)
    .option('--corporate-actions <source>', 'splits and dividends: factorFiles, none or a CSV file')
    .addOption(
      new Option('--on-bad-row <what>', 'of the data').choices(['stop', 'skip'] as const).default('stop' as const),
    )
    .addOption(
      new Option('--on-missing-day <what>', 'of the data').choices(['stop', 'skip'] as const).default('stop' as const),
    )
    .option(
      '--speed <number>',
      'seconds of the data in one, from the first client on; 1 unless told; nights are over at once',
      pace,
    )
    .option('--time <moment>', 'time stands at that moment, and moves only when the admin port moves it', moment)
    .option('--json', 'say where it listens as one JSON document on stdout')
    .action(async (options) => {
      const { runGateway } = await import('../gateway.ts');
      end(await runGateway(options));
    });
}
