/** Writes the reference pages that are made from the code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderReference } from './renderReference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const [path, text] of renderReference()) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
  process.stdout.write(`${path}\n`);
}
