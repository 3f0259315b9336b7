import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHaltMarks } from '../../../src/adapters/documents/haltMarks.ts';
import { openPagePreferences } from '../../../src/adapters/documents/pagePreferences.ts';
import { documentFolder } from '../../../src/adapters/documents/smallDocument.ts';
import { createDesk } from '../../support/desk.ts';
import { freshFolder } from '../../support/journals.ts';

const halt = { type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'lunch' } as const;
const marked = { scope: 'desk', why: 'lunch', by: 'ada', at: '2025-03-03T15:00:00Z' };

/** A desk whose halts are marked in a folder. */
function followed(folder = join(freshFolder(), 'not there yet')) {
  const desk = createDesk();
  openHaltMarks(folder).follow(desk.engine.bus);
  return { ...desk, folder };
}

describe('a halt leaves a mark', () => {
  it('that says in a file for people what is halted, why, by whom and since when', () => {
    const { send, folder } = followed();
    send(halt);
    expect(openHaltMarks(folder).marks()).toEqual([marked]);
    expect(readFileSync(join(folder, 'halt.json'), 'utf8')).toContain('\n      "why": "lunch",\n');
    expect(readdirSync(folder)).toEqual(['halt.json']);
  });

  it.each([
    ['a book alone', { ...halt, scope: 'book/main' } as const, ['book/main']],
    ['a second time: the first stands', { ...halt, why: 'still' } as const, ['desk']],
    ['the kill switch', { type: 'desk.emergency', why: 'everything is odd' } as const, ['desk']],
    ['a scope that there is not', { ...halt, scope: 'planet/mars' } as const, []],
    ['a resumption', { type: 'risk.resume', scope: 'desk', operator: 'ada', why: 'back' } as const, []],
    ['what only reduces', { type: 'risk.reduce', scope: 'desk', operator: 'ada', why: 'careful' } as const, []],
  ])('of %s', (_what, command, scopes) => {
    const { send, folder } = followed();
    if (command.type === 'risk.resume' || command.why === 'still') send(halt);
    send(command);
    const marks = openHaltMarks(folder).marks();
    expect(marks.map(({ scope }) => scope)).toEqual(scopes);
    if (command.why === 'still') expect(marks).toEqual([marked]);
  });

  it('with which the next desk begins halted, and refuses what adds risk', () => {
    const { said, open, quote, engine } = createDesk({ halts: [{ scope: 'desk', operator: 'ada', why: 'lunch' }] });
    quote('100.00', '100.02');
    open();
    expect(said('risk.stateChanged')).toMatchObject([{ scope: 'desk', state: 'halted', why: 'lunch' }]);
    expect(said('risk.refused')).toMatchObject([{ code: 'halted' }]);
    expect(engine.views.orders()).not.toContainEqual(expect.objectContaining({ status: 'working' }));
  });

  it('that a person takes off', () => {
    const { send, folder } = followed();
    send(halt);
    openHaltMarks(folder).lift();
    expect(openHaltMarks(folder).marks()).toEqual([]);
  });

  it('of a rule, that a rule takes off, and no mark of a person', () => {
    const folder = freshFolder();
    const desk = createDesk({
      yaml: `rules:
  stop: { when: signal.prediction, if: signal.signal == "SELL", then: { halt: desk } }
  go: { when: signal.prediction, if: signal.signal == "BUY", then: { resume: desk } }`,
    });
    const marks = openHaltMarks(folder);
    marks.follow(desk.engine.bus);
    const by = () =>
      openHaltMarks(folder)
        .marks()
        .map((each) => each.by);
    desk.predict('SELL');
    expect(by()).toEqual(['rule stop']);
    desk.predict('BUY');
    expect(by()).toEqual([]);
    desk.send(halt);
    desk.predict('BUY');
    expect(by()).toEqual(['ada']);
  });

  it('whose failure is said: the halt stands in the journal all the same', () => {
    const folder = join(freshFolder(), 'file');
    writeFileSync(folder, 'in the way');
    const desk = createDesk();
    expect(() => openHaltMarks(folder)).toThrow(expect.objectContaining({ code: 'missingFile' }));
    const place = join(freshFolder(), 'folder');
    openHaltMarks(place).follow(desk.engine.bus);
    const failed: string[] = [];
    desk.engine.bus.subscribe('desk.readerFailed', ({ topic }) => failed.push(topic));
    writeFileSync(place, 'in the way');
    desk.send(halt);
    expect(failed).toEqual(['risk.stateChanged']);
    expect(desk.said('risk.stateChanged')).toMatchObject([{ state: 'halted' }]);
  });
});

describe('a document that is broken', () => {
  const whole = JSON.stringify({ form: 1, marks: [marked] });
  it.each([
    ['half written', whole.slice(0, 40)],
    ['empty', ''],
    ['of a newer form', JSON.stringify({ form: 2, marks: [] })],
    ['with a scope that there is not', whole.replace('desk', 'everything')],
    ['with a field that there is not', JSON.stringify({ form: 1, marks: [], lifted: true })],
  ])('%s, is set aside as it is, and the desk counts as halted until a person has looked', (_what, text) => {
    const folder = freshFolder();
    for (const time of [1, 2]) {
      writeFileSync(join(folder, 'halt.json'), text);
      const marks = openHaltMarks(folder);
      const aside = join(folder, `halt.json.broken-${time}`);
      expect(marks.setAside).toBe(aside);
      expect(readFileSync(aside, 'utf8')).toBe(text);
      expect(marks.marks()).toMatchObject([{ scope: 'desk', why: `the halt mark was broken and lies in ${aside}` }]);
      expect(openHaltMarks(folder)).toMatchObject({ setAside: undefined });
      expect(openHaltMarks(folder).marks()).toEqual(marks.marks());
    }
  });

  it('costs preferences, not the page', () => {
    const folder = freshFolder();
    openPagePreferences(folder).write({ form: 1, theme: 'dark', times: 'utc' });
    expect(openPagePreferences(folder).data).toEqual({ form: 1, theme: 'dark', times: 'utc' });
    writeFileSync(join(folder, 'page.json'), '{"form":1,"theme":"pink"}');
    const preferences = openPagePreferences(folder);
    expect(preferences.data).toEqual({ form: 1, theme: 'system', times: 'exchange' });
    expect(preferences.setAside).toBe(join(folder, 'page.json.broken-1'));
  });

  it('that can not be read at all is no reason to go on without it', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'halt.json'));
    expect(() => openHaltMarks(folder)).toThrow(expect.objectContaining({ code: 'missingFile' }));
  });

  it('keeps what it said when it can not be written', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'page.json.part'));
    const preferences = openPagePreferences(folder);
    const write = (): void => preferences.write({ form: 1, theme: 'dark', times: 'utc' });
    expect(write).toThrow(expect.objectContaining({ code: 'notWritable' }));
    expect(preferences.data.theme).toBe('system');
  });
});

it('documents of two desks never meet, whatever the desks are called', () => {
  const of = (account: string, desk: string): string => documentFolder('/state', { mode: 'paper', account, desk });
  const folders = [of('A', 'b/c'), of('A/b', 'c'), of('A', '..'), of('A', '.'), of('..', 'c')];
  expect(new Set(folders).size).toBe(folders.length);
  for (const folder of folders) expect(folder.split('/')).toHaveLength(5);
});
