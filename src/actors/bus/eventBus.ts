/**
 * What readers hear. Events are published in the order in which they happened; a reader subscribes to a type, to an ancestor of
 * types (`order` hears every `order.*`) or to `*`. Readers never answer back: nothing that they do changes the engine.
 */
import type { Observable } from 'rxjs';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event, EventType, EventUnder, Topic } from '../../events.ts';
import type { LaneOptions, Reader } from './lane.ts';
import { Lane, laneOptions } from './lane.ts';
import { laneStream } from './laneStream.ts';

/** Hears the events of a topic, typed as exactly those; `envelope` has sequence, time and cause when the engine published. */
export type Handler<T extends Topic> = (event: EventUnder<T>, envelope: Envelope<EventUnder<T>> | undefined) => unknown;

export interface Subscription {
  /** Ends the subscription; safe at any time, also while the event is being delivered. */
  unsubscribe(): void;
}

/** How a reader has fared. */
export interface LaneCounters {
  readonly topic: string;
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: number;
  readonly failures: number;
}

export interface EventBus {
  /**
   * Subscribes to a type, an ancestor or `*`. The handler may be async: its lane waits for it, the other lanes do not.
   * What it throws is isolated and published as `desk.readerFailed`.
   * @throws `badArgument` for a topic with a wildcard in it, and for lane options that are none
   */
  subscribe<T extends Topic>(topic: T, handler: Handler<T>, options?: Partial<LaneOptions>): Subscription;
  /**
   * The events of a topic as an RxJS Observable; subscribing to it subscribes to the bus. What a subscriber throws is isolated as it is
   * for a handler, behind operators too.
   */
  stream<T extends Topic>(topic: T, options?: Partial<LaneOptions>): Observable<EventUnder<T>>;
  /** Publishes one event to everybody who hears its type; from within a handler, once everybody has heard the event at hand. */
  publish(event: Event, envelope?: Envelope): void;
  /** Whether anybody would hear this type. */
  hears(type: EventType): boolean;
  /** Resolves when no lane has anything left to do. */
  drained(): Promise<void>;
  /** Whether a lane that must not lose anything is beyond its capacity. */
  readonly isCongested: boolean;
  counters(): readonly LaneCounters[];
}

/**
 * Makes a bus. `defaults` are the lane options of subscriptions that do not name their own; simulated runs wait for slow
 * readers (`wait`), live ones should drop and count (`dropOldest`).
 */
export function createEventBus(defaults: Partial<LaneOptions> = {}): EventBus {
  const byTopic = new Map<string, Lane[]>();
  /** For each type that was ever published, the lanes that hear it; emptied whenever a subscription comes or goes. */
  const byType = new Map<string, readonly Lane[]>();
  const waiters: (() => void)[] = [];
  let places = 0;
  let isDelivering = false;
  const next: [event: Event, envelope: Envelope | undefined][] = [];

  const lanes = (): Lane[] => [...byTopic.values()].flat();
  const watcher = {
    failed(lane: Lane, event: Event, error: unknown): void {
      if (event.type === 'desk.readerFailed') return; // a reader of failures that fails is only counted
      publish({ type: 'desk.readerFailed', topic: lane.topic, event: event.type, detail: String(error) });
    },
    settled(): void {
      if (waiters.length > 0 && lanes().every((lane) => lane.pending === 0))
        for (const wake of waiters.splice(0)) wake();
    },
  };

  function hearing(type: string): readonly Lane[] {
    const found = topicsOf(type).flatMap((topic) => byTopic.get(topic) ?? []);
    found.sort((a, b) => a.place - b.place);
    byType.set(type, found);
    return found;
  }

  /** One event after another: what a reader publishes waits until all have heard the one at hand, so that all hear one order. */
  function publish(event: Event, envelope?: Envelope): void {
    if (isDelivering) {
      next.push([event, envelope]);
      return;
    }
    isDelivering = true;
    deliver(event, envelope);
    for (let waiting = next.shift(); waiting !== undefined; waiting = next.shift()) deliver(...waiting);
    isDelivering = false;
    if (waiters.length > 0) watcher.settled();
  }

  function deliver(event: Event, envelope: Envelope | undefined): void {
    const heardBy = byType.get(event.type) ?? hearing(event.type);
    for (let index = 0; index < heardBy.length; index++) {
      // One guard serves the round up to a reader that throws; the round then goes on behind it.
      try {
        for (; index < heardBy.length; index++) heardBy[index]?.deliver(event, envelope);
      } catch (error) {
        heardBy[index]?.fail(event, error);
      }
    }
  }

  function subscribe<T extends Topic>(topic: T, handler: Handler<T>, options: Partial<LaneOptions> = {}): Subscription {
    if (topic !== '*' && topic.includes('*')) throw noWildcards(topic);
    const lane = new Lane(topic, places++, handler as Reader, laneOptions({ ...defaults, ...options }), watcher);
    const siblings = byTopic.get(topic);
    if (siblings === undefined) byTopic.set(topic, [lane]);
    else siblings.push(lane);
    byType.clear();
    return {
      unsubscribe() {
        if (lane.state === 'closed') return;
        lane.close();
        const left = (byTopic.get(topic) ?? []).filter((each) => each !== lane);
        if (left.length === 0) byTopic.delete(topic);
        else byTopic.set(topic, left);
        byType.clear();
        watcher.settled();
      },
    };
  }

  return {
    subscribe,
    publish,
    stream: <T extends Topic>(topic: T, options: Partial<LaneOptions> = {}) =>
      laneStream<EventUnder<T>>(
        (hear) => {
          const subscription = subscribe(topic, (event) => hear(event), options);
          return () => subscription.unsubscribe();
        },
        (error) => publish({ type: 'desk.readerFailed', topic, event: topic, detail: String(error) }),
      ),
    hears: (type) => (byType.get(type) ?? hearing(type)).length > 0,
    drained: () =>
      lanes().every((lane) => lane.pending === 0)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve);
          }),
    get isCongested() {
      for (const own of byTopic.values()) for (const lane of own) if (lane.isCongested) return true;
      return false;
    },
    counters: () =>
      lanes().map(({ topic, delivered, pending, dropped, failures }) => ({
        topic,
        delivered,
        pending,
        dropped,
        failures,
      })),
  };
}

const noWildcards = (topic: string): OrdermatonError =>
  new OrdermatonError('badArgument', {
    argument: `topic ${topic}`,
    problem:
      'a topic has no wildcard; its ancestor stands for all under it, such as order for every order.filled, and * for everything',
  });

/** The topics under which a type is heard: itself, each ancestor, and `*`. */
function topicsOf(type: string): readonly string[] {
  const topics = [type];
  for (let dot = type.lastIndexOf('.'); dot > 0; dot = type.lastIndexOf('.', dot - 1)) topics.push(type.slice(0, dot));
  topics.push('*');
  return topics;
}
