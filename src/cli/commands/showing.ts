/** The commands that show a desk that runs on this machine. */
import type { Command } from 'commander';
import type { Shown } from '../control/show.ts';
import type { End } from '../exit.ts';
import { portNumber, sequenceNumber } from '../values.ts';

/** Where a desk is served unless told. */
const USUAL_PORT = 4180;

export function addShowing(program: Command, end: End): void {
  const add = (what: Shown, summary: string, description = summary): Command =>
    atDesk(program.command(what).summary(summary).description(description)).action(async (options) => {
      const { show } = await import('../control/show.ts');
      end(await show(what, options));
    });
  add(
    'status',
    'how a desk stands that runs on this machine',
    'Says how the desk stands that runs on this machine, as it is served by run.',
  );
  for (const what of ['orders', 'positions'] as const)
    add(what, `the ${what} of a running desk`).option('--all', 'what has lately ended as well');
  add('signals', 'the latest signals of a running desk, and what became of them');
  add('alarms', 'the latest alarms of a running desk, and who has seen them');
  add('limits', 'the limits of a running desk on exposure and losses, and how much of each is used');
  add('rules', 'the rules of a running desk, and how they stand');
  atDesk(program.command('tail'))
    .summary('what happens at a running desk, as it happens')
    .description(
      'Tells what happens at the desk that runs on this machine, a line each; with --json one object a line.',
    )
    .option(
      '--topics <list>',
      'types of events or their beginnings, such as order,position.closed; all but the market unless told',
    )
    .option('--count <number>', 'end after so many', sequenceNumber)
    .action(async (options) => {
      const { tail } = await import('../control/tail.ts');
      end(await tail(options));
    });
  atDesk(
    program
      .command('page')
      .summary('print an address that opens the page of a running desk once')
      .description(
        'Prints an address of the page of a desk that runs on this machine. It opens the page once, within five minutes.',
      ),
  ).action(async (options) => {
    const { invite } = await import('../control/invite.ts');
    end(await invite(options));
  });
}

/** Which desk is meant, and how its answer is printed. */
export const atDesk = (command: Command): Command =>
  command
    .option('--port <number>', `where the desk is served; ${USUAL_PORT} unless told`, portNumber, USUAL_PORT)
    .option(
      '--state-dir <folder>',
      'where its token is kept; $ORDERMATON_STATE_DIR or ~/.local/state/ordermaton unless told',
    )
    .option('--json', 'print the answer of the desk as JSON');
