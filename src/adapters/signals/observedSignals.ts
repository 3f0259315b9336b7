/** Signals from an RxJS Observable: the way in for a program of the user's own. */
import type { Observable, Subscription } from 'rxjs';
import type { Duration } from '../../identifiers.ts';
import type { Clock, SignalEvent } from '../../ports.ts';
import type { Listening } from './listening.ts';
import { listenTo } from './listening.ts';
import { SignalQueue } from './signalQueue.ts';

export interface ObservedSignalsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Silent for longer than that it is stale; it may be silent unless told. */
  readonly silence?: Duration;
  /** Its signals are acted on no longer than that; as long as the desk has it unless told. */
  readonly goodFor?: Duration;
}

/**
 * Hears the signals of an Observable, to be given to an engine as `signals`. It is subscribed to when the engine runs and let go of by
 * `close`; it ends when the Observable completes, and when the Observable fails the desk is told (`feed.failed`) and goes on without it. In
 * conditions it is `feeds.code`.
 */
export function signalsFrom(
  observable: Observable<SignalEvent>,
  { clock, silence, goodFor }: ObservedSignalsOptions,
): Listening {
  const queue = new SignalQueue<SignalEvent>(clock);
  let subscription: Subscription | undefined;
  const close = (): void => {
    subscription?.unsubscribe();
    queue.close();
  };
  const source = {
    name: 'an Observable',
    isLive: true,
    async *batches() {
      let failure: { readonly error: unknown } | undefined;
      subscription = observable.subscribe({
        next: (signal) => void queue.put(signal),
        error(error: unknown) {
          failure = { error };
          queue.close();
        },
        complete: () => queue.close(),
      });
      yield* queue.batches();
      if (failure !== undefined) throw failure.error;
    },
  };
  const limits = { ...(silence === undefined ? {} : { silence }), ...(goodFor === undefined ? {} : { goodFor }) };
  return listenTo([{ feed: 'code', source, close, ...limits }], clock);
}
