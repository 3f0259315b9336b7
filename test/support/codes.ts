/** The codes of what is refused. */
import { OrdermatonError } from '../../src/errors.ts';

/** The code of what is thrown; what has none is a fault. */
export function codeOf(act: () => unknown): string {
  try {
    act();
    return 'nothing';
  } catch (error) {
    if (error instanceof OrdermatonError) return error.code;
    throw error;
  }
}
