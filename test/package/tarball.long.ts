import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/commandLine.ts';
import { exampleOf } from '../support/examples.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-package-'));
const elsewhere = join(folder, 'elsewhere');
const run = (command: string, args: readonly string[], cwd = elsewhere): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const installed = 'node_modules/ordermaton/dist/cli/main.js';

beforeAll(() => {
  run('npm', ['pack', '--silent', '--pack-destination', folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'package.json'), '{ "name": "elsewhere", "type": "module", "private": true }');
  run('npm', ['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)]);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package, installed in an empty folder', () => {
  it('runs the example of the README as it stands there', () => {
    const example = exampleOf('README.md');
    expect(example.split('\n').length).toBeLessThan(35);
    writeFileSync(join(elsewhere, 'example.js'), example);
    const said = run(process.execPath, ['example.js']).trim().split('\n');
    expect(said.slice(0, -1).every((line) => /^[A-Z]+ closed by its \w+ -?[\d.]+$/.test(line))).toBe(true);
    expect(said.length).toBeGreaterThan(3);
    expect(said.at(-1)).toMatch(/^equity [\d.]+ state [0-9a-f]{64}$/);
    expect(run(process.execPath, ['example.js']).trim().split('\n')).toEqual(said);
  });

  it('has the page built', () => {
    const page = join(elsewhere, 'node_modules/ordermaton/visualizations/page');
    expect(readdirSync(join(page, 'built')).sort()).toEqual(['index.html', 'page.css', 'page.js']);
    expect(readFileSync(join(page, 'built/page.js'), 'utf8')).not.toContain(root);
  });

  it('drives a machine by itself as the guide shows', () => {
    writeFileSync(join(elsewhere, 'machine.ts'), exampleOf('docs/guides/machines.md'));
    const said = run(process.execPath, ['machine.ts']).trim().split('\n');
    expect(said.at(-1)).toBe('pending cancel filled false');
    const promised = [...exampleOf('docs/guides/machines.md').matchAll(/\/\/ ([\w., ]+)$/gm)].flatMap(
      ([, words = '']) => words.split(', '),
    );
    expect(said).toEqual(promised);
  });

  it('has types that a strict program compiles with', () => {
    writeFileSync(join(elsewhere, 'example.ts'), exampleOf('README.md'));
    writeFileSync(join(elsewhere, 'machine.ts'), exampleOf('docs/guides/machines.md'));
    // Every declaration is checked, ours and those of what we use; XState's own do not pass with exactOptionalPropertyTypes.
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--noEmit'];
    const target = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--typeRoots'];
    const found = spawnSync(
      process.execPath,
      [
        `${root}node_modules/typescript/bin/tsc`,
        ...strict,
        ...target,
        `${root}node_modules/@types`,
        'example.ts',
        'machine.ts',
      ],
      { cwd: elsewhere, encoding: 'utf8' },
    );
    expect(found.stdout).toBe('');
    expect(found.status).toBe(0);
  });

  it('brings the command line, the reference desk and the pages that its errors point at', () => {
    const report = JSON.parse(run(process.execPath, [installed, 'run', '--speed', 'max', '--json'])) as {
      desk: string;
      account: { residue: string };
    };
    expect(report.desk).toBe('reference');
    expect(report.account.residue).toBe('0');
    const pages = ['docs/guides/desk-document.md', 'docs/reference/events.md', 'docs/reference/errors.md'];
    for (const page of pages) expect(run('ls', [`node_modules/ordermaton/${page}`]).trim()).not.toBe('');
  });

  it.each([
    ['the command line', [installed, 'run']],
    ['the library', ['example.js']],
  ])('wrongRuntime: %s says in one sentence that Node.js is too old', (_name, args) => {
    // An older Node.js is what this one claims to be before anything else is loaded.
    writeFileSync(
      join(elsewhere, 'older.cjs'),
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } });",
    );
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--require', './older.cjs', ...args], {
      cwd: elsewhere,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Ordermaton needs Node\.js 24 or newer, and this is 20\.11\.0/);
    expect(stderr).not.toMatch(/\n\s+at .*dist/);
    expect(status).not.toBe(0);
  });
});
