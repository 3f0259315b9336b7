/** Several ways by which signals come, heard as one. */
import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import type { Way } from '../../../src/adapters/signals/listening.ts';
import { listenTo } from '../../../src/adapters/signals/listening.ts';
import { signalsFrom } from '../../../src/adapters/signals/observedSignals.ts';
import type { Said } from '../../../src/adapters/signals/signalQueue.ts';
import { SignalQueue } from '../../../src/adapters/signals/signalQueue.ts';
import { later, minutes, seconds } from '../../../src/identifiers.ts';
import type { SignalEvent, SignalSource } from '../../../src/ports.ts';
import { NOW, predictionAt } from '../../support/monitors.ts';

const clock = createSimulatedClock({ start: NOW });
const told = (said: readonly Said[]) =>
  said.map((event) => ('id' in event ? String(event.id) : `${event.feed} ${event.type.slice(5)}`));

async function all(source: SignalSource<Said>): Promise<readonly Said[]> {
  const said: Said[] = [];
  for await (const batch of source.batches()) said.push(...batch.map(({ event }) => event));
  return said;
}
function way(feed: Way['feed'], events: readonly Said[], rest: Partial<Way> = {}): Way {
  const queue = new SignalQueue<Said>(clock);
  for (const event of events) void queue.put(event);
  queue.close();
  return { feed, source: { name: feed, batches: () => queue.batches() }, close: () => undefined, ...rest };
}

it('each says when it is opened, heard and closed, and the end of all is the end', async () => {
  const said = await all(listenTo([way('file', [predictionAt(1)]), way('folder', [])], clock));
  expect(told(said).sort()).toEqual([
    ...['file answered', 'file closed', 'file opened', 'folder closed', 'folder opened', 'spy-1'],
  ]);
});

it('signals carry the name of their way, and for how long they are good', async () => {
  const limits = { silence: seconds(40), goodFor: minutes(2) };
  const said = await all(listenTo([way('http', [predictionAt(1)], limits)], clock));
  expect(said).toEqual([
    { type: 'feed.opened', feed: 'http', silence: seconds(40) },
    { type: 'feed.answered', feed: 'http' },
    { ...predictionAt(1), source: 'http', goodFor: minutes(2) },
    { type: 'feed.closed', feed: 'http', why: 'it has ended' },
  ]);
});

it('feedBroken: one that breaks says so, and the others go on', async () => {
  const source: SignalSource<Said> = {
    name: 'broken',
    // biome-ignore lint/correctness/useYield: it breaks before it says anything
    async *batches() {
      throw new Error('no more');
    },
  };
  const said = await all(
    listenTo([{ feed: 'folder', source, close: () => undefined }, way('file', [predictionAt(1)])], clock),
  );
  expect(said.filter(({ type }) => type === 'feed.failed')).toEqual([
    {
      ...{ type: 'feed.failed', feed: 'folder', code: 'feedBroken' },
      detail: 'The signals by folder have broken off: no more.',
    },
  ]);
  expect(told(said)).toContain('spy-1');
});

it('that a way is heard is said now and then, not with each signal', async () => {
  const passing = createSimulatedClock({ start: NOW });
  const subject = new Subject<SignalEvent>();
  const source = signalsFrom(subject, { clock: passing, silence: seconds(40) });
  const batches = source.batches()[Symbol.asyncIterator]();
  const said: Said[] = [];
  const until = async (id: string): Promise<void> => {
    while (!told(said).includes(id)) {
      const { value } = await batches.next();
      said.push(...(value as readonly { readonly event: Said }[]).map(({ event }) => event));
    }
  };
  await batches.next();
  for (const after of [1, 2, 11, 12]) {
    passing.advance(later(NOW, seconds(after)));
    subject.next(predictionAt(after));
    await until(`spy-${after}`);
  }
  expect(told(said)).toEqual(['code answered', 'spy-1', 'spy-2', 'code answered', 'spy-11', 'spy-12']);
});

it('an Observable is heard from the start of the run until it completes, and let go of when it is closed', async () => {
  const subject = new Subject<SignalEvent>();
  const source = signalsFrom(subject, { clock });
  expect(subject.observed).toBe(false);
  const heard = all(source);
  subject.next(predictionAt(1));
  subject.complete();
  expect(told(await heard)).toEqual(['code opened', 'code answered', 'spy-1', 'code closed']);

  const other = new Subject<SignalEvent>();
  const closed = signalsFrom(other, { clock });
  const ended = all(closed);
  closed.close();
  expect(other.observed).toBe(false);
  expect(told(await ended)).toEqual(['code opened', 'code closed']);
});

it('an Observable that fails is a source that broke, and no reason for the desk to stop', async () => {
  const subject = new Subject<SignalEvent>();
  const heard = all(signalsFrom(subject, { clock }));
  subject.next(predictionAt(1));
  subject.error(new Error('the stream is gone'));
  expect(told(await heard)).toEqual(['code opened', 'code answered', 'spy-1', 'code failed', 'code closed']);
});
