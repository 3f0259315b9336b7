import fc from 'fast-check';
import { asapScheduler, firstValueFrom, map, observeOn, take, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import type { Event, EventUnder } from '../../src/events.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';

const queued = (order: string): Event => ({ type: 'order.queued', order: order as OrderId });
const sent = (order: string): Event => ({ type: 'order.sent', order: order as OrderId });
const volume: Event = { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: 1n as never };
const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

describe('who hears what', () => {
  it.each([
    ['order.queued', ['order.queued']],
    ['order', ['order.queued', 'order.sent']],
    ['market', ['market.volume']],
    ['*', ['order.queued', 'market.volume', 'order.sent']],
    ['position', []],
  ] as const)('a reader of %s hears %j', (topic, heard) => {
    const bus = createEventBus();
    const types: string[] = [];
    bus.subscribe(topic, (event) => types.push(event.type));
    for (const event of [queued('1'), volume, sent('1')]) bus.publish(event);
    expect(types).toEqual(heard);
  });

  it('a topic is an ancestor by whole words: ord is none of order.*', () => {
    const bus = createEventBus();
    const types: string[] = [];
    bus.subscribe('ord' as never, (event: Event) => types.push(event.type));
    bus.publish(queued('1'));
    expect(types).toEqual([]);
  });

  it("a handler's event is the exact union of what its topic stands for", () => {
    const bus = createEventBus();
    bus.subscribe('order.filled', (event) => expectTypeOf(event).toEqualTypeOf<Event<'order.filled'>>());
    bus.subscribe('outbox', (event) => {
      expectTypeOf(event).toEqualTypeOf<EventUnder<'outbox'>>();
      expectTypeOf(event.type).toExtend<`outbox.${string}`>();
    });
    // @ts-expect-error there is no such topic
    bus.subscribe('odrer', () => undefined);
  });

  it('readers hear in the order in which they subscribed, whatever their topics', () => {
    const bus = createEventBus();
    const order: string[] = [];
    bus.subscribe('*', () => order.push('all'));
    bus.subscribe('order.queued', () => order.push('leaf'));
    bus.subscribe('order', () => order.push('parent'));
    bus.publish(queued('1'));
    expect(order).toEqual(['all', 'leaf', 'parent']);
  });

  it('says whether anybody would hear a type', () => {
    const bus = createEventBus();
    expect(bus.hears('order.queued')).toBe(false);
    const subscription = bus.subscribe('order', () => undefined);
    expect(bus.hears('order.queued')).toBe(true);
    subscription.unsubscribe();
    expect(bus.hears('order.queued')).toBe(false);
  });
});

describe('lanes', () => {
  it('an async reader gets its events one at a time and in order, and holds nobody else up', async () => {
    const bus = createEventBus();
    const door = gate();
    const slow: string[] = [];
    const quick: string[] = [];
    let active = 0;
    bus.subscribe('order', async (event) => {
      expect(++active).toBe(1);
      if (slow.length === 0) await door.opened;
      slow.push(event.order);
      await Promise.resolve();
      active--;
    });
    bus.subscribe('order', (event) => quick.push(event.order));
    for (const order of ['1', '2', '3']) bus.publish(queued(order));
    expect(quick).toEqual(['1', '2', '3']);
    expect(slow).toEqual([]);
    door.open();
    await bus.drained();
    expect(slow).toEqual(['1', '2', '3']);
  });

  it('a reader that publishes does not overtake itself', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    bus.subscribe('order', (event) => {
      heard.push(`begin ${event.type}`);
      if (event.type === 'order.queued') bus.publish(sent(event.order));
      heard.push(`end ${event.type}`);
    });
    bus.publish(queued('1'));
    expect(heard).toEqual(['begin order.queued', 'end order.queued', 'begin order.sent', 'end order.sent']);
  });

  it('what a reader throws is a fact; the other readers hear the event all the same', async () => {
    const bus = createEventBus();
    const failures: Event<'desk.readerFailed'>[] = [];
    const heard: string[] = [];
    bus.subscribe('desk.readerFailed', (event) => failures.push(event));
    bus.subscribe('order', () => {
      throw new Error('sync');
    });
    bus.subscribe('order', async () => {
      await Promise.resolve();
      throw new Error('async');
    });
    bus.subscribe('order', (event) => heard.push(event.order));
    bus.publish(queued('1'));
    bus.publish(queued('2'));
    await bus.drained();
    expect(heard).toEqual(['1', '2']);
    expect(failures.map(({ detail, topic }) => `${topic} ${detail}`).sort()).toEqual([
      'order Error: async',
      'order Error: async',
      'order Error: sync',
      'order Error: sync',
    ]);
  });

  it('a reader of failures that fails is counted and ends there', () => {
    const bus = createEventBus();
    bus.subscribe('desk.readerFailed', () => {
      throw new Error('again');
    });
    bus.subscribe('order', () => {
      throw new Error('first');
    });
    bus.publish(queued('1'));
    expect(bus.counters().map(({ topic, failures }) => [topic, failures])).toEqual([
      ['desk.readerFailed', 1],
      ['order', 1],
    ]);
  });

  it.each([
    ['dropOldest', ['1', '4', '5'], 2],
    ['dropNewest', ['1', '2', '3'], 2],
    ['wait', ['1', '2', '3', '4', '5'], 0],
  ] as const)('a lane of two places that must %s hears %j and counts %d lost', async (overflow, heard, dropped) => {
    const bus = createEventBus();
    const door = gate();
    const orders: string[] = [];
    bus.subscribe(
      'order',
      async (event) => {
        if (orders.length === 0) await door.opened;
        orders.push(event.order);
      },
      { capacity: 2, overflow },
    );
    for (const order of ['1', '2', '3', '4', '5']) bus.publish(queued(order));
    expect(bus.isCongested).toBe(overflow === 'wait');
    door.open();
    await bus.drained();
    expect(orders).toEqual(heard);
    expect(bus.counters()[0]?.dropped).toBe(dropped);
    expect(bus.isCongested).toBe(false);
  });
});

describe('coming and going', () => {
  it('a reader may leave while the event is being delivered, and be left out at once', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    const second = { unsubscribe: () => undefined as undefined };
    bus.subscribe('order', () => {
      heard.push('first');
      second.unsubscribe();
    });
    Object.assign(
      second,
      bus.subscribe('order', () => heard.push('second')),
    );
    bus.subscribe('order', () => heard.push('third'));
    bus.publish(queued('1'));
    bus.publish(queued('2'));
    expect(heard).toEqual(['first', 'third', 'first', 'third']);
  });

  it('a reader that comes while the event is being delivered hears the next one', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    let isThere = false;
    bus.subscribe('order', (event) => {
      if (!isThere) bus.subscribe('order', (late) => heard.push(`late ${late.order}`));
      isThere = true;
      heard.push(event.order);
    });
    bus.publish(queued('1'));
    bus.publish(queued('2'));
    expect(heard).toEqual(['1', '2', 'late 2']);
  });

  it('nobody waits for a lane that has left', async () => {
    const bus = createEventBus();
    const subscription = bus.subscribe('order', () => new Promise(() => undefined));
    bus.publish(queued('1'));
    const drained = bus.drained();
    subscription.unsubscribe();
    await drained;
  });

  it('a topic is an RxJS Observable', async () => {
    const bus = createEventBus();
    const first = firstValueFrom(bus.stream('order').pipe(take(2), toArray()));
    for (const order of ['1', '2', '3']) bus.publish(queued(order));
    expect((await first).map(({ order }) => order)).toEqual(['1', '2']);
    expect(bus.counters()).toEqual([]);
  });
});

describe('for any subscriptions', () => {
  it('each reader hears exactly the events under its topic, in order', () => {
    const topics = ['*', 'order', 'order.queued', 'order.sent', 'market', 'market.volume', 'position'] as const;
    const events = [queued('1'), sent('1'), volume];
    const isUnder = (topic: string, type: string): boolean =>
      topic === '*' || type === topic || type.startsWith(`${topic}.`);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...topics)),
        fc.array(fc.constantFrom(...events)),
        (subscribed, published) => {
          const bus = createEventBus();
          const heard = subscribed.map((topic) => {
            const types: string[] = [];
            bus.subscribe(topic, (event) => types.push(event.type));
            return types;
          });
          for (const event of published) bus.publish(event);
          subscribed.forEach((topic, index) => {
            expect(heard[index]).toEqual(published.map(({ type }) => type).filter((type) => isUnder(topic, type)));
          });
        },
      ),
    );
  });
});

describe('one order of events for all', () => {
  it('what a reader publishes is heard once all have heard the event at hand', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    bus.subscribe('order.queued', () => bus.publish(sent('1')));
    bus.subscribe('order', ({ type }) => heard.push(type));
    bus.publish(queued('1'));
    expect(heard).toEqual(['order.queued', 'order.sent']);
  });

  it('that a reader failed is heard behind the event at which it failed', () => {
    const bus = createEventBus();
    const heard: string[] = [];
    bus.subscribe('order', () => {
      throw new Error('broken');
    });
    bus.subscribe('*', ({ type }) => heard.push(type));
    bus.publish(queued('1'));
    expect(heard).toEqual(['order.queued', 'desk.readerFailed']);
  });

  it('a reader may wait for the bus to be drained', async () => {
    const bus = createEventBus();
    let isDrained = false;
    bus.subscribe('order', () => void bus.drained().then(() => (isDrained = true)));
    bus.publish(queued('1'));
    await bus.drained();
    expect(isDrained).toBe(true);
  });
});

describe('streams are readers like any other', () => {
  const failing = (): never => {
    throw new Error('broken');
  };

  it.each([
    ['a subscriber', (bus: ReturnType<typeof createEventBus>) => bus.stream('order').subscribe(failing)],
    [
      'a subscriber behind operators',
      (bus: ReturnType<typeof createEventBus>) =>
        bus
          .stream('order')
          .pipe(map(({ type }) => type))
          .subscribe({ next: failing }),
    ],
  ])('what %s throws is a fact, and the others hear on', (_name, subscribe) => {
    const bus = createEventBus();
    const heard: string[] = [];
    subscribe(bus);
    bus.stream('order').subscribe(({ type }) => heard.push(type));
    bus.subscribe('desk.readerFailed', ({ topic, detail }) => heard.push(`${topic}: ${detail}`));
    bus.publish(queued('1'));
    bus.publish(sent('1'));
    expect(heard).toEqual(['order.queued', 'order: Error: broken', 'order.sent', 'order: Error: broken']);
    expect(bus.counters()[0]).toMatchObject({ failures: 2 });
  });

  it('what a subscriber throws behind a delay is a fact too', async () => {
    const bus = createEventBus();
    const failed = firstValueFrom(bus.stream('desk.readerFailed'));
    bus.stream('order').pipe(observeOn(asapScheduler)).subscribe(failing);
    bus.publish(queued('1'));
    expect((await failed).detail).toBe('Error: broken');
  });

  it('have lanes with a policy of their own', () => {
    const bus = createEventBus();
    bus.stream('order', { capacity: 5, overflow: 'dropNewest' }).subscribe();
    expect(bus.counters()).toHaveLength(1);
  });
});

describe('a lane that could lose in silence is refused', () => {
  it.each([
    ['a wildcard', 'order.*', {}, /order for every order\.filled/],
    ['no capacity', 'order', { capacity: 0 }, /whole number of 1 or more/],
    ['a capacity that is none', 'order', { capacity: Number.NaN }, /whole number of 1 or more/],
    ['a policy that is none', 'order', { overflow: 'forget' }, /wait, dropOldest, dropNewest/],
  ])('%s', (_name, topic, options, problem) => {
    const subscribe = () => createEventBus().subscribe(topic as never, () => undefined, options as never);
    expect(subscribe).toThrow(
      expect.objectContaining({ code: 'badArgument', message: expect.stringMatching(problem) }),
    );
  });
});
