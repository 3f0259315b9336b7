/**
 * The stage of a desk, beside its journals: one word for all of its accounts, so that what was shown on paper counts where money is traded.
 * The later word counts, of this document or of a journal. One that can not be read stands for the lowest stage.
 */
import { join } from 'node:path';
import * as z from 'zod';
import type { Event } from '../../events.ts';
import { isoTime, timestamp } from '../../identifiers.ts';
import type { FactSource } from '../../ports.ts';
import { stages } from '../../stages.ts';
import { openDocument } from './smallDocument.ts';

const mark = z
  .strictObject({
    form: z.literal(1),
    stage: z.enum(stages),
    /** By the clock of the desk that said it, ISO 8601 in UTC. */
    since: z.iso.datetime({ offset: true }),
    by: z.string(),
    why: z.string(),
    evidence: z.string(),
    /** In whose journal it stands. */
    account: z.string(),
  })
  .nullable();
type Mark = z.infer<typeof mark>;

export interface StageMark {
  readonly file: string;
  /** What was said last, to be entered in the record of a run; nothing where nobody has said anything. */
  said(): Omit<Event<'desk.takeStage'>, 'type'> | undefined;
  /** Keeps what is said from here on. */
  follow(source: FactSource): void;
}

export interface StageMarkOptions {
  /** The state folder. */
  readonly folder: string;
  readonly desk: string;
  readonly account: string;
  /** A broken document is said to be of this moment. */
  readonly now: string;
}

/** @throws `missingFile`, `notWritable` */
export function openStageMark({ folder, desk, account, now }: StageMarkOptions): StageMark {
  const file = join(folder, 'stages', `${encodeURIComponent(desk).replaceAll('.', '%2E')}.json`);
  const document = openDocument<Mark>(file, {
    schema: mark,
    absent: null,
    broken: (setAside) => ({
      ...{ form: 1, stage: 'observe', since: now, by: 'ordermaton', evidence: '', account },
      why: `the document of its stage was broken and lies in ${setAside}`,
    }),
  });
  return {
    file,
    said() {
      const { data } = document;
      if (data === null) return undefined;
      const { stage, since, by: operator, why, evidence, account: of } = data;
      return { stage, since: timestamp(since), operator, why, evidence: `${evidence} (account ${of}, ${since})` };
    },
    follow(source) {
      source.subscribe('desk.stageChanged', ({ to: stage, operator: by, why, evidence }, envelope) => {
        // what came out of the document stays as it stands there
        if (envelope === undefined || envelope.source !== 'user') return;
        document.write({ form: 1, stage, since: isoTime(envelope.at), by, why, evidence, account });
      });
    },
  };
}
