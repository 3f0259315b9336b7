import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/commandLine.ts';
import { filesUnder, pages } from './source.ts';

it('every link of a page leads to a file that is there', () => {
  const broken = [...pages(), ...filesUnder('docs', '.md')].flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => join(dirname(path), target))
      .filter((target) => !existsSync(join(root, target)))
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});

it('every link of the README leads to a file that is in the package too', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: readonly string[] };
  const [readme] = pages().filter(({ path }) => path === 'README.md');
  const targets = [...(readme?.text ?? '').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
  const left = targets.filter((target) => !files.some((file) => target === file || target.startsWith(`${file}/`)));
  expect(targets.length).toBeGreaterThan(10);
  expect(left).toEqual([]);
});

it('every page that an error sends its reader to is there', () => {
  const named = filesUnder('src').flatMap(({ text }) => text.match(/docs\/[\w/-]+\.md/g) ?? []);
  expect([...new Set(named)].filter((page) => !existsSync(join(root, page)))).toEqual([]);
});
