/** Tests see the same on every machine and in every run: plain text, and the same random cases unless `SEED` asks for others. */
import fc from 'fast-check';

delete process.env.FORCE_COLOR; // Node warns on stderr where both are set
process.env.NO_COLOR = '1'; // programs that a test starts inherit it

fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
