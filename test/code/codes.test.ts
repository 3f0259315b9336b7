import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { refusalCodes } from '../../src/refusals.ts';
import { filesUnder, withoutComments } from './source.ts';

const tests = filesUnder('test').filter(({ path }) => !path.startsWith('test/code/'));
const source = filesUnder('src');
const namedIn = (files: typeof tests, code: string): boolean =>
  files.some(({ text }) => new RegExp(`['"\`]${code}\\b`).test(withoutComments(text)));

describe('codes', () => {
  it('every refusal is named by a test that reaches it', () => {
    expect(refusalCodes.filter((code) => !namedIn(tests, code))).toEqual([]);
  });

  it('every error is named by a test that reaches it', () => {
    expect(errorCodes.filter((code) => !namedIn(tests, code))).toEqual([]);
  });

  it('no code is left that nothing says', () => {
    const saying = source.filter(({ path }) => path !== 'src/errors.ts' && path !== 'src/refusals.ts');
    // Trading states are refusal codes by their own names.
    const said = [...refusalCodes, ...errorCodes].filter((code) => !namedIn(saying, code));
    expect(said).toEqual([]);
  });
});
