/** What one check has found: a mark and a sentence, for the whole or for one symbol. */
import type { CheckName } from './catalogue.ts';

/** `notChecked`: nothing is known, since the API does not tell it or an earlier check has failed. */
export const marks = ['ok', 'warn', 'fail', 'notChecked'] as const;
export type Mark = (typeof marks)[number];

export interface Finding {
  readonly check: CheckName;
  readonly mark: Mark;
  readonly detail: string;
  /** The symbol. */
  readonly subject?: string;
}

export const found = (check: CheckName, mark: Mark, detail: string, subject?: string): Finding => ({
  ...{ check, mark, detail },
  ...(subject === undefined ? {} : { subject }),
});

/** What the API does not tell. */
export const unseen = (check: CheckName, detail: string): Finding =>
  found(check, 'notChecked', `look here yourself: ${detail}`);
