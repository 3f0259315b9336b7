/** The files of the page: a fixed table, read once. Whatever a path says, nothing else is served. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Both the clone and the package keep it beside the folder of the code. */
const root = new URL('../../../visualizations/', import.meta.url);
const places = { '/': 'page/built/', '/charts/': 'charts/' } as const;

/** By path; empty where the page was not built. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const [path, folder] of Object.entries(places))
    for (const name of namesIn(new URL(folder, root))) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const file = { type, bytes: readFileSync(new URL(`${folder}${name}`, root)) };
      files.set(`${path}${name}`, file);
      if (name === 'index.html') files.set(path, file);
    }
  return files;
}

function namesIn(folder: URL): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
