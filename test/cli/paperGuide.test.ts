/** The guide to a paper account: what stands in it is ours, and is all there is to say. */
import { expect, it } from 'vitest';
import { checkNames } from '../../src/adapters/doctor/catalogue.ts';
import { commands, guide, others } from '../support/paperGuide.ts';

it('every command of the guide is one of ours, or one that a test can not run', () => {
  expect(others).toEqual([
    'git clone <address of this repository> ordermaton && cd ordermaton',
    'npm ci',
    'npm start -- --speed max',
    'cp examples/paper-desk.yaml desk.yaml',
    'rm ~/.local/state/ordermaton/DU1234567.db*',
  ]);
  expect(commands.map(([name]) => name)).toEqual([
    ...['gateway', 'doctor', 'run', 'journal', 'journal', 'doctor', 'run', 'run', 'journal'],
  ]);
});

it('says of every box in the settings what the doctor looks at or names', () => {
  for (const box of [
    'Read-Only API',
    'Trusted IPs',
    'Master API client ID',
    'Auto restart',
    'Socket port',
    'Size Limit',
  ])
    expect(guide).toContain(`*${box}*`);
  expect(checkNames).toEqual(expect.arrayContaining(['readOnly', 'trusted', 'masterClient', 'autoRestart', 'socket']));
});
