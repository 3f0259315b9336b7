import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../../../src/actors/engine/replay.ts';
import { createExport } from '../../../src/adapters/journal/exportFile.ts';
import { openExport } from '../../../src/adapters/journal/exportReader.ts';
import { replayRun } from '../../../src/cli/replay.ts';
import { createDesk } from '../../support/desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Exports a small run; `end` is the state hash to write, or none for no closing line. */
async function exported(file: string, end?: string): Promise<string> {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('100.60', '100.62');
  desk.pass();
  const writer = createExport(file, '1.2.3');
  for await (const record of desk.journal.read(1)) writer.hear(record);
  const hash = desk.engine.hash();
  if (end === 'none') writer.abandon();
  else writer.finish({ how: 'ended', stateHash: end ?? hash });
  return hash;
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
    await expect(replayed(file)).rejects.toMatchObject({
      code: 'journalGap',
      details: { journal: `${file}:6`, from: 4, to: 6 },
    });
  });

  it('with a line twice, or two lines in the wrong order, is refused with the sequences around them', async () => {
    const twice = await broken('twice.ndjson', (lines) => void lines.splice(5, 0, lines[5] ?? ''));
    await expect(replayed(twice)).rejects.toMatchObject({ code: 'journalGap', details: { from: 5, to: 5 } });
    const swapped = await broken('swapped.ndjson', (lines) => void lines.splice(5, 2, ...lines.slice(5, 7).reverse()));
    await expect(replayed(swapped)).rejects.toMatchObject({ code: 'journalGap', details: { from: 4, to: 6 } });
  });

  it.each([
    ['a price of a quote', 'market.quote', /"bid":"100/, '"bid":"101'],
    ['a fee', 'broker.commission', /"fee":"(\d)/, '"fee":"9'],
    ['the size of an execution', 'broker.execution', /"quantity":"1/, '"quantity":"2'],
  ])('in which %s was changed is refused with the line', async (_name, type, from, to) => {
    let changed = 0;
    const file = await broken('changed.ndjson', (lines) => {
      changed = lines.findIndex((line) => line.includes(`"type":"${type}"`) && from.test(line));
      lines[changed] = (lines[changed] ?? '').replace(from, to);
    });
    expect(changed).toBeGreaterThan(0);
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalChanged', details: { line: changed + 1 } });
  });

  it('whose header was changed is refused', async () => {
    const file = await broken(
      'header.ndjson',
      (lines) => void lines.splice(0, 1, (lines[0] ?? '').replace('1.2.3', '9')),
    );
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalChanged', details: { line: 1 } });
  });

  it('of another form, or with an event that the alphabet has not, is refused', async () => {
    const form = await broken(
      'form.ndjson',
      (lines) => void lines.splice(0, 1, (lines[0] ?? '').replace('"v":2', '"v":9')),
    );
    await expect(openExport(form)).rejects.toThrow('its form is 9, and this version reads form 2');
    const foreign = await broken('foreign.ndjson', (lines) => {
      lines[3] = (lines[3] ?? '').replaceAll(/"type":"\w+\.\w+"/g, '"type":"market.foo"');
    });
    await expect(replayed(foreign)).rejects.toThrow('there is no event market.foo');
  });

  it.each([
    ['within a line', (text: string) => text.slice(0, Math.floor(text.length / 2))],
    ['at the end of a line', (text: string) => text.split('\n').slice(0, 8).join('\n')],
    ['before its closing line', (text: string) => text.split('\n').slice(0, -2).join('\n')],
  ])('that breaks off %s says how far it is whole, and is replayed so far when asked', async (_name, cut) => {
    const file = join(folder, 'cut.ndjson');
    await exported(file);
    writeFileSync(file, cut(readFileSync(file, 'utf8')));
    const reader = await openExport(file);
    const whole = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('"}')).length;
    await expect(replay(reader.records())).rejects.toMatchObject({
      code: 'journalUnfinished',
      details: { line: whole, sequence: whole - 1 },
    });
    expect((await replay(reader.records({ isPartial: true }))).sequence).toBe(whole - 1);
  });

  it('of a run that failed has no closing line', async () => {
    const file = join(folder, 'failed.ndjson');
    await exported(file, 'none');
    await expect(replayed(file)).rejects.toMatchObject({ code: 'journalUnfinished' });
  });

  it('that ends in another state than the replay is a difference', async () => {
    const file = join(folder, 'state.ndjson');
    await exported(file, 'f'.repeat(64));
    await expect(replayRun(file, { json: true }, '1.2.3')).rejects.toMatchObject({ code: 'replayDiffers' });
  });

  it('that is shorter than what is to be replayed says where it ends', async () => {
    const file = join(folder, 'short.ndjson');
    await exported(file);
    await expect(replayRun(file, { to: { to: 9_999 } }, '1.2.3')).rejects.toThrow(/to: the record ends at \d+/);
  });

  it('is read by its line feeds alone: other signs that end lines elsewhere are part of a text', async () => {
    const file = join(folder, 'separator.ndjson');
    const desk = createDesk();
    desk.send({ type: 'desk.drain', why: 'one\u2028two\u2029three' });
    const writer = createExport(file, '1');
    for await (const record of desk.journal.read(1)) writer.hear(record);
    writer.finish({ how: 'stopped', stateHash: desk.engine.hash() });
    expect((await replay((await openExport(file)).records())).hash()).toBe(desk.engine.hash());
  });

  it('that can not be written any more is given up, and the run hears of it at its end', () => {
    const writer = createExport('/dev/full', '1');
    expect(() => writer.finish({ how: 'ended', stateHash: '' })).toThrow(
      expect.objectContaining({ code: 'notWritable', message: '/dev/full can not be written: no space is left.' }),
    );
  });

  it('that is no export, or not there, is refused', async () => {
    const file = join(folder, 'no.txt');
    writeFileSync(file, '{"format":"something else"}\n');
    await expect(openExport(file)).rejects.toMatchObject({ code: 'journalUnreadable' });
    await expect(openExport(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'missingFile' });
    expect(() => createExport(join(folder, 'no', 'folder'), '1')).toThrow(
      expect.objectContaining({ code: 'notWritable' }),
    );
  });
});
