import { describe, expect, it } from 'vitest';
import type { Effect, RequestKind } from '../../../src/adapters/interactiveBrokers/messageCodes.ts';
import {
  effectOf,
  effects,
  messageCodes,
  requestKinds,
  unknownMeaning,
} from '../../../src/adapters/interactiveBrokers/messageCodes.ts';

/** A word for each kind, in the order place, amend, cancel, data, history, account, none. */
const words: Readonly<Record<string, Effect>> = {
  '.': 'notice',
  '?': 'ask',
  R: 'rejected',
  C: 'cancelled',
  H: 'held',
  a: 'amendRejected',
  c: 'cancelRejected',
  u: 'orderUnknown',
  f: 'failed',
  D: 'dataDelayed',
  N: 'dataNone',
  X: 'dataCompeting',
  '-': 'degraded',
  '+': 'restored',
  '*': 'restoredWithoutData',
  T: 'clientIdTaken',
  U: 'unreachable',
  O: 'outdated',
};

const table = `
100   ???fff.   101   ???Nff.   102   ???fff.   103   ???fff.   104   ?a?fff.   105   ?a?fff.
106   ???fff.   107   ???fff.   109   Ra?fff.   110   Ra?fff.   111   Ra?fff.   113   Ra?fff.
116   Ra?fff.   131   .......   133   R??fff.   134   ?a?fff.   135   ?uufff.   136   ??cfff.
161   ?acfff.   162   ???fff.   163   Ra?fff.   165   .......   166   ???fff.   200   Ra?Nff.   201   Ra?fff.
202   CCCfff.   203   Ra?fff.   300   ???fff.   320   ?a?fff.   321   ?a?fff.   322   ?a?fff.
326   ???fffT   329   ?a?fff.   354   ???Nff.   366   ???fff.   382   Ra?fff.   383   Ra?fff.
387   Ra?fff.   388   Ra?fff.   399   .......   404   HH.....   420   ???Nff.   434   Ra?fff.   435   Ra?fff.
436   Ra?fff.   451   Ra?fff.   460   Ra?fff.   492   .......   502   ???fffU   503   ???fffO   504   .......
505   .......   506   ???fffO   1100  ???fff-   1101  ???fff*   1102  ???fff+   1300  ???fff.
2110  ......-   2100  .......   2169  .......   2174  .......   10006 Ra?fff.   10089 ???Nff.   10090 .......
10147 ?uufff.   10148 ?acfff.   10167 ???Dff.   10168 ???Nff.   10182 ???fff.   10197 ???Xff.   10326 ?a?fff.   10349 .......`
  .trim()
  .split(/\s+/);
const rows = table.flatMap((text, index) => (index % 2 === 0 ? [[Number(text), table[index + 1] ?? ''] as const] : []));

describe('a code means one thing for each kind of request (B6.3)', () => {
  it.each(rows)('%i: %s', (code, marks) => {
    expect(requestKinds.map((kind) => effectOf(code, kind))).toEqual([...marks].map((mark) => words[mark]));
  });

  it('every row is in the table of this test, every effect in a row, and no code in two', () => {
    const tested = new Set(rows.map(([code]) => code));
    expect(messageCodes.filter(({ code }) => !tested.has(code))).toEqual([]);
    const used = new Set([...messageCodes.flatMap(({ on }) => Object.values(on)), ...Object.values(unknownMeaning)]);
    expect(Object.keys(effects).filter((effect) => !used.has(effect as Effect))).toEqual([]);
    expect(new Set(messageCodes.map(({ code }) => code)).size).toBe(messageCodes.length);
  });

  it('informational codes end nothing and change nothing, whatever they are about (B6.1)', () => {
    const informational = [399, 10349, ...Array.from({ length: 70 }, (_, index) => 2100 + index)];
    const ending = informational.flatMap((code) =>
      requestKinds.filter((kind) => !['notice', 'degraded'].includes(effectOf(code, kind))).map((kind) => [code, kind]),
    );
    expect(ending).toEqual([]);
  });

  it('a code that nobody knows is asked about where it is about an order, and is no answer to a question (B6.2)', () => {
    const known = new Set(messageCodes.flatMap(({ code, to = code }) => [code, to]));
    for (const code of [1, 99, 2099, 2170, 9_999, 10_350, 99_999]) {
      expect(known.has(code)).toBe(false);
      expect(requestKinds.map((kind) => effectOf(code, kind))).toEqual(
        requestKinds.map((kind) => unknownMeaning[kind]),
      );
    }
  });

  it('nothing that is said of a change or a cancel ends the order, but the confirmation of its cancel (B4.1)', () => {
    const ends: readonly Effect[] = ['rejected', 'cancelled'];
    const ending = (kind: RequestKind) =>
      Array.from({ length: 11_000 }, (_, code) => code).filter((code) => ends.includes(effectOf(code, kind)));
    expect(ending('amend')).toEqual([202]);
    expect(ending('cancel')).toEqual([202]);
  });
});
