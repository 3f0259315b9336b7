/** A desk that runs goes on under its document as it is written now; a wrong one is told, and the old one stays. */
import type { Logger } from 'pino';
import type { Engine } from '../../actors/engine/engine.ts';
import { watchDesk } from '../../adapters/deskFile/watchedDesk.ts';
import type { VenuePlan } from './venue.ts';

export interface Reloading {
  close(): void;
}

/** Looks at the document of a desk that may be configured while it runs; the others are played as they began. */
export function watchReloads(file: string | undefined, { reread }: VenuePlan, engine: Engine, log: Logger): Reloading {
  if (file === undefined || reread === undefined) return { close: () => undefined };
  return watchDesk(file, {
    async changed(desk) {
      const isOther = await engine.reload(reread(desk));
      if (isOther) log.warn({ file, rules: desk.rules.length }, 'the desk goes on under its new document');
    },
    wrong: (problem) =>
      log.error({ file, problem }, 'the new document is not taken; the desk goes on under the old one'),
  });
}
