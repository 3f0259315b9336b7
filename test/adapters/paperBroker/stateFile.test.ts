import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPaperState, writePaperState } from '../../../src/adapters/paperBroker/stateFile.ts';
import { createPaper } from '../../support/paper.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the book of a paper broker in its file', () => {
  it('is read back as it was written, and nothing else is left beside it', async () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    paper.place('o', { side: 'sell' });
    const file = join(folder, 'deeper', 'book.json');
    await writePaperState(file, paper.broker.save());
    expect(await readPaperState(file)).toEqual(paper.broker.save());
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['book.json']);
  });

  it('that is not there is a fresh start', async () => {
    expect(await readPaperState(join(folder, 'none.json'))).toBeUndefined();
  });

  it.each([
    ['text', 'no JSON'],
    ['another document', '{"version":2}'],
  ])('that holds %s is refused, not overwritten', async (_name, text) => {
    const file = join(folder, 'other.json');
    writeFileSync(file, text);
    await expect(readPaperState(file)).rejects.toMatchObject({ code: 'brokerStateBroken', details: { file } });
  });
});
