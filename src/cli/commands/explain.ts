/** The command that says why. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';

export function addExplain(program: Command, end: End): void {
  program
    .command('explain')
    .summary('say why an order came about, or what became of a signal')
    .description(
      'Hears a record again and says which rules saw the signal, or what led to the order, each condition with the values that it read, and what sizing and risk said.',
    )
    .argument('<name>', 'an order or a signal, as reports and logs name it')
    .requiredOption('--journal <file>', 'the journal of a run, or an export')
    .option('--json', 'print one JSON document on stdout')
    .action(async (name: string, { journal, json }: { journal: string; json?: boolean }) => {
      const { explain } = await import('../explain/explain.ts');
      end(await explain(journal, name, json === undefined ? {} : { json }));
    });
}
