/**
 * Tests see the same on every machine and in every run: plain text, the same random cases unless `SEED` asks for others, and a folder of
 * their own for what an engine keeps.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll } from 'vitest';

delete process.env.FORCE_COLOR; // Node warns on stderr where both are set
process.env.NO_COLOR = '1'; // programs that a test starts inherit it
process.env.ORDERMATON_API_PORT = '0'; // any that is free: desks of several tests run at once

fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });

// Made by whoever keeps something there: most tests do not.
const state = join(tmpdir(), `ordermaton-state-${process.pid}-${threadId}`);
process.env.ORDERMATON_STATE_DIR = state;
afterAll(() => rmSync(state, { recursive: true, force: true }));
