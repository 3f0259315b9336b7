/** Chance that is the same on every machine: whole numbers from a seed, and noise made of their sums, without a logarithm or a sine. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of chance. Each one is drawn from in a fixed order, so that its numbers mean the same in every run. */
export interface Chance {
  /** A whole number from `least` to `most`, both included; for ranges far below 2³². */
  whole(least: number, most: number): number;
  /** True so often in a hundred. */
  percent(often: number): boolean;
  /** Noise of mean 0 and variance 1, nearly normal, never beyond ±3.5: a sum of uniform numbers. */
  noise(): number;
}

const TWO_TO_32 = 4_294_967_296;
/** A sum of four numbers from 0 to 1 has variance 1/3. */
const ROOT_OF_3 = 1.7320508075688772;

/** Numbers of 32 bits, signed, for one purpose of a seed; those of other purposes have nothing to do with them. */
export function createStream(seed: number, ...purpose: readonly string[]): { next(): number } {
  const generator = xoroshiro128plus(hashOf(`${seed}/${purpose.join('/')}`));
  // Seeds that are alike give first numbers that are alike.
  for (let count = 0; count < 8; count++) generator.next();
  return generator;
}

/** Chance for one purpose of a seed. */
export function createChance(seed: number, ...purpose: readonly string[]): Chance {
  const stream = createStream(seed, ...purpose);
  const share = (): number => (stream.next() + TWO_TO_32 / 2) / TWO_TO_32;
  return {
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    percent: (often) => share() * 100 < often,
    noise: () => (share() + share() + share() + share() - 2) * ROOT_OF_3,
  };
}

/** FNV-1a, 32 bits. Source: G. Fowler, L. C. Noll, K. Vo, "The FNV Non-Cryptographic Hash Algorithm". */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash;
}
