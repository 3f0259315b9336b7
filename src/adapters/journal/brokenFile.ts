/** SQLite's word that a file is damaged is ours that the journal is. */
import { OrdermatonError } from '../../errors.ts';

/** @throws `journalBroken` for what is no error of ours already */
export function broken<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrdermatonError) throw error;
    throw new OrdermatonError('journalBroken', { file, problem: (error as Error).message });
  }
}
