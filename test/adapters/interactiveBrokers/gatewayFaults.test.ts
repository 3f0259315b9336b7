/** A whole desk at a gateway that does wrong: what it sees of that, and that in the end its books and those of the broker are the same. */
import { describe, it } from 'vitest';
import { faultStories } from '../../support/faultStories.ts';
import { playFaultStory } from '../../support/playFaultStory.ts';

/** Some of them; the long suite has them all. */
const some = faultStories.filter(({ isShort = false }) => isShort);

describe('a desk and the broker agree in the end, whatever is wrong on the way:', () => {
  it.each(some)('$name', playFaultStory);
});
