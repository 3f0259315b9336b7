/** A sample of random lives, the same each time. */
import { testLives } from './lives.ts';

testLives({ count: 400 });
