/** The command `run` and its options. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { VERSION } from '../../version.ts';
import { chartsOption } from '../chartsOption.ts';
import type { End } from '../exit.ts';
import { date, list, milliseconds, minutesOption, portNumber, speed, timeOfDay, wholeNumber } from '../values.ts';

export function addRun(program: Command, end: End): void {
  program
    .command('run')
    .summary('trade with the embedded paper broker, or at Interactive Brokers')
    .description(
      'Runs a desk, shows it live, and prints its report.\nWithout --broker it trades recorded or generated market data with the embedded paper broker; without --data too, one generated trading day.\nWith --broker ib it trades an account at Interactive Brokers, through TWS or IB Gateway, until it is stopped; started again, it goes on where it was.\nCtrl-C or SIGTERM stops taking signals, cancels working entries and keeps protection; with --flatten it closes every position too.',
    )
    .option('--desk <file>', 'the desk document (YAML); the reference desk unless told')
    .addOption(
      new Option('--demo', 'one generated day under the reference desk; what happens when nothing is given').conflicts([
        'data',
        'desk',
        'signals',
        'monitor',
      ]),
    )
    .option('--data <path>', 'a folder in the LEAN layout, or a CSV file with a header row')
    .option('--symbols <list>', 'tickers, separated by commas; all that the desk and the data have unless told', list)
    .option('--from <date>', 'first day, YYYY-MM-DD', date)
    .option('--to <date>', 'last day, YYYY-MM-DD', date)
    .addOption(
      new Option('--resolution <name>', 'bars of the LEAN folder; minute unless told').choices([
        'minute',
        'second',
        'daily',
      ]),
    )
    .option('--period <minutes>', 'length of the bars of a CSV file; told from its rows unless given', minutesOption)
    .option(
      '--signals <file>',
      'predictions, one JSON object a line; with --broker ib they are heard as they are added',
    )
    .addOption(chartsOption())
    .option(
      '--monitor <url>',
      'an options-flow monitor: what it predicted on the days of the market, or with --broker ib what it tells as it comes; its key is $ORDERMATON_MONITOR_KEY',
    )
    .addOption(
      new Option('--seed <number>', 'seed of the generated day').argParser(wholeNumber).default(7).conflicts('data'),
    )
    .option(
      '--speed <factor>',
      'simulated seconds in a second of yours within the sessions, or max; 1200 for the generated day, max for data',
      speed,
    )
    .addOption(
      new Option('--on-bad-row <what>', 'what a bad row of data or signals does')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(
      new Option('--on-missing-day <what>', 'what a day does that a LEAN folder lacks, or lacks quotes or trades of')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(
      new Option(
        '--corporate-actions <from>',
        'splits and dividends: a CSV file of them; of a LEAN folder its factor files unless told (factorFiles), none for prices that are adjusted already',
      ),
    )
    .addOption(
      new Option('--broker <name>', 'paper: the embedded paper broker; ib: Interactive Brokers')
        .choices(['paper', 'ib'])
        .default('paper'),
    )
    .option('--host <name>', 'with --broker ib: where TWS or IB Gateway runs; this machine unless told')
    .option('--port <number>', 'with --broker ib: where it listens; 4002 unless told', portNumber)
    .option(
      '--client-id <number>',
      'with --broker ib: the client that the desk is, always the same; 1 unless told',
      wholeNumber,
    )
    .option('--account <id>', 'with --broker ib: the account to trade; the one in the desk document unless told')
    .option('--live', 'with --broker ib: trade real money; the account must stand in the desk document')
    .option('--allow-delayed', 'with --broker ib: decide by delayed quotes too; for paper accounts alone')
    .option(
      '--restart <time>',
      'with --broker ib: when TWS or IB Gateway restarts each day, HH:MM in New York: the desk lets go of it for five minutes',
      timeOfDay,
    )
    .option('--latency <milliseconds>', 'from a command to its arrival at the paper broker', milliseconds)
    .option(
      '--broker-state <file>',
      "the paper broker's own book: read at the start where it exists, written at the end",
    )
    .option('--journal <file>', 'keep the journal of the run in this file (SQLite)')
    .option('--no-journal', 'keep no journal: for backtests')
    .option(
      '--state-dir <folder>',
      'where halt marks are kept, and journals that have no name; $ORDERMATON_STATE_DIR or ~/.local/state/ordermaton unless told',
    )
    .option('--resume <why>', 'take the halt marks of the desk off first, on your word')
    .option(
      '--statement <file>',
      'with --broker ib: bring in a statement (a Flex query): what the books lack is booked, what differs is an alarm',
    )
    .option('--export <file>', 'write every input and command to a file that replay reads')
    .option('--report <folder>', 'write report.html, report.json, equity.csv and trades.csv there')
    .option('--flatten', 'when stopped, close every position too')
    .option(
      '--api [port]',
      'serve the run on this machine, to be watched and commanded: what --broker ib does unless told; at 4180 or $ORDERMATON_API_PORT unless told',
      portNumber,
    )
    .option('--no-api', 'serve it to nobody')
    .option(
      '--live-control',
      'with --live: let what adds or loosens risk be armed, with the token in $ORDERMATON_CONTROL_TOKEN',
    )
    .option(
      '--notify',
      'tell people what happens, as the desk document says (notifications): what --broker ib does unless told',
    )
    .option('--no-notify', 'tell nobody')
    .option('--json', 'print one JSON document on stdout; the log goes to stderr')
    .addOption(
      new Option('--log-level <level>', 'how much is logged on stderr')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('warn'),
    )
    .action(async (options, command: Command) => {
      // Each command loads what it needs, and not what the others do.
      const { run } = await import('../run/run.ts');
      end(await run(options.broker === 'ib' ? chosenOf(options, command) : options, VERSION));
    });
}

/** The options without those that nobody has typed: what a broker has no use for is refused where somebody has. */
function chosenOf<O extends object>(options: O, command: Command): O {
  const chosen = Object.entries(options).filter(
    ([name]) => command.getOptionValueSource(name) !== 'default' || kept.includes(name),
  );
  return Object.fromEntries(chosen) as O;
}
/** Of these what is so unless told holds everywhere. */
const kept: readonly string[] = ['broker', 'logLevel', 'journal'];
