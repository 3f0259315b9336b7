/** The command `notify` and its options. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';

export function addNotify(program: Command, end: End): void {
  program
    .command('notify')
    .summary('send a trial notice on each way of a desk document, and see how each did')
    .description(
      'Sends a trial notice on every way that the desk document names (notifications.ways), once each, and says how each did. Secrets come from the document or the environment, and are printed nowhere. The dead man’s switch is not pinged: whoever watches it would begin to wait. Ends with 3 when a way has failed.',
    )
    .requiredOption('--desk <file>', 'the desk document')
    .option('--way <name>', 'this way alone')
    .option('--text <text>', 'what is told', 'This is a trial: nothing has happened.')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ordermaton notify --desk desk.yaml
  NTFY_TOKEN=… ordermaton notify --desk desk.yaml --way phone --text 'can you hear me?'`,
    )
    .action(async (options) => {
      const { sendTrial } = await import('../notify/trial.ts');
      end(await sendTrial(options));
    });
}
