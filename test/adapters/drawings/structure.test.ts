/** The description of a chart. */
import { describe, expect, test } from 'vitest';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { machines } from '../../../tools/renderCharts.ts';
import { lampMachine } from './lamp.ts';

const structure = describeChart(lampMachine);
const nodeAt = (path: string) => structure.nodes.find((node) => node.path === path);
const edgesOf = (source: string, event: string) =>
  structure.edges.filter((edge) => edge.source === source && edge.event === event);

describe('the description of a chart', () => {
  test('names the machine and says what it is', () => {
    expect(structure).toMatchObject({ id: 'lamp', description: 'A lamp with a lock.' });
  });

  test('lists the states in document order, the root first', () => {
    expect(structure.nodes.map(({ path }) => path)).toEqual([
      '',
      'light',
      'light.off',
      'light.on',
      'light.on.cold',
      'light.on.warm',
      'light.broken',
      'lock',
      'lock.open',
      'lock.locked',
    ]);
  });

  test('tells regions, states around others and innermost states apart', () => {
    expect(nodeAt('')?.type).toBe('parallel');
    expect(nodeAt('light.on')).toMatchObject({
      type: 'compound',
      initial: 'light.on.cold',
      children: ['light.on.cold', 'light.on.warm'],
    });
    expect(nodeAt('light.off')).toMatchObject({ type: 'atomic', initial: null, children: [] });
  });

  test('keeps descriptions, tags and the names of actions', () => {
    expect(nodeAt('light.on')).toMatchObject({
      description: 'It shines.',
      tags: ['isOn'],
      entry: ['light', 'report'],
      exit: [],
    });
    expect(nodeAt('light.on.warm')).toMatchObject({ tags: ['isWarm'], exit: ['count'] });
  });

  test('keeps the candidates for an event in the order in which they are asked', () => {
    expect(edgesOf('light.off', 'lamp.on')).toMatchObject([
      { guard: 'hasPower', targets: ['light.on'], actions: ['report', 'count'] },
      { guard: null, targets: ['light.broken'], actions: [] },
    ]);
  });

  test('keeps the reason for an event that is ignored on purpose', () => {
    expect(edgesOf('light.off', 'lamp.off')).toMatchObject([{ targets: [], actions: [], description: 'It is off.' }]);
  });

  test('keeps patterns, and what the root answers', () => {
    expect(edgesOf('light.on', 'lamp.*')).toMatchObject([{ targets: [], actions: ['count'] }]);
    expect(edgesOf('', '*')).toMatchObject([{ targets: [], actions: ['report'] }]);
  });

  test('tells a state that is entered anew', () => {
    expect(edgesOf('light.on.cold', 'lamp.nudge')).toMatchObject([{ targets: ['light.on.cold'], reenter: true }]);
  });

  test.for(machines.map((machine) => [machine.id, machine] as const))('of the %s chart survives JSON unchanged', ([
    ,
    machine,
  ]) => {
    const described = describeChart(machine);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });
});
