/** The commands that look into a journal. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { End } from '../exit.ts';
import { sequenceNumber } from '../values.ts';
import { addArchive } from './archive.ts';

export function addJournal(program: Command, end: End): void {
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
      const { verifyJournal } = await import('../journal/verify.ts');
      end(await verifyJournal(file, options));
    });
  journal
    .command('tail')
    .summary('print the last inputs')
    .argument('<file>', 'the journal of a run, or an export')
    .option('--count <number>', 'how many', sequenceNumber, 20)
    .option('--market', 'market data as well')
    .action(async (file: string, options) => {
      const { tailJournal } = await import('../journal/tail.ts');
      end(await tailJournal(file, options));
    });
  journal
    .command('show')
    .summary('print one input, and all that followed from it')
    .argument('<file>', 'the journal of a run, or an export')
    .argument('<sequence>', 'the number of the input', sequenceNumber)
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, sequence: number, options) => {
      const { showInput } = await import('../journal/show.ts');
      end(await showInput(file, sequence, options));
    });
  journal
    .command('why')
    .summary('print the chain of causes of an order or a position, from the signal to the last fill')
    .argument('<file>', 'the journal of a run, or an export')
    .argument('<name>', 'an order or a position, as reports and tables name it')
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, name: string, options) => {
      const { tellWhy } = await import('../journal/why.ts');
      end(await tellWhy(file, name, options));
    });
  journal
    .command('trade')
    .summary('write the story of a trade as a page, a picture or text for Mermaid')
    .description(
      'Writes an order or a position from its signal to its last fill: who told whom what, the way of the price with fills and levels, and every fact. The page is one file that loads nothing from elsewhere.',
    )
    .argument('<file>', 'the journal of a run, or an export')
    .argument('<name>', 'an order or a position, as reports and tables name it')
    .requiredOption(
      '--out <path>',
      'the file to write: .html for the page, .svg for the picture of who told whom, .mmd for Mermaid',
    )
    .action(async (file: string, name: string, options) => {
      const { tellTrade } = await import('../journal/trade.ts');
      end(await tellTrade(file, name, options));
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
      const { exportJournal } = await import('../journal/export.ts');
      end(await exportJournal(file, options));
    });
  addArchive(journal, end);
}
