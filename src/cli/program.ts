/** The command line as a whole: which commands there are, and how what they say ends. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { useCharts } from './chartsOption.ts';
import { addCharts } from './commands/charts.ts';
import { addCommanding } from './commands/commanding.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addGateway } from './commands/gateway.ts';
import { addJournal } from './commands/journal.ts';
import { addMonitorServer } from './commands/monitorServer.ts';
import { addNotify } from './commands/notify.ts';
import { addReplay } from './commands/replay.ts';
import { addRun } from './commands/run.ts';
import { addShowing } from './commands/showing.ts';
import { addStatement } from './commands/statement.ts';
import { addTest } from './commands/test.ts';
import { addUpgrade } from './commands/upgrade.ts';
import type { End, ExitCode } from './exit.ts';
import { errorText, exitCodeOf, exitCodes } from './exit.ts';

/** Parses the arguments and does what they say. Returns the exit code; nothing is thrown. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = commands((result) => {
    code = result;
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

function commands(end: End): Command {
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
  ordermaton status && ordermaton positions                     how a desk stands that runs on this machine
  ordermaton halt --why 'news at two'     nothing that adds risk, until somebody resumes
  ordermaton test scenarios/              play what you expect of your desk, and see what differs

Exit codes: 0 done, 1 fault, 2 wrong arguments or document, 3 a file missing, unreadable or not to be written, or a monitor or notifier that can not be asked,
4 a replay differs, 5 stopped with positions open, 6 Node.js too old, 7 a scenario failed, 8 the journal failed,
9 the broker can not be reached, or does not take this desk, 10 the doctor has found something wrong, 11 the running desk refused,
12 no desk is served there.`,
    );
  addRun(program, end);
  addShowing(program, end);
  addCommanding(program, end);
  addReplay(program, end);
  addJournal(program, end);
  addExplain(program, end);
  addUpgrade(program, end);
  addStatement(program, end);
  addTest(program, end);
  addDoctor(program, end);
  addNotify(program, end);
  addGateway(program, end);
  addMonitorServer(program, end);
  addCharts(program, end);
  addCompletion(program, end);
  return program;
}
