import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryIdStore, openIdStore, SocketIds } from '../../../src/adapters/interactiveBrokers/socketIds.ts';

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ids-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'socket-ids.json');
}

describe('numbers of orders never go back', () => {
  it('not below what the broker has used (B2.2)', () => {
    const ids = new SocketIds(createMemoryIdStore());
    ids.raise(500);
    expect([ids.take(), ids.take()]).toEqual([500, 501]);
    ids.raise(400);
    expect(ids.take()).toBe(502);
  });

  it('not across restarts, even when the broker has forgotten (B2.1)', () => {
    const path = file();
    const first = new SocketIds(openIdStore(path));
    first.raise(38_099);
    const given = [first.take(), first.take()];
    const second = new SocketIds(openIdStore(path));
    second.raise(38_099);
    expect(second.take()).toBeGreaterThan(Math.max(...given));
  });

  it('what may be given out is on the disk before it is', () => {
    const path = file();
    const ids = new SocketIds(openIdStore(path));
    for (let count = 0; count < 250; count++) {
      const id = ids.take();
      expect(JSON.parse(readFileSync(path, 'utf8')).highest).toBeGreaterThanOrEqual(id);
    }
  });

  it('where the document is broken, the count of the broker holds', () => {
    const path = file();
    writeFileSync(path, '{"highest": "many"}');
    const ids = new SocketIds(openIdStore(path));
    ids.raise(7);
    expect(ids.take()).toBe(7);
  });
});
