/** The bus beside eventemitter3 doing the same by three emits: leaf, parent, root. */
import { EventEmitter } from 'eventemitter3';
import { createEventBus } from '../src/actors/bus/eventBus.ts';
import type { Event, Topic } from '../src/events.ts';
import { eventTypes } from '../src/events.ts';
import type { Case, Variant } from './measure.ts';

const EVENTS = 20_000_000;
/** Ten subjects with ten types each. */
const types = [...new Set(eventTypes.map((type) => type.split('.')[0] ?? ''))]
  .map((subject) => eventTypes.filter((type) => type.startsWith(`${subject}.`)).slice(0, 10))
  .filter((own) => own.length === 10)
  .slice(0, 10)
  .flat();
const topics: readonly Topic[] = [...types, ...new Set(types.map((type) => type.split('.')[0] as Topic)), '*'];
const events = types.map((type) => ({ type }) as unknown as Event);
const count = (subscribers: number): number => Math.ceil(EVENTS / Math.max(1, subscribers / 10));

const ours =
  (subscribers: number): Variant =>
  async () => {
    const bus = createEventBus();
    let heard = 0;
    for (let index = 0; index < subscribers; index++)
      bus.subscribe(topics[index % topics.length] as Topic, () => void heard++);
    const emit = (times: number): void => {
      for (let index = 0; index < times; index++) bus.publish(events[index % events.length] as Event);
    };
    emit(count(subscribers) / 10);
    return async () => {
      heard = 0;
      emit(count(subscribers));
      return { result: `${heard} heard`, operations: count(subscribers) };
    };
  };

const threeEmits =
  (subscribers: number): Variant =>
  async () => {
    const emitter = new EventEmitter();
    let heard = 0;
    for (let index = 0; index < subscribers; index++)
      emitter.on(topics[index % topics.length] as string, () => void heard++);
    const parents = events.map(({ type }) => type.slice(0, type.indexOf('.')));
    const emit = (times: number): void => {
      for (let index = 0; index < times; index++) {
        const place = index % events.length;
        const event = events[place] as Event;
        emitter.emit(event.type, event);
        emitter.emit(parents[place] as string, event);
        emitter.emit('*', event);
      }
    };
    emit(count(subscribers) / 10);
    return async () => {
      heard = 0;
      emit(count(subscribers));
      return { result: `${heard} heard`, operations: count(subscribers) };
    };
  };

export const cases: readonly Case[] = [10, 100, 1_000].map((subscribers) => ({
  name: `bus with ${subscribers} subscribers`,
  variants: { 'our bus': ours(subscribers), 'eventemitter3, three emits': threeEmits(subscribers) },
}));
