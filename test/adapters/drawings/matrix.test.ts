/** A chart as tables. */

import { describe, expect, test } from 'vitest';
import { chartToMatrix } from '../../../src/adapters/drawings/matrix.ts';
import type { ChartStructure } from '../../../src/adapters/drawings/structure.ts';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { machines } from '../../../tools/renderCharts.ts';
import { lampMachine } from './lamp.ts';

const lamp = describeChart(lampMachine);
const all = machines.map((machine) => {
  const structure = describeChart(machine);
  return { id: machine.id, structure, tables: chartToMatrix(structure) };
});

/** The row of an event in the table of a region. */
function row(tables: string, region: string, event: string): string | undefined {
  const own = tables.split(/^## /m).find((section) => section.startsWith(`Region \`${region}\``)) ?? '';
  return own.split('\n').find((line) => line.startsWith('| ') && line.split(' | ')[0]?.includes(`\`${event}\``));
}

describe('the tables of a chart', () => {
  const tables = chartToMatrix(lamp);
  const ofLight = (event: string) => row(tables, 'light', event);

  test('begin with what the chart is, and count it', () => {
    expect(tables).toMatch(/^# lamp\n\nA lamp with a lock\.\n\n9 states, 15 transitions, 3 of them explicit ignores\./);
  });

  test('list the states with what they mean, their tags and what they do', () => {
    expect(tables).toContain('| `light.on` | It shines. | `isOn` | entry / light, ✉ |');
    expect(tables).toContain('| `light.on.warm` | Lit for long. | `isWarm` | exit / count |');
  });

  test('have a column for every leaf of a region', () => {
    expect(tables).toContain('| Event | `off` | `on.cold` | `on.warm` | `broken` |');
    expect(tables).toContain('| Event | `open` | `locked` |');
  });

  test('say where a state goes, under which guard, and what it does', () => {
    expect(ofLight('lamp.on')).toMatch(/^\| `lamp\.on` \| \[hasPower\] → `on` \/ count, ✉<br>→ `broken` \|/);
    expect(row(tables, 'lock', 'key.turned')).toBe('| `key.turned` | → `locked` | → `open` |');
  });

  test('say why an event changes nothing, or what is done then', () => {
    expect(ofLight('lamp.off')).toBe('| `lamp.off` | stays: It is off. | → `off` | → `off` |  |');
    expect(ofLight('lamp.*')).toBe('| `lamp.*` |  | stays / count | stays / count |  |');
  });

  test('say what a leaf has from the states around it', () => {
    expect(ofLight('room.changed')).toBe(
      '| `room.changed` |  | [hasPower] → `on.warm`<br>[isDark] → `off` | [isDark] → `off` |  |',
    );
  });

  test('say when a state is entered anew', () => {
    expect(ofLight('lamp.nudge')).toContain('| → `on.cold` anew |');
  });

  test('count it as a change when a state around a leaf sends it to itself: it is left and entered again', () => {
    expect(ofLight('lamp.break')).toBe(
      '| `lamp.break` | → `broken` | stays / count | stays / count | → `broken` anew |',
    );
  });

  test('say what the root answers, which the empty cells are left to', () => {
    expect(tables).toContain('- any other event: recorded as unexpected');
    expect(tables).toContain('- `power.lost`: It has a battery.');
  });

  test('are not torn by a reason with a bar, a bracket or a new line', () => {
    const edges = lamp.edges.map((edge) =>
      edge.description === 'It is off.' ? { ...edge, description: 'a|b <i>\nc' } : edge,
    );
    expect(row(chartToMatrix({ ...lamp, edges }), 'light', 'lamp.off')).toBe(
      '| `lamp.off` | stays: a\\|b \\<i\\> c | → `off` | → `off` |  |',
    );
  });

  test.for(all)('of $id have as many cells in every row', ({ tables: text }) => {
    for (const block of text.split('\n\n')) {
      const rows = block.split('\n').filter((line) => line.startsWith('|'));
      expect(new Set(rows.map((line) => line.replaceAll('\\|', '').split('|').length)).size).toBeLessThan(2);
    }
  });

  test.for(all)('of $id have every state and every event by name', ({ structure, tables: text }) => {
    const names = [...structure.nodes.map(({ path }) => path), ...structure.edges.map(({ event }) => event)];
    expect(names.filter((name) => name !== '' && name !== '*' && !text.includes(`\`${name}\``))).toEqual([]);
  });

  test.for(all)('of $id give every reason that the chart gives', ({ structure, tables: text }) => {
    expect(reasonsOf(structure).filter((reason) => !text.includes(reason))).toEqual([]);
  });
});

const reasonsOf = ({ edges }: ChartStructure): readonly string[] => [
  ...new Set(edges.map(({ description }) => description)),
];
