import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultRules } from '../../../src/adapters/paperBroker/rules.ts';

const folder = new URL('.', import.meta.url);
const page = readFileSync(new URL('../../../docs/reference/fill-model.md', folder), 'utf8');
const tests = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts') && name !== 'rules.test.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

describe('the page of the fill model', () => {
  const rules = [...page.matchAll(/\*\*([A-Z]\d+)\*\*/g)].map(([, rule = '']) => rule);

  it('has each rule once', () => {
    expect(rules.length).toBeGreaterThan(50);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('has a test of the same number for each rule, and a rule for each test', () => {
    const heads = [...tests.matchAll(/'((?:[A-Z]\d+, )*[A-Z]\d+)[:']/g)].flatMap(([, head = '']) => head.split(', '));
    const tested = heads.filter((rule) => /^[FGDACR]/.test(rule));
    expect([...new Set(tested)].sort()).toEqual([...rules].sort());
  });

  it('names every switch', () => {
    expect(Object.keys(defaultRules).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });
});
