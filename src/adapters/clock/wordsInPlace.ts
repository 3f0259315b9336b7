/**
 * A clock under which what a person said in an earlier run is heard exactly where it was: between two turns of that run, which no rank
 * can say.
 */
import type { Timestamp } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';

/** Something that a person said. */
export interface Word {
  readonly sequence: number;
  readonly at: Timestamp;
}

export interface WordsInPlace<W extends Word> {
  readonly words: readonly W[];
  /** Whether the next input is to be this word. */
  readonly isNext: (word: W) => boolean;
  readonly say: (word: W) => void;
}

type Settle = () => undefined | Promise<void>;

/** The same clock; each word is said before time moves on, once it is next and its time has come. */
export function withWordsInPlace<W extends Word>(clock: Clock, { words, isNext, say }: WordsInPlace<W>): Clock {
  let next = 0;

  /** What is next now; whether anything was. */
  function sayNext(): boolean {
    const word = words[next];
    if (word === undefined || word.at > clock.now() || !isNext(word)) return false;
    next++;
    say(word);
    return true;
  }

  /** A person speaks before what is due has left, while the disk is awaited, or behind it. */
  function settled(settle: Settle): undefined | Promise<void> {
    while (sayNext());
    const settling = settle();
    if (settling !== undefined) return settling.then(() => (sayNext() ? settled(settle) : undefined));
    return sayNext() ? settled(settle) : undefined;
  }

  return {
    now: () => clock.now(),
    schedule: (at, rank, wake) => clock.schedule(at, rank, wake),
    onJump: (hear) => clock.onJump(hear),
    play: (feeds, settle, stop) => clock.play(feeds, () => settled(settle), stop),
  };
}
