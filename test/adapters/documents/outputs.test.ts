import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutputs } from '../../../src/adapters/documents/outputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
writeFileSync(at('bars.csv'), 'precious');
writeFileSync(at('notes.txt'), 'precious too');
mkdirSync(at('data'));
writeFileSync(at('data/one.zip'), 'precious as well');
linkSync(at('bars.csv'), at('hard.csv'));
symlinkSync(at('bars.csv'), at('soft.csv'));

describe('an output is refused before anything is done', () => {
  const inputs = [at('bars.csv'), at('data')];
  it.each([
    ['that is an input', { path: at('bars.csv') }, 'the run reads it'],
    ['that is an input by another path', { path: at('data/../bars.csv') }, 'the run reads it'],
    ['that is an input by a link', { path: at('soft.csv') }, 'the run reads it'],
    ['that is an input by a second name', { path: at('hard.csv') }, 'the run reads it'],
    ['that is part of a folder that is read', { path: at('data/one.zip') }, 'it is part of what the run reads'],
    [
      'that would take the place of something else',
      { path: at('notes.txt'), begins: '{' },
      'it is something else and would be lost',
    ],
    ['that is a folder', { path: at('data') }, 'the run reads it'],
    ['whose folder is a file', { path: at('notes.txt/x') }, 'something else is in its place'],
    ['whose folder of files is a file', { path: at('notes.txt'), files: ['a'] }, 'something else is in its place'],
  ])('%s', async (_name, output, problem) => {
    await expect(checkOutputs([output], inputs)).rejects.toMatchObject({ code: 'notWritable', details: { problem } });
    expect(readFileSync(at('bars.csv'), 'utf8')).toBe('precious');
  });

  it('two outputs at one place', async () => {
    await expect(checkOutputs([{ path: at('x') }, { path: at('./x') }], [])).rejects.toThrow('two outputs');
  });

  it('and one that can be written is left as it is: nothing of it is there until there is something to write', async () => {
    writeFileSync(at('old.ndjson'), '{"format"');
    await checkOutputs(
      [
        { path: at('new/deep.ndjson') },
        { path: at('old.ndjson'), begins: '{"format"' },
        { path: at('pages'), files: ['a'] },
      ],
      inputs,
    );
    expect(readdirSync(at('new'))).toEqual([]);
    expect(readdirSync(at('pages'))).toEqual([]);
    expect(readFileSync(at('old.ndjson'), 'utf8')).toBe('{"format"');
  });
});
