/** What is wrong with a desk document, a line for each mistake; none where it can be read. */
import { expect } from 'vitest';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import type { OrdermatonError } from '../../src/errors.ts';

export const mistakes = (yaml: string): readonly string[] => {
  try {
    parseDesk(yaml, 'desk.yaml');
  } catch (error) {
    expect((error as OrdermatonError).code).toBe('deskFileWrong');
    return String((error as OrdermatonError).details.list)
      .split('\n')
      .map((line) => line.trim());
  }
  return [];
};
