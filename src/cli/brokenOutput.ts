/** What reads our output may stop reading, and what it is written to may be full: the process ends by that. */
import { notWritable } from '../adapters/documents/outputs.ts';
import { errorText, exitCodes } from './exit.ts';

/** For as long as the process lives. */
export function endWithOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done); // that is no fault of ours
    process.stderr.write(`${errorText(notWritable('stdout', error))}\n`);
    process.exit(exitCodes.data);
  });
}
