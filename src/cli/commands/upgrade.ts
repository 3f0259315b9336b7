/** The command `upgrade` and its options. */
import type { Command } from 'commander';
import { VERSION } from '../../version.ts';
import type { End } from '../exit.ts';

export function addUpgrade(program: Command, end: End): void {
  program
    .command('upgrade')
    .summary('before a new version trades: would it do what the old one did?')
    .description(
      'Hears the last segment of a journal again with this version, from the checkpoint it began with, and compares commands, orders, positions and their protection with what the record has. Nothing is written, nothing is sent, and the desk may run meanwhile. Ends with 4 when anything differs.',
    )
    .requiredOption('--check <journal>', 'the journal of the desk')
    .option('--json', 'print one JSON document on stdout')
    .action(async (options) => {
      const { checkJournal } = await import('../upgrade.ts');
      end(await checkJournal(options, VERSION));
    });
}
