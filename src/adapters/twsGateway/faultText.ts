/** Faults as the command line has them: one in a word, `delay:orderStatus:by=2s:client=1`, or a list in a JSON file. */
import { readFile } from 'node:fs/promises';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { readFault, refused } from './faults.ts';

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

/** The fault that a word means, as JSON has it. @throws `faultRefused` */
export function faultOf(word: string): unknown {
  const [fault = '', ...parts] = word.split(':');
  const fields = parts.map((part): readonly [string, unknown] => {
    const [name = '', ...rest] = part.split('=');
    const value = rest.join('=');
    if (rest.length === 0) return ['messages', part.split('+')];
    return [name, isNumber(value) ? Number(value) : value];
  });
  const raw = { fault, ...Object.fromEntries(fields) };
  readFault(raw);
  return raw;
}

/** The faults in a file. @throws `missingFile`, `faultRefused` for a fault that there is not, or a file that is no list */
export async function faultsIn(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  });
  const list = parsed(file, text);
  if (!Array.isArray(list)) throw refused(`in ${file}`, 'expected a list');
  for (const raw of list) readFault(raw);
  return list as readonly unknown[];
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refused(`in ${file}`, (error as Error).message);
  }
}
