/** Moves days of a journal to archives and is killed behind one of the steps. */
import { archiveDays } from '../../src/adapters/journal/archiving.ts';

const [file = '', before = '', killedBehind = ''] = process.argv.slice(2);
archiveDays(file, {
  before,
  hear: (step) => {
    if (step === killedBehind) process.kill(process.pid, 'SIGKILL');
  },
});
