/** Random lives by the thousand. */
import { testLives } from './lives.ts';

testLives({ count: 20_000 });
