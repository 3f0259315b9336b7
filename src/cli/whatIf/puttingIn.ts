/** Puts an event from outside in by the door that it came in by. */
import type { Door, UserCommand } from '../../actors/engine/doors.ts';
import { doorOf } from '../../actors/engine/doors.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import type { Event } from '../../events.ts';
import type { MarketItem, SessionEvent, SignalEvent } from '../../ports.ts';

const doors = {
  market: (engine, event) => engine.hear(event as MarketItem, 'market'),
  clock: (engine, event) => engine.hear(event as SessionEvent, 'clock'),
  signal: (engine, event) => engine.hear(event as SignalEvent, 'signal'),
  user: (engine, event) => engine.send(event as UserCommand),
} as const satisfies Record<Door, (engine: Engine, event: Event) => void>;

export function putIn(engine: Engine, event: Event): void {
  const door = doorOf(event.type);
  if (door !== undefined) doors[door](engine, event);
}
