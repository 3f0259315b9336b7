/** Random lives by the thousand, others each time; a failure names the seed that repeats it. */
import { testLives } from './lives.ts';

testLives({ count: 20_000 });
