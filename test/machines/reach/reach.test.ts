/** Every state of every chart is reached, every candidate is taken, and every event is answered on purpose, by the machines that run. */
import Table from 'cli-table3';
import { afterAll, describe, expect, test } from 'vitest';
import type { AnyTransitionDefinition } from 'xstate';
import { machines } from '../../../tools/renderCharts.ts';
import { flat } from '../../support/charts.ts';
import type { Model, Told } from './exploration.ts';
import { candidatesOf, explore, line, nodesOf, takenBy } from './exploration.ts';
import { models } from './models/models.ts';

/** An event that no chart names: it is for the root. */
const stranger: Told = { type: 'never.heard.of' };

const measured = new Map(models.map((model) => [model, measure(model)]));

/** What a state answers to an event. */
interface Answer {
  readonly where: string;
  readonly event: string;
  readonly taken: readonly AnyTransitionDefinition[];
}

/** The states of a configuration, each with those that it is in: `a.b c` is in a, a.b and c. */
function statesIn(where: string): readonly string[] {
  return where.split(' ').flatMap((leaf) => {
    const keys = leaf.split('.');
    return keys.map((_, depth) => keys.slice(0, depth + 1).join('.'));
  });
}

/** What was reached, and what every state that was reached answers to every event of the alphabet, whether it was sent there or not. */
function measure(model: Model) {
  const { machine } = model;
  const alphabet = [...model.alphabet, stranger];
  const reached = explore({ ...model, alphabet });
  const taken = new Set<AnyTransitionDefinition>();
  const states = new Set<string>();
  const configurations = new Set<string>();
  /** One of each kind: the same candidates for the same event in the same configuration. */
  const answers = new Map<string, Answer>();
  let edgeCount = 0;
  const numbers = new Map(candidatesOf(machine).map((candidate, index) => [candidate, index]));
  for (const { snapshot, sent } of reached) {
    const where = flat(snapshot.value);
    configurations.add(where);
    edgeCount += sent.size;
    for (const event of alphabet) {
      const chosen = takenBy(machine, snapshot, event);
      if (sent.has(event)) for (const candidate of chosen) taken.add(candidate);
      const kind = `${where} ${event.type} ${chosen.map((candidate) => numbers.get(candidate)).join(' ')}`;
      if (!answers.has(kind)) answers.set(kind, { where, event: event.type, taken: chosen });
    }
    for (const state of statesIn(where)) states.add(state);
  }
  return { reached, taken, states, configurations, answers: [...answers.values()], edgeCount };
}

const table = new Table({
  head: ['chart', 'states', 'reached', 'transitions', 'taken', 'configurations', 'explored', 'events sent'],
  style: { head: [], border: [] },
});

test('every chart that is drawn has a model', () => {
  expect(models.map(({ machine }) => machine)).toEqual(machines);
});

describe.each(models.map((model) => [model.machine.id, model] as const))('the %s chart', (id, model) => {
  const { machine, alphabet } = model;
  const found = measured.get(model) ?? measure(model);
  const states = nodesOf(machine.root).flatMap(({ path }) => (path.length === 0 ? [] : [path.join('.')]));
  const candidates = candidatesOf(machine);
  table.push([
    id,
    states.length,
    found.states.size,
    candidates.length,
    found.taken.size,
    found.configurations.size,
    found.reached.length,
    found.edgeCount,
  ]);

  test('is told of every event that it names', () => {
    const told = new Set(alphabet.map(({ type }) => type));
    const named = [...new Set(candidates.map(({ eventType }) => eventType))];
    const isTold = (name: string) =>
      name.endsWith('*') ? [...told, stranger.type].some((type) => type.startsWith(name.slice(0, -1))) : told.has(name);
    expect(named.filter((name) => !isTold(name))).toEqual([]);
  });

  test('reaches every state', () => {
    expect(states.filter((state) => !found.states.has(state))).toEqual([]);
    expect(found.states.size).toBe(states.length);
  });

  test('takes every candidate of every event of every state', () => {
    expect(candidates.filter((candidate) => !found.taken.has(candidate)).map(line)).toEqual([]);
    expect(found.taken.size).toBe(candidates.length);
  });

  test('keeps every candidate within its own region, so that all that are selected are taken', () => {
    const regionOf = ({ path }: { readonly path: readonly string[] }) =>
      machine.root.type === 'parallel' ? path[0] : '';
    const strays = candidates.filter(({ source, target }) =>
      target?.some((node) => source.path.length > 0 && regionOf(node) !== regionOf(source)),
    );
    expect(strays.map(line)).toEqual([]);
  });

  test('answers every event in every configuration on purpose: it acts, or says why not', () => {
    const isSilent = ({ target, actions, description }: AnyTransitionDefinition) =>
      target === undefined && actions.length === 0 && (description ?? '') === '';
    const silent = found.answers.flatMap(({ where, event, taken }) =>
      taken.length === 0 || taken.some(isSilent) ? [`${where}: ${event}`] : [],
    );
    expect(silent).toEqual([]);
  });

  test('records what it does not expect, and nothing else, at the root', () => {
    const root = candidates.filter(({ source, eventType }) => source === machine.root && eventType === '*');
    expect(root.map(({ actions }) => actions.length)).toEqual([1]);
    const mixed = found.answers.filter(
      ({ taken }) => taken.length > 1 && taken.some(({ source }) => source === machine.root),
    );
    expect(mixed).toEqual([]);
  });
});

test('of what the lifecycle of an order knows, only repeats are left to another region that ignores them', () => {
  const [model] = models;
  if (model === undefined) throw new Error('there is no model');
  const { machine } = model;
  const lifecycle = machine.root.states.lifecycle;
  const known = new Set(
    candidatesOf(machine).flatMap(({ source, eventType }) => (source.path[0] === 'lifecycle' ? [eventType] : [])),
  );
  const isIgnored = ({ target, actions }: AnyTransitionDefinition) => target === undefined && actions.length === 0;
  const left = (measured.get(model) ?? measure(model)).answers.flatMap(({ event, taken }) =>
    known.has(event) && taken.every(isIgnored) && taken.every(({ source }) => source.path[0] !== lifecycle?.key)
      ? [event]
      : [],
  );
  expect([...new Set(left)].toSorted()).toEqual(['broker.execution', 'broker.orderStatus', 'order.cancel']);
});

afterAll(() => {
  process.stdout.write(`\nWhat the models reach\n${table.toString()}\n`);
});
