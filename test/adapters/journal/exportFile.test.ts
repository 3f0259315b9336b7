import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../../../src/actors/engine/replay.ts';
import { createExport, openExport } from '../../../src/adapters/journal/exportFile.ts';
import { createDesk } from '../../support/desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function exported(file: string): Promise<string> {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('100.60', '100.62');
  desk.pass();
  const writer = createExport(file, '1.2.3');
  for await (const record of desk.journal.read(1)) writer.hear(record);
  writer.close();
  return desk.engine.hash();
}

describe('an export', () => {
  it('replays to the hash of the run', async () => {
    const file = join(folder, 'run.ndjson');
    const hash = await exported(file);
    const reader = await openExport(file);
    expect(reader.version).toBe('1.2.3');
    expect((await replay(reader.records())).hash()).toBe(hash);
  });

  const broken = async (name: string, change: (lines: string[]) => void): Promise<string> => {
    const file = join(folder, name);
    await exported(file);
    const lines = readFileSync(file, 'utf8').split('\n');
    change(lines);
    writeFileSync(file, lines.join('\n'));
    return file;
  };
  const replayed = async (file: string) => replay((await openExport(file)).records());

  it('with a line that is no record is refused with file and line', async () => {
    const file = await broken('text.ndjson', (lines) => void lines.splice(5, 1, 'this is no JSON'));
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalUnreadable', details: { line: 6 } });
  });

  it('with a line that is something else is refused', async () => {
    const file = await broken('other.ndjson', (lines) => void lines.splice(5, 1, '{"a":1}'));
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalUnreadable', details: { line: 6 } });
  });

  it('with a missing line is refused with the sequences around it', async () => {
    const file = await broken('gap.ndjson', (lines) => void lines.splice(5, 1));
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalGap', details: { from: 4, to: 6 } });
  });

  it('that is no export, or not there, is refused', async () => {
    const file = join(folder, 'no.txt');
    writeFileSync(file, '{"format":"something else"}\n');
    await expect(openExport(file)).rejects.toMatchObject({ code: 'journalUnreadable' });
    await expect(openExport(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'missingFile' });
    expect(() => createExport(join(folder, 'no', 'folder'), '1')).toThrow(
      expect.objectContaining({ code: 'missingFile' }),
    );
  });
});
