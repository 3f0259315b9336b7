/** Something that shows a run while it goes on, and what it looks at. */
import type { Engine } from '../../actors/engine/engine.ts';

/** What happens and what is: of an engine, or of a record that is heard again. */
export type Shown = Pick<Engine, 'bus' | 'views'>;

export interface Display {
  /** Ends the display; what was shown stays. */
  close(): void;
}
