/** The commands about statements of a broker. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';
import { timeZone } from '../values.ts';

export function addStatement(program: Command, end: End): void {
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
      const { checkStatement } = await import('../statement.ts');
      end(await checkStatement(file, options));
    });
}
