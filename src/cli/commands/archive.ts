/** The command that moves whole days out of a journal. */
import type { Command } from 'commander';
import { VERSION } from '../../version.ts';
import type { End } from '../exit.ts';
import { date } from '../values.ts';

export function addArchive(journal: Command, end: End): void {
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
      const { archiveJournal } = await import('../journal/archive.ts');
      end(await archiveJournal(file, options, VERSION));
    });
}
