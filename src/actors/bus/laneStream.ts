/**
 * An RxJS Observable over a lane of the bus. RxJS itself would throw what a subscriber throws at the process, some time later; here it is
 * the failure of the lane, as it is for a handler. `lift` makes the same true behind operators (RxJS 7; see `test/contracts`).
 */
import type { Observer, Operator, Subscription } from 'rxjs';
import { Observable, Subscriber } from 'rxjs';

/** What a stream and all that is derived from it share: what a subscriber threw while an event was delivered, or when nobody delivered. */
interface Failures {
  isDelivering: boolean;
  thrown: { readonly error: unknown } | undefined;
  readonly late: (error: unknown) => void;
}
/** Subscribes to the lane; returns how to end it. */
type Source<T> = (hear: (event: T) => void) => () => void;

/** The events of a lane; `late` hears what a subscriber throws when no event is being delivered, behind a delay say. */
export const laneStream = <T>(source: Source<T>, late: (error: unknown) => void): Observable<T> =>
  new LaneStream<T>({ isDelivering: false, thrown: undefined, late }, source);

class LaneStream<T> extends Observable<T> {
  readonly #failures: Failures;

  constructor(failures: Failures, source?: Source<T>) {
    super(
      source === undefined
        ? undefined
        : (subscriber) => source((event) => delivered(failures, () => subscriber.next(event))),
    );
    this.#failures = failures;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    return Object.assign(new LaneStream<R>(this.#failures), { source: this, operator });
  }

  override subscribe(observer?: Partial<Observer<T>> | ((value: T) => void) | null): Subscription {
    if (observer instanceof Subscriber) return super.subscribe(observer);
    const partial = typeof observer === 'function' ? { next: observer } : (observer ?? {});
    const failures = this.#failures;
    const next = (value: T): void => {
      try {
        partial.next?.(value);
      } catch (error) {
        if (failures.isDelivering) failures.thrown = { error };
        else failures.late(error);
      }
    };
    return super.subscribe({ ...partial, next });
  }
}

/** Delivers, and throws what a subscriber threw meanwhile: to the lane, which knows what to do with it. */
function delivered(failures: Failures, deliver: () => void): void {
  failures.isDelivering = true;
  try {
    deliver();
  } finally {
    failures.isDelivering = false;
  }
  const { thrown } = failures;
  failures.thrown = undefined;
  if (thrown !== undefined) throw thrown.error;
}
