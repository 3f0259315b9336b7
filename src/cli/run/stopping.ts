/** Ctrl-C and SIGTERM: the first ends the run in order, a second one ends the process at once. */
import type { Engine } from '../../actors/engine/engine.ts';
import { exitCodes } from '../exit.ts';

export interface Stopping {
  /** Whether somebody asked to stop. */
  happened(): boolean;
  /** From here on a signal stops this engine; one that came before is obeyed now. */
  watch(engine: Engine, flatten: boolean, told?: () => void): void;
  /** Listens no more. */
  forget(): void;
}

/** Begins to listen. Until there is an engine a signal says that nothing has traded, and ends the process. */
export function listenForStop(): Stopping {
  let count = 0;
  let end: ((signal: NodeJS.Signals) => void) | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (++count > 1) process.exit(exitCodes.staysOpen);
    if (end !== undefined) return end(signal);
    process.stderr.write(`ordermaton: stopped by ${signal} before anything traded.\n`);
    process.exit(exitCodes.done);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    happened: () => count > 0,
    watch(engine, flatten, told) {
      end = (signal) => {
        told?.();
        engine.stop({ flatten, why: signal });
      };
    },
    forget: () => process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}
