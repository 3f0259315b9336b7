/** The key of a monitor is in nothing that goes on record. */
import { expect, it } from 'vitest';
import { withoutKey } from '../../../src/adapters/signals/monitor/secrecy.ts';
import { encode } from '../../../src/codec.ts';
import { KEY, predictionAt } from '../../support/monitors.ts';

const refused = (detail: string) => ({ type: 'feed.refused', feed: 'monitor', code: 'x', detail }) as const;

it.each([
  ['a reason', refused(`expected a ticker, found '${KEY}'`), KEY, refused("expected a ticker, found '…'")],
  ['a reason without it', refused('no'), KEY, refused('no')],
  ['a signal without it', predictionAt(1), KEY, predictionAt(1)],
  ['a short key', refused('a'), 'a', refused('a')],
  ['no key', refused(KEY), undefined, refused(KEY)],
])('%s', (_what, event, key, expected) => {
  expect(withoutKey(event, key)).toEqual(expected);
});

it('a signal that needs it is refused, also where the key has letters that are written otherwise', () => {
  for (const key of [KEY, 'a "quoted" key\n']) {
    const told = withoutKey(predictionAt(1, { model: `of ${key}` }), key);
    expect(told).toMatchObject({ type: 'feed.refused', detail: 'it repeats the key' });
    expect(encode(told)).not.toContain(key);
  }
});
