/** The commands and their options, as `--help` tells them. */
import { Command, CommanderError, Option } from 'commander';
import { notWritable } from '../adapters/documents/outputs.ts';
import { OrdermatonError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { chartsOption, useCharts } from './chartsOption.ts';
import type { ExitCode } from './exit.ts';
import { errorText, exitCodeOf, exitCodes } from './exit.ts';
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
  placeInRecord,
  portNumber,
  secondsOption,
  sequenceNumber,
  sizeLimit,
  speed,
  timeOfDay,
  timeZone,
  valueLimit,
  wholeNumber,
} from './values.ts';

/** Parses the arguments and does what they say. Returns the exit code; nothing is thrown. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = commands((result) => {
    code = result;
  });
  // Whoever reads our output may stop reading: that is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    process.stderr.write(`${errorText(notWritable('stdout', error))}\n`);
    process.exit(exitCodes.data);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    process.stderr.write(`${errorText(error)}\n`);
    return exitCodeOf(error);
  }
}

function commands(end: (code: ExitCode) => void): Command {
  const program = new Command('ordermaton')
    .description('Runs every order and every position as a live statechart under one supervisor.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .hook('preAction', (_program, command) => useCharts(command.opts()))
    .addHelpText(
      'after',
      `
Examples:
  ordermaton run                          trade one generated day under the reference desk (about 20 s)
  ordermaton run --speed max              the same, as fast as it goes
  ordermaton run --data <folder> --symbols SPY,IBM --from 2013-10-07 --to 2013-10-11 --signals <file>
  ordermaton run --json > report.json     one JSON document on stdout, the log on stderr
  ordermaton run --export run.ndjson && ordermaton replay run.ndjson
  ordermaton replay run.ndjson --what-if otherwise.ndjson --from 5000      what else would have come of it
  ordermaton test scenarios/              play what you expect of your desk, and see what differs

Exit codes: 0 done, 1 fault, 2 wrong arguments or document, 3 a file missing, unreadable or not to be written, or a monitor that can not be asked,
4 a replay differs, 5 stopped with positions open, 6 Node.js too old, 7 a scenario failed, 8 the journal failed,
9 the broker can not be reached, or does not take this desk, 10 the doctor has found something wrong.`,
    );
  addRun(program, end);
  addReplay(program, end);
  addJournal(program, end);
  addUpgrade(program, end);
  addStatement(program, end);
  addTest(program, end);
  addDoctor(program, end);
  addGateway(program, end);
  addMonitorServer(program, end);
  addCharts(program, end);
  return program;
}

function addRun(program: Command, end: (code: ExitCode) => void): void {
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
    .option('--json', 'print one JSON document on stdout; the log goes to stderr')
    .addOption(
      new Option('--log-level <level>', 'how much is logged on stderr')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('warn'),
    )
    .action(async (options, command: Command) => {
      // Each command loads what it needs, and not what the others do.
      const { run } = await import('./run/run.ts');
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

function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .summary('run a journal or an export again and compare')
    .description(
      'Runs the journal of a run, or what `run --export` wrote, through the engine again, compares every command and the state at the end with the record, and prints report and state hash.',
    )
    .argument('<file>', 'the journal or an export of a run')
    .option('--to <place>', 'stop after this input, or at this moment (2013-10-07T13:45:02Z)', placeInRecord)
    .option(
      '--speed <factor>',
      'show it on the way, at so many recorded seconds in a second of yours within the sessions, or max; at once and unseen unless told',
      speed,
    )
    .option('--partial', 'replay an export that breaks off as far as it goes')
    .addOption(chartsOption())
    .addOption(
      new Option(
        '--what-if <file>',
        'from --from on play it otherwise: inputs added, dropped or replaced, one JSON object a line; the paper broker answers',
      ).conflicts(['to', 'speed', 'report']),
    )
    .option('--from <sequence>', 'with --what-if: the last input that stays as it was', sequenceNumber)
    .option('--report <folder>', 'write report.html, report.json, equity.csv and trades.csv there')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', whatIfExample)
    .action(async (file: string, { whatIf, from, ...options }) => {
      if ((whatIf === undefined) !== (from === undefined)) {
        const [argument, other] = whatIf === undefined ? ['--from', '--what-if'] : ['--what-if', '--from'];
        throw new OrdermatonError('badArgument', { argument, problem: `goes with ${other}` });
      }
      if (whatIf !== undefined) {
        const { replayWhatIf } = await import('./whatIf/whatIf.ts');
        return end(await replayWhatIf(file, { whatIf, from, ...options }, VERSION));
      }
      const { replayRun } = await import('./replay.ts');
      end(await replayRun(file, options, VERSION));
    });
}

const whatIfExample = `
What if the signal of input 5012 had not come, and somebody had left ALFA at 16:30?

  ordermaton replay monday.db --what-if otherwise.ndjson --from 5000

with these lines in otherwise.ndjson:

  {"drop": 5012}
  {"at": "2025-03-03T16:30:00Z", "event": {"type": "desk.close", "book": "flow", "instrument": "ALFA", "why": "what if"}}

The record is played again up to input 5000 and must come to the same; behind it what the market, the signals and
a person said is heard again, as changed, and the paper broker answers. Every line of the answer says HYPOTHETICAL:
nothing of it can reach a broker. "ordermaton journal tail" names inputs. All of it: docs/guides/what-if.md.`;

function addJournal(program: Command, end: (code: ExitCode) => void): void {
  const journal = program
    .command('journal')
    .summary('look into the journal of a run')
    .description(
      'Looks into the journal that a run keeps, also while it runs: nothing here writes to it, but for archive, which moves old days out of it. Its tables can be read with any SQLite tool as well: orders, fills, positions, equity.',
    );
  journal
    .command('verify')
    .summary('read all of it, and say whether every record is as it was written')
    .argument('<file>', 'the journal of a run, or an export')
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, options) => {
      const { verifyJournal } = await import('./journal/verify.ts');
      end(await verifyJournal(file, options));
    });
  journal
    .command('tail')
    .summary('print the last inputs')
    .argument('<file>', 'the journal of a run, or an export')
    .option('--count <number>', 'how many', sequenceNumber, 20)
    .option('--market', 'market data as well')
    .action(async (file: string, options) => {
      const { tailJournal } = await import('./journal/tail.ts');
      end(await tailJournal(file, options));
    });
  journal
    .command('show')
    .summary('print one input, and all that followed from it')
    .argument('<file>', 'the journal of a run, or an export')
    .argument('<sequence>', 'the number of the input', sequenceNumber)
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, sequence: number, options) => {
      const { showInput } = await import('./journal/show.ts');
      end(await showInput(file, sequence, options));
    });
  journal
    .command('why')
    .summary('print the chain of causes of an order or a position, from the signal to the last fill')
    .argument('<file>', 'the journal of a run, or an export')
    .argument('<name>', 'an order or a position, as reports and tables name it')
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, name: string, options) => {
      const { explain } = await import('./journal/why.ts');
      end(await explain(file, name, options));
    });
  journal
    .command('export')
    .summary('write a copy in another form')
    .argument('<file>', 'the journal of a run')
    .addOption(
      new Option(
        '--format <form>',
        'ndjson: all inputs and commands, as `run --export` writes them; csv: a file each of orders, fills, positions, equity; sqlite: the same tables in a database of their own',
      )
        .choices(['ndjson', 'csv', 'sqlite'])
        .default('ndjson'),
    )
    .requiredOption('--out <path>', 'the file to write, for csv a folder')
    .action(async (file: string, options) => {
      const { exportJournal } = await import('./journal/export.ts');
      end(await exportJournal(file, options));
    });
  addArchive(journal, end);
}

function addArchive(journal: Command, end: (code: ExitCode) => void): void {
  journal
    .command('archive')
    .summary('move whole days to compressed files of their own')
    .description(
      'Moves every day before a date out of the journal, each to an archive beside it (or in --to): compressed, and verified by itself. An archive is read back before the journal lets go of the day; what breaks off on the way goes on when it is run again. Whatever reads the journal goes on reading those days from their archives. No engine may be writing meanwhile. Without its market data a day keeps every other input, and is opened at checkpoints.',
    )
    .argument('<file>', 'the journal of a run')
    .requiredOption('--before <date>', 'days in New York before this one, YYYY-MM-DD; today at the latest', date)
    .option('--to <folder>', 'where the archives are written; beside the journal unless told')
    .option(
      '--drop-market',
      'give up the market data of those days, and of days that are in archives already: for good',
    )
    .option('--dry-run', 'list what would be moved and dropped, and do nothing')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ordermaton journal archive desk.db --before 2025-03-01              desk.db.2025-02-28.archive and one for each day before
  ordermaton journal archive desk.db --before 2025-03-01 --to cold    the same in another folder
  ordermaton journal archive desk.db --before 2025-03-01 --drop-market --dry-run   what would be freed
  ordermaton journal verify desk.db                                   the journal and every archive of it that is there
  ordermaton journal verify desk.db.2025-02-28.archive                one archive by itself`,
    )
    .action(async (file: string, options) => {
      const { archiveJournal } = await import('./journal/archive.ts');
      end(await archiveJournal(file, options, VERSION));
    });
}

function addUpgrade(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('upgrade')
    .summary('before a new version trades: would it do what the old one did?')
    .description(
      'Hears the last segment of a journal again with this version, from the checkpoint it began with, and compares commands, orders, positions and their protection with what the record has. Nothing is written, nothing is sent, and the desk may run meanwhile. Ends with 4 when anything differs.',
    )
    .requiredOption('--check <journal>', 'the journal of the desk')
    .option('--json', 'print one JSON document on stdout')
    .action(async (options) => {
      const { checkJournal } = await import('./upgrade.ts');
      end(await checkJournal(options, VERSION));
    });
}

function addStatement(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('statement')
    .summary("compare a broker's statement with the books")
    .description("Compares a broker's statement with what a desk has booked.")
    .command('check')
    .summary('say what matches to the last digit, what is missing and what differs')
    .description(
      'Reads an Interactive Brokers Flex query (XML, or its trades as CSV) and compares it with a record: executions and fees to the last digit; of XML also dividends, taxes, interest, borrow fees and splits; what matches, what only the statement has, what differs. Nothing is written, and the desk may run meanwhile. Ends with 4 when anything is missing or differs.',
    )
    .argument('<file>', 'the statement')
    .requiredOption('--journal <file>', 'the journal of the desk, or an export')
    .option('--time-zone <name>', 'of the times in it, such as Europe/Berlin; America/New_York unless told', timeZone)
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, options) => {
      const { checkStatement } = await import('./statement.ts');
      end(await checkStatement(file, options));
    });
}

function addTest(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('test')
    .summary('play scenarios and compare with what they expect')
    .description(
      'Plays scenarios of your own desk on a clock that stands still, and says which came out as expected. For each that did not: what was expected beside what is, the states that every order, position and group went through, and the last facts.\nA folder stands for every scenario document in it. Nothing is played when a document is wrong.',
    )
    .argument('<paths...>', 'scenario documents (YAML), or folders of them')
    .option('--verbose', 'show the paths of states of those that passed too')
    .option('--journal <folder>', 'write the journal of each scenario there, as `run --export` does; replay reads it')
    .option('--json', 'print one JSON document on stdout')
    .option('--bail', 'stop at the first that fails')
    .addHelpText('after', scenarioExample)
    .action(async (paths: string[], options) => {
      const { testDesk } = await import('./test/testDesk.ts');
      end(await testDesk(paths, options, VERSION));
    });
}

const scenarioExample = `
A scenario:

  name: My desk protects what it buys
  desk: my-desk.yaml
  scenarios:
    - name: A confident BUY opens a protected position
      given: { quotes: { SPY: 100.00/100.02 x 500 } }
      when:
        - prediction: { symbol: SPY, signal: BUY, confidence: 0.8 }
      then:
        positions: { SPY: { state: open, protection: protected, quantity: 100, average: 100.02 } }

What is not named is not compared. Steps are a second apart unless they say at: 10:31 or after: 5m, and the
end is judged a second after the last. All of it: docs/guides/scenarios.md; examples: examples/scenarios.

Exit codes: 0 all passed, 2 a wrong document, 3 a file missing or not to be written, 7 a scenario failed.`;

function addDoctor(program: Command, end: (code: ExitCode) => void): void {
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
      const { runDoctor } = await import('./doctor/doctor.ts');
      end(await runDoctor(options));
    });
}

function addGateway(program: Command, end: (code: ExitCode) => void): void {
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
      const { runGateway } = await import('./gateway.ts');
      end(await runGateway(options));
    });
}

function addMonitorServer(program: Command, end: (code: ExitCode) => void): void {
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
      const { runMonitorServer } = await import('./monitorServer.ts');
      end(await runMonitorServer(options));
    });
}

function addCharts(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('charts')
    .summary('draw the statecharts')
    .description('Draws every machine from the machine itself, as SVG and Mermaid.')
    .argument('[names...]', 'order, position, group, holding, rule, risk, connection, feed, desk; all unless told')
    .option('--out <folder>', 'where to', 'charts')
    .option('--json', 'print the structure of the machines as one JSON document instead')
    .action(async (names: string[], options) => {
      const { drawCharts } = await import('./charts.ts');
      end(await drawCharts(names, options));
    });
}
