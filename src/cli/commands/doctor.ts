/** The command `doctor` and its options. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';
import { list, portNumber, secondsOption, wholeNumber } from '../values.ts';

export function addDoctor(program: Command, end: End): void {
  program
    .command('doctor')
    .summary('look whether TWS or IB Gateway is set up as a desk needs it')
    .description(
      'Looks at a TWS or IB Gateway as a desk would use it, and says of each setting, subscription and permission whether it is well, where it is set, and what to do. It asks and previews, and places nothing: no order of it can trade. What the API does not tell is said to be looked at by you. Ends with 10 when anything has failed.',
    )
    .option('--desk <file>', 'the desk document: its account, symbols, sizes and sides')
    .option('--host <name>', 'where TWS or IB Gateway runs', '127.0.0.1')
    .option('--port <number>', 'where it listens', portNumber, 4002)
    .option('--client-id <number>', 'the client that the desk will be', wholeNumber, 1)
    .option('--account <id>', 'the account to trade; the one in the desk document unless told')
    .option('--symbols <list>', 'tickers, separated by commas; those of the desk unless told', list)
    .option('--allow-delayed', 'delayed quotes may decide, as with run')
    .option('--timeout <seconds>', 'what is not known by then is not checked', secondsOption, 60)
    .option('--json', 'print one JSON document on stdout; what is being looked at goes to stderr')
    .action(async (options) => {
      const { runDoctor } = await import('../doctor/doctor.ts');
      end(await runDoctor(options));
    });
}
