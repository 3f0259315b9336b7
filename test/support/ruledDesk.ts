/** A desk under rules that trades two symbols, both quoted. */
import type { InstrumentId } from '../../src/identifiers.ts';
import type { Desk } from './desk.ts';
import { createDesk } from './desk.ts';

export const IBM = 'IBM' as InstrumentId;
/** The rules as a desk document has them, indented. */
export const deskOf = (rules: string): Desk => {
  const desk = createDesk({ yaml: `rules:\n${rules}` });
  desk.quote('100.00', '100.02');
  desk.quote('50.00', '50.02', 1_000, IBM);
  return desk;
};
