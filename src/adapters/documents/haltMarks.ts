/**
 * The halt mark: which scopes a person has halted, kept beside the journals, so that the next run of the desk begins halted. A mark can
 * halt what the journal says is active; one that is missing lifts nothing.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { isoTime } from '../../identifiers.ts';
import type { FactSource } from '../../ports.ts';
import { openDocument } from './smallDocument.ts';

const mark = z.strictObject({
  /** What else stands here would halt nothing, and so makes the document a broken one. */
  scope: z.string().regex(/^(desk|(account|book|instrument)\/[!-~]+)$/),
  why: z.string(),
  /** Who halted it. */
  by: z.string(),
  /** By the clock of the desk, ISO 8601 in UTC. */
  at: z.string(),
});
export type HaltMark = Readonly<z.infer<typeof mark>>;
const schema = z.strictObject({ form: z.literal(1), marks: z.array(mark).readonly() }).readonly();
type Halts = z.infer<typeof schema>;

export interface HaltMarks {
  readonly file: string;
  /** Where a broken document lies now; it stands for a halt of the whole desk. */
  readonly setAside: string | undefined;
  /** What is marked as halted. */
  marks(): readonly HaltMark[];
  /** Takes every mark off, on the word of a person. @throws `notWritable` */
  lift(): void;
  /** Keeps the marks from here on: halted by whoever it was, killed or resumed by a person; by a rule what a rule has halted. */
  follow(source: FactSource): void;
}

/** Rules halt and resume in their own name. */
const isRule = (operator: string): boolean => operator.startsWith('rule ');
/** The scope of everything. */
const DESK = 'desk';

/** Opens the marks of a desk, in the folder of its documents. @throws `missingFile`, `notWritable` */
export function openHaltMarks(folder: string): HaltMarks {
  const document = openDocument<Halts>(join(folder, 'halt.json'), {
    schema,
    absent: { form: 1, marks: [] },
    // Nobody knows what it said: until a person has looked, nothing that adds risk may pass.
    broken: (setAside) => ({
      form: 1,
      marks: [{ scope: DESK, why: `the halt mark was broken and lies in ${setAside}`, by: 'ordermaton', at: '' }],
    }),
  });

  const without = (scope: string): readonly HaltMark[] => document.data.marks.filter((each) => each.scope !== scope);
  function add(added: HaltMark): void {
    if (document.data.marks.some(({ scope }) => scope === added.scope)) return;
    document.write({ form: 1, marks: [...document.data.marks, added] });
  }

  return {
    file: document.file,
    setAside: document.setAside,
    marks: () => document.data.marks,
    lift() {
      if (document.data.marks.length > 0) document.write({ form: 1, marks: [] });
    },
    follow(source) {
      let operator = '';
      source.subscribe('risk.halt', (event) => {
        operator = event.operator;
      });
      source.subscribe('risk.stateChanged', ({ scope, state, why }, envelope) => {
        if (state === 'halted' && envelope !== undefined) add({ scope, why, by: operator, at: isoTime(envelope.at) });
      });
      source.subscribe('desk.emergency', ({ why }, envelope) => {
        if (envelope?.source === 'user') add({ scope: DESK, why, by: 'the kill switch', at: isoTime(envelope.at) });
      });
      source.subscribe('risk.resume', ({ scope, operator: by }, envelope) => {
        // A rule takes off what a rule has put on; everything else only a person.
        const isOfRules = isRule(by) && document.data.marks.every((each) => each.scope !== scope || isRule(each.by));
        if (envelope?.source !== 'user' && !isOfRules) return;
        const left = without(scope);
        if (left.length < document.data.marks.length) document.write({ form: 1, marks: left });
      });
    },
  };
}
