/** What a chart says of its waits: that the clock is to run, and that it is not to. */
import { seconds } from '../../src/identifiers.ts';

export const timersOf = (owner: 'order' | 'position' | 'group', id: string) => {
  const timer = (what: string): string => `${owner}/${id}#${what}`;
  return {
    clock: (what: string, after: number) => ({
      type: 'clock.arm',
      timer: timer(what),
      owner,
      id,
      what,
      after: seconds(after),
    }),
    stopped: (what: string) => ({ type: 'clock.disarm', timer: timer(what) }),
  };
};
