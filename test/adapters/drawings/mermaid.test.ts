/** Charts as Mermaid text. */
import { describe, expect, test } from 'vitest';
import { chartToMermaid } from '../../../src/adapters/drawings/mermaid.ts';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { machines } from '../../../tools/renderCharts.ts';
import { lampMachine } from './lamp.ts';

const lamp = `stateDiagram-v2
%% lamp: A lamp with a lock.
%% 5 transitions that change no state are not drawn.
state "lamp – A lamp with a lock." as lamp {
  state "off" as light_off
  light_off : Dark.
  state "on – It shines." as light_on {
    state "cold" as light_on_cold
    light_on_cold : Just lit.
    state "warm" as light_on_warm
    light_on_warm : Lit for long.
    [*] --> light_on_cold
    light_on_cold --> light_on_warm : time.passed [else]<br/>room.changed [hasPower]
    light_on_cold --> light_on_cold : lamp.nudge
  }
  state "broken" as light_broken
  light_broken : For good.
  state "in any state" as light_any
  [*] --> light_off : light – Whether it shines.
  light_any --> light_broken : lamp.break
  light_off --> light_on : lamp.on [hasPower]
  light_off --> light_broken : lamp.on [else]
  light_on --> light_off : lamp.off<br/>room.changed [isDark]
  --
  state "open" as lock_open
  lock_open : It can.
  state "locked" as lock_locked
  lock_locked : It can not.
  [*] --> lock_open : lock – Whether the switch can be moved.
  lock_open --> lock_locked : key.turned
  lock_locked --> lock_open : key.turned
}
`;

const all = machines.map((machine) => {
  const structure = describeChart(machine);
  return { id: machine.id, structure, mermaid: chartToMermaid(structure) };
});

describe('the Mermaid text of a chart', () => {
  test('nests states, parts regions, names events and guards, and leaves out what changes no state', () => {
    expect(chartToMermaid(describeChart(lampMachine))).toBe(lamp);
  });

  test('is not led astray by what a state is called', () => {
    const structure = describeChart(lampMachine);
    const called = 'a"; {b} <c># -- : d';
    const nodes = structure.nodes.map((node) => (node.path === 'light.off' ? { ...node, key: called } : node));
    const text = chartToMermaid({ ...structure, nodes });
    const [quoted = ''] = text.match(/state "[^"]*" as light_off$/m) ?? [];
    expect(quoted).not.toMatch(/[;{}<>#:]|--/);
    expect(text.split('\n').length).toBe(lamp.split('\n').length);
  });

  test('gives every state an id of its own, made of letters, digits and underscores', () => {
    const structure = describeChart(lampMachine);
    const nodes = structure.nodes.map((node) => (node.path === 'lock.open' ? { ...node, path: 'light_off' } : node));
    for (const text of [chartToMermaid({ ...structure, nodes }), ...all.map(({ mermaid }) => mermaid)]) {
      const ids = [...text.matchAll(/^ *state ".*" as (.+?)(?: \{)?$/gm)].map(([, id]) => id ?? '');
      expect(ids.filter((id) => !/^\w+$/.test(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test.for(all)('of the $id chart closes every block and parts its regions', ({ structure, mermaid }) => {
    const opened = mermaid.match(/\{$/gm)?.length ?? 0;
    const closed = mermaid.match(/^ *\}$/gm)?.length ?? 0;
    const [root] = structure.nodes;
    const regions = root?.type === 'parallel' ? root.children.length : 1;
    expect(opened).toBe(closed);
    expect(mermaid.match(/^ *--$/gm)?.length ?? 0).toBe(regions - 1);
  });

  test.for(all)('of the $id chart names every state that lies in a region, and where each begins', ({
    structure,
    mermaid,
  }) => {
    const regions = structure.nodes[0]?.type === 'parallel' ? structure.nodes[0].children : [];
    for (const { path, key } of structure.nodes.filter((node) => node.path !== '' && !regions.includes(node.path))) {
      expect(mermaid).toMatch(new RegExp(`state "${key}(?: –[^"]*)?" as ${path.replaceAll('.', '_')}\\b`));
    }
    const beginnings = structure.nodes.filter(({ initial }) => initial !== null).length;
    expect(mermaid.match(/^ *\[\*\] --> /gm)?.length).toBe(beginnings);
  });

  test.for(all)('of the $id chart names every event that may change a state, alone or by its family', ({
    structure,
    mermaid,
  }) => {
    const leading = structure.edges.filter(({ source, targets }) => targets.some((target) => target !== source));
    const said = (event: string): boolean => mermaid.includes(event) || mermaid.includes(`${event.split('.')[0]}.*`);
    expect(leading.map(({ event }) => event).filter((event) => !said(event))).toEqual([]);
  });
});
