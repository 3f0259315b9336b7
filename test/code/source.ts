/** The project's own files, for tests about the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export function filesUnder(folder: string, ending = '.ts'): readonly SourceFile[] {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length))
    .sort()
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

/** The text without comments, so that words in prose do not count. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/** What a file imports from the project, as paths from the root. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, target = '']) =>
    normalise(`${folder}/${target}`),
  );
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The pages at the root of the repository. */
export const pages = (): readonly SourceFile[] =>
  readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
