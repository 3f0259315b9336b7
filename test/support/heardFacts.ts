/** What a desk has said: kept, asked for by its type, and waited for. */
import type { Event, EventType } from '../../src/events.ts';
import type { FactSource } from '../../src/ports.ts';

export interface HeardFacts {
  readonly facts: readonly Event[];
  said<T extends EventType>(type: T): readonly Event<T>[];
  /** What surprised anybody. */
  surprises(): readonly Event[];
  /** Resolves with the fact by which it comes to hold. */
  until(holds: () => boolean): Promise<void>;
}

const surprise =
  /unexpected|surprised|unconfirmed|overfilled|doubled|disputed|drifted|desk\.(quarantined|inputGivenUp)/;

export function heardFacts(bus: FactSource): HeardFacts {
  const facts: Event[] = [];
  const waiting = new Set<() => void>();
  bus.subscribe('*', (event) => {
    facts.push(event);
    for (const look of waiting) look();
  });
  return {
    facts,
    said: <T extends EventType>(type: T) =>
      facts.flatMap((fact) => (fact.type === type ? [fact as unknown as Event<T>] : [])),
    surprises: () => facts.filter(({ type }) => surprise.test(type)),
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
