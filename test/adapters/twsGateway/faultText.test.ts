/** Faults as the command line has them: words and files, and what is wrong with others. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { faultOf, faultsIn } from '../../../src/adapters/twsGateway/faultText.ts';

describe('a fault in a word', () => {
  it.each([
    ['hangUp', { fault: 'hangUp' }],
    ['notice:code=1100', { fault: 'notice', code: 1100 }],
    ['notice:code=2103:in=30s:client=4', { fault: 'notice', code: 2103, in: '30s', client: 4 }],
    ['duplicate:execDetails', { fault: 'duplicate', messages: ['execDetails'] }],
    ['delay:orderStatus+openOrder:by=2s', { fault: 'delay', messages: ['orderStatus', 'openOrder'], by: '2s' }],
    ['notice:code=2103:text=a = b', { fault: 'notice', code: 2103, text: 'a = b' }],
  ])('%s', (word, expected) => {
    expect(faultOf(word)).toEqual(expected);
  });

  it.each([
    ['hang', /no such fault; there are hangUp/],
    ['notice', /code: is missing/],
    ['notice:code=often', /code: expected a number/],
    ['notice:openOrder:code=1100', /messages: there is no such field/],
    ['hangUp:in=soon', /in: expected a duration/],
    ['hangUp:client=-1', /client: expected the id of a client/],
  ])('%s is none', (word, problem) => {
    expect(() => faultOf(word)).toThrow(expect.objectContaining({ code: 'faultRefused' }));
    expect(() => faultOf(word)).toThrow(problem);
  });
});

describe('a file of faults', () => {
  async function fileOf(text: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'faults-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'faults.json');
    await writeFile(file, text);
    return file;
  }

  it('is a list of them', async () => {
    const list = [
      { fault: 'hangUp', in: '1h' },
      { fault: 'notice', code: 1102 },
    ];
    expect(await faultsIn(await fileOf(JSON.stringify(list)))).toEqual(list);
  });

  it.each([
    ['no JSON', '[', /JSON/],
    ['no list', '{"fault":"hangUp"}', /expected a list/],
    ['a fault that there is not', '[{"fault":"none"}]', /no such fault/],
  ])('with %s is refused', async (_what, text, problem) => {
    const reading = faultsIn(await fileOf(text));
    await expect(reading).rejects.toMatchObject({ code: 'faultRefused', message: expect.stringMatching(problem) });
  });

  it('that is not there is told', async () => {
    await expect(faultsIn('/nowhere/faults.json')).rejects.toMatchObject({ code: 'missingFile' });
  });
});
