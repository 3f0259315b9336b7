import { describe, expect, it } from 'vitest';
import type { SourceFile } from './source.ts';
import { filesUnder, importsOf, withoutComments } from './source.ts';

const source = filesUnder('src');

/** Which room a file is in. */
function roomOf(path: string): 'door' | 'vocabulary' | 'machines' | 'actors' | 'adapters' | 'cli' {
  if (path === 'src/index.ts') return 'door';
  const [, room] = path.split('/');
  return room === 'machines' || room === 'actors' || room === 'adapters' || room === 'cli' ? room : 'vocabulary';
}
const mayImport: Record<ReturnType<typeof roomOf>, readonly string[]> = {
  vocabulary: ['vocabulary'],
  machines: ['vocabulary', 'machines'],
  actors: ['vocabulary', 'machines', 'actors'],
  adapters: ['vocabulary', 'adapters'],
  cli: ['vocabulary', 'machines', 'actors', 'adapters', 'cli'],
  door: ['vocabulary', 'machines', 'actors', 'adapters'],
};

describe('imports', () => {
  it('go one way: vocabulary ← machines ← actors, vocabulary ← adapters, and the command line over all', () => {
    const wrong = source.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport[roomOf(file.path)].includes(roomOf(target)))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no cycles', () => {
    const edges = new Map(source.map((file) => [file.path, importsOf(file)]));
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (trail.includes(path) || done.has(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of source) visit(path, []);
    expect(cycles).toEqual([]);
  });
});

describe('determinism', () => {
  const forbidden: readonly (readonly [string, RegExp])[] = [
    ['a clock', /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bhrtime\b|\bMath\.random\b/],
    ['chance', /\bcrypto\.(random|getRandom)|\brandomUUID\b|\brandomBytes\b|\brandomInt\b/],
    ['a timer', /\bsetTimeout\b|\bsetInterval\b|\bqueueMicrotask\b/],
    ['a locale', /\bIntl\b|\btoLocale\w*\b|\blocaleCompare\b/],
    [
      'mathematics that differ between platforms',
      /\bMath\.(sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)\b/,
    ],
  ];
  const deciding = source.filter(({ path }) => !['adapters', 'cli'].includes(roomOf(path)));

  it.each(forbidden)('outside the adapters there is no %s', (_what, pattern) => {
    const found = deciding.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it('in the actors, what is kept between passes is kept by a registered owner, or says why it is no state', () => {
    const loose = source
      .filter(({ path }) => roomOf(path) === 'actors' && !/^src\/actors\/(bus|engine)\/|owners\.ts$/.test(path))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .filter(
            (line) =>
              /^ {2}(let|const) .*= (new (Map|Set)\b|\[\];?)|^ {2}let /.test(line) && !line.includes('// not state'),
          )
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(loose).toEqual([]);
  });
});

describe('safety', () => {
  it('only the gate makes approved orders', () => {
    const makers = source.filter(({ text }) => /as Approved(Order|Amendment)\b/.test(text)).map(({ path }) => path);
    expect(makers).toEqual(['src/actors/risk/gate.ts']);
  });

  it('orders are written to a wire in two places: by the broker, which is given approved ones, and by the doctor, which asks what-ifs', () => {
    const writers = source.filter(({ text }) => /\.placeOrder\(/.test(withoutComments(text))).map(({ path }) => path);
    expect(writers).toEqual([
      'src/adapters/doctor/preview.ts',
      'src/adapters/interactiveBrokers/interactiveBrokers.ts',
    ]);
  });

  it('a what-if reaches no broker but the paper broker, and is given none: it can open no live adapter', () => {
    const reached = new Set<string>();
    const reach = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const next of source.filter((file) => file.path === path).flatMap(importsOf)) reach(next);
    };
    const own = source.filter(({ path }) => path.startsWith('src/cli/whatIf/'));
    expect(own.length).toBeGreaterThan(3);
    for (const { path } of own) reach(path);
    const files = source.filter(({ path }) => reached.has(path));
    const brokers = files.filter(({ text }) => /\bimplements \w*Broker\b|\): \w*Broker\b/.test(withoutComments(text)));
    expect(brokers.map(({ path }) => path)).toEqual(['src/adapters/paperBroker/paperBroker.ts']);
    expect([...reached].filter((path) => path.startsWith('src/adapters/twsGateway/'))).toEqual([]);
    expect(files.filter(({ text }) => /from 'node:(net|tls|https?|dgram)'/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
    const naming = own.filter(({ text }) => /\bBroker\b/.test(withoutComments(text))).map(({ path }) => path);
    expect(naming).toEqual([]);
  });

  it('prices, quantities and amounts become floats only in conditions, indicators, pictures and the paper broker’s path', () => {
    const uses = source
      .filter(
        ({ path, text }) =>
          path !== 'src/money.ts' && path !== 'src/index.ts' && /\b(toFloat|amountToFloat)\(/.test(text),
      )
      .map(({ path }) => path);
    expect(uses).toEqual([
      'src/actors/market/indicators.ts',
      'src/actors/scopes.ts',
      'src/adapters/tradeStory/levels.ts',
    ]);
  });

  it('the machines know no broker, no disk and no network', () => {
    const machines = source.filter(({ path }) => roomOf(path) === 'machines');
    const touching = machines.filter(({ text }) => /from 'node:/.test(text)).map(({ path }) => path);
    expect(touching).toEqual([]);
  });
});

describe('habits', () => {
  const say = (found: readonly SourceFile[]) => found.map(({ path }) => path);

  it('every file begins with what it is', () => {
    expect(say(source.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text)))).toEqual([]);
  });

  it('no folder and no file is called after nothing', () => {
    const empty = /(^|\/)(utils?|common|helpers?|misc|managers?|data|info|shared|lib)(\/|\.ts$)/;
    expect(say(source.filter(({ path }) => empty.test(path)))).toEqual([]);
  });

  it('no test is left out', () => {
    const tests = filesUnder('test').filter(({ path }) => !path.startsWith('test/code/'));
    expect(say(tests.filter(({ text }) => /\b(it|describe|test)\.(only|skip|todo)\b/.test(text)))).toEqual([]);
  });
});
