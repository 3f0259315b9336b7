/**
 * What happens, as it happens, over one WebSocket: facts of the topics that were asked for, at most twenty frames a second. Nothing is
 * turned into text before it is sent; who reads too slowly loses facts and is told how many, and the desk waits for nobody.
 */
import type { WebSocket } from 'ws';
import * as z from 'zod';
import type { Topic } from '../../events.ts';
import { eventTypes } from '../../events.ts';
import type { Hello } from './answers.ts';
import type { ControlledDesk, Heard } from './controlledDesk.ts';
import { shownFact } from './shownFacts.ts';

/** Between two frames: milliseconds. */
const PAUSE = 50;
/** So many facts wait at most; a frame ends with the one that makes it longer than so much text. */
const [MOST_WAITING, LONGEST_FRAME] = [2_000, 262_144];
/** Who has so many bytes before them gets no more until they have read most of it. */
const [TOO_MUCH, LITTLE] = [1_048_576, 262_144];
/** Who does not answer within so many milliseconds is gone. */
const BEAT = 30_000;
/** A reader has no more to say than this within a beat. */
const MOST_WORDS = 30;

/** The first parts of all types: what there is to hear. */
const roots: readonly string[] = [...new Set(eventTypes.map((type) => type.slice(0, type.indexOf('.'))))];
/** Market data is heard by who asks for it. */
export const usualTopics: readonly string[] = roots.filter((root) => root !== 'market');

/** Types and ancestors of types; each fact is heard once, however many of them name it. */
export const topicsShape = z
  .array(z.string().refine(isTopic, 'expected a type of an event, or the beginning of one such as order'))
  .min(1)
  .max(64)
  .transform((topics) => topics.filter((topic) => !topics.some((other) => topic.startsWith(`${other}.`))))
  .transform((topics) => [...new Set(topics)] as Topic[]);
function isTopic(text: string): boolean {
  return eventTypes.some((type) => type === text || type.startsWith(`${text}.`));
}

const wordShape = z.strictObject({ op: z.literal('subscribe'), topics: topicsShape });

/** Serves one reader until they go. What they say that makes no sense ends their stream, and nothing else. */
export function openStream(socket: WebSocket, desk: ControlledDesk, topics: readonly Topic[]): void {
  let waiting: Heard[] = [];
  let [skipped, isBehind, words, isAlive] = [0, false, 0, true];
  let flushing: NodeJS.Timeout | undefined;
  let forget = follow(topics);

  function follow(wanted: readonly Topic[]): () => void {
    const ends = wanted.map((topic) => desk.follow(topic, hear));
    const hello: Hello = { kind: 'hello', version: 1, sequence: desk.sequence(), topics: [...wanted] };
    send(JSON.stringify(hello));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Within the pass of the desk: no more than a reference is kept. */
  function hear(heard: Heard): void {
    waiting.push(heard);
    if (waiting.length > MOST_WAITING) {
      skipped += waiting.length - MOST_WAITING / 2;
      waiting = waiting.slice(-MOST_WAITING / 2);
    }
    flushing ??= setTimeout(flush, PAUSE);
  }

  function flush(): void {
    flushing = undefined;
    isBehind = socket.bufferedAmount > (isBehind ? LITTLE : TOO_MUCH);
    if (isBehind) {
      skipped += waiting.length;
      waiting = [];
    } else {
      const facts = next();
      send(`{"kind":"facts","sequence":${desk.sequence()},"facts":[${facts.join(',')}],"skipped":${skipped}}`);
      skipped = 0;
    }
    if (waiting.length > 0 || skipped > 0) flushing = setTimeout(flush, PAUSE);
  }

  /** As much of what waits as goes into a frame, as text. */
  function next(): readonly string[] {
    const texts: string[] = [];
    let length = 0;
    for (const { event, envelope } of waiting) {
      if (length > LONGEST_FRAME) break;
      const text = JSON.stringify(shownFact(event, envelope));
      texts.push(text);
      length += text.length;
    }
    waiting = waiting.slice(texts.length);
    return texts;
  }

  function send(text: string): void {
    if (socket.readyState === socket.OPEN) socket.send(text, () => undefined);
  }

  const beat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    [isAlive, words] = [false, 0];
    socket.ping(() => undefined);
  }, BEAT).unref();

  function end(): void {
    clearInterval(beat);
    clearTimeout(flushing);
    forget();
    waiting = [];
  }

  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('message', (said, isBinary) => {
    const word = isBinary || ++words > MOST_WORDS ? undefined : wordOf(String(said));
    if (word === undefined) return socket.close(1008, 'expected {"op":"subscribe","topics":[…]}');
    forget();
    forget = follow(word.topics);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', end);
}

function wordOf(text: string): z.infer<typeof wordShape> | undefined {
  try {
    return wordShape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
