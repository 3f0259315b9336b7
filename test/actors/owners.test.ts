import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOwners, Records } from '../../src/actors/owners.ts';

const change = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.option(fc.integer(), { nil: undefined }),
});
const apply = (
  records: Records<string, number>,
  changes: readonly { key: string; value: number | undefined }[],
): void => {
  for (const { key, value } of changes) {
    if (value === undefined) records.delete(key);
    else records.set(key, value);
  }
};

describe('records', () => {
  it('undo everything since the last commit, whatever was changed how often', () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (kept, undone) => {
        const records = new Records<string, number>();
        apply(records, kept);
        records.commit();
        const before = records.save();
        apply(records, undone);
        records.rollback();
        expect(records.save()).toEqual(before);
      }),
    );
  });

  it('are listed by key, however they were filled', () => {
    const records = new Records<string, number>();
    apply(records, [
      { key: 'c', value: 1 },
      { key: 'a', value: 2 },
      { key: 'b', value: 3 },
    ]);
    expect(records.ordered().map(([key]) => key)).toEqual(['a', 'b', 'c']);
  });
});

describe('owners of state', () => {
  const filled = () => {
    const owners = createOwners();
    const own = owners.register('timers', 1);
    own.records<string, bigint>('armed').set('x', 5n);
    own.cell('count', 3);
    owners.commit();
    return owners;
  };

  it('have one hash for equal state and another for any other', () => {
    const owners = filled();
    expect(owners.hash()).toBe(filled().hash());
    owners.register('more', 1).cell('flag', true);
    expect(owners.hash()).not.toBe(filled().hash());
  });

  it('restore what they saved', () => {
    const saved = filled().save();
    const owners = createOwners();
    const own = owners.register('timers', 1);
    const armed = own.records<string, bigint>('armed');
    own.cell('count', 0);
    owners.restore(saved);
    expect(armed.get('x')).toBe(5n);
    expect(owners.hash()).toBe(filled().hash());
  });

  it('refuse state of an owner or a version they do not know', () => {
    expect(() => createOwners().restore(filled().save())).toThrow(/timers version 1/);
    const other = createOwners();
    other.register('timers', 2);
    expect(() => other.restore(filled().save())).toThrow(/timers version 1/);
  });

  it('can not be registered twice', () => {
    const owners = filled();
    expect(() => owners.register('timers', 1)).toThrow(/registered already/);
  });
});
