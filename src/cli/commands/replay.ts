/** The command `replay` and its options. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { OrdermatonError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { chartsOption } from '../chartsOption.ts';
import type { End } from '../exit.ts';
import { placeInRecord, sequenceNumber, speed } from '../values.ts';

export function addReplay(program: Command, end: End): void {
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
        const { replayWhatIf } = await import('../whatIf/whatIf.ts');
        return end(await replayWhatIf(file, { whatIf, from, ...options }, VERSION));
      }
      const { replayRun } = await import('../replay.ts');
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
