/** The command `test` and its options. */
import type { Command } from 'commander';
import { VERSION } from '../../version.ts';
import type { End } from '../exit.ts';

export function addTest(program: Command, end: End): void {
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
      const { testDesk } = await import('../test/testDesk.ts');
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
