/** Puts what a pass said on the bus: the input under its own number, what follows from it as `sequence.index`. */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { EventBus } from '../bus/eventBus.ts';

export const publishOn =
  (bus: EventBus) =>
  (message: Event, envelope: Envelope, index: number): void => {
    if (!bus.hears(message.type)) return; // an envelope for nobody is not made
    const derived: Envelope =
      index === 0 ? envelope : { ...envelope, index, type: message.type, source: 'engine', data: message };
    bus.publish(message, derived);
  };
