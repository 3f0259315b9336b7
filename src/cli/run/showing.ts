/** Which display a run has: a live table in a terminal, plain lines where there is none, nothing beside JSON. */
import type { Display, Shown } from './display.ts';
import { createLiveTable } from './liveTable.ts';
import { createPlainLines } from './plainLines.ts';

export function displayFor(shown: Shown, about: string, isJson: boolean): Display {
  if (isJson) return { close: () => undefined };
  return process.stdout.isTTY ? createLiveTable(shown, about) : createPlainLines(shown, about);
}
