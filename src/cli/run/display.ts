/** Shows a run while it goes on: a live table in a terminal, plain lines where there is none, nothing beside JSON. */
import type { Engine } from '../../actors/engine/engine.ts';
import type { MarketData } from '../../ports.ts';
import { createLiveTable } from './liveTable.ts';
import type { RunOptions } from './options.ts';
import { createPlainLines } from './plainLines.ts';

export interface Display {
  /** Ends the display; what was shown stays. */
  close(): void;
}

export function createDisplay(engine: Engine, market: MarketData, options: Pick<RunOptions, 'json'>): Display {
  if (options.json === true) return { close: () => undefined };
  return process.stdout.isTTY ? createLiveTable(engine, market) : createPlainLines(engine);
}
