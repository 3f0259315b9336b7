/** The examples that the README shows, as text. */
import { readFileSync } from 'node:fs';
import { root } from './commandLine.ts';

/** The code blocks of a language, in the order of the page. */
export const readmeBlocks = (language: string): readonly string[] =>
  [...readFileSync(`${root}README.md`, 'utf8').matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, found, code = '']) =>
    found === language ? [code] : [],
  );
