/** A desk that is commanded: what is given to the engine with who asked for it, and what followed at once. */
import type { ControlledDesk, Heard } from '../../adapters/controlApi/controlledDesk.ts';
import type { ShownParts } from './shownDesk.ts';
import { shownDesk } from './shownDesk.ts';

export function controlledDesk(parts: ShownParts): ControlledDesk {
  const { engine, desk } = parts;
  return {
    ...shownDesk(parts),
    account: desk.account,
    book: desk.book,
    command(command, asked) {
      const heard: Heard[] = [];
      const reading = engine.bus.subscribe('*', (event, envelope) => {
        if (envelope !== undefined) heard.push({ event, envelope });
      });
      try {
        engine.send(command, asked);
      } finally {
        reading.unsubscribe();
      }
      const wish = heard.find(({ event }) => event.type === 'control.asked');
      const from = wish?.envelope.sequence;
      return heard.filter(({ event, envelope }) => envelope.correlation === from && event.type !== 'control.asked');
    },
    note: (note) => engine.note(note),
    recorded: () => engine.recorded(),
    follow(topic, hear) {
      const reading = engine.bus.subscribe(topic, (event, envelope) => {
        if (envelope !== undefined) hear({ event, envelope });
      });
      return () => reading.unsubscribe();
    },
  };
}
