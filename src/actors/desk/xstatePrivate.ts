/** What we use of XState 5.33.3 beyond its public surface; `test/contracts/xstate.test.ts` asserts that it is there. */
import type { AnyActorRef } from 'xstate';

/**
 * Stops a child that was made with `createActor(logic, { parent })`. Publicly only its parent's `stopChild` may do so, at the price of
 * a transition of the parent; without a stop the actor system would keep the actor for ever.
 */
export const stopActor = (ref: AnyActorRef): void => {
  (ref as unknown as { _stop(): void })._stop();
};
