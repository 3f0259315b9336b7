/** The examples that the pages show, as text. */
import { readFileSync } from 'node:fs';
import { root } from './commandLine.ts';

/** The first TypeScript block of a page. */
export const exampleOf = (page: string): string =>
  /```ts\n([\s\S]*?)```/.exec(readFileSync(`${root}${page}`, 'utf8'))?.[1] ?? '';
