/** The messages to one client, with what befalls them on the way: sent twice, late, never, in another order, or broken off. */
import { later } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Chance } from '../marketData/generatedRandom.ts';
import type { Outgoing } from './outgoing.ts';
import type { MessageFault, StandingFaults } from './standingFaults.ts';
import { messageNameOf } from './wire/messageNames.ts';

type Fields = readonly string[];

export interface MessageFaultsParts {
  readonly faults: StandingFaults;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** The socket ends in the middle of a message. */
  readonly brokenOff: () => void;
  readonly log: (line: string) => void;
}

export class MessageFaults {
  readonly #parts: MessageFaultsParts;
  /** Who it is, once it has said so. */
  client: number | undefined;
  /** Those that leave behind so many more. */
  #held: { left: number; readonly fields: Fields }[] = [];
  /** Those of this moment that leave in another order, and by whose chance. */
  #mixed: Fields[] = [];
  #isOver = false;

  constructor(parts: MessageFaultsParts) {
    this.#parts = parts;
  }

  send(fields: Fields): void {
    const name = messageNameOf(fields);
    const met =
      name === undefined || this.client === undefined ? undefined : this.#parts.faults.next(name, this.client);
    if (met === undefined) return this.#pass(fields);
    this.#parts.log(`client ${this.client}: ${met.fault.fault} of ${name}`);
    this.#meet(fields, met);
  }

  /** Nothing that is held leaves any more. */
  end(): void {
    this.#isOver = true;
    this.#held = [];
    this.#mixed = [];
  }

  #meet(fields: Fields, { fault, chance }: { readonly fault: MessageFault; readonly chance: Chance }): void {
    switch (fault.fault) {
      case 'duplicate':
        this.#pass(fields);
        return this.#pass(fields);
      case 'delay':
        return this.#delay(fields, fault);
      case 'drop':
        return;
      case 'reorder':
        return this.#mix(fields, chance);
      case 'kill':
        this.#parts.outgoing.breakOff(fields, this.#isCut());
        return this.#parts.brokenOff();
    }
  }

  #delay(fields: Fields, { by, behind = 0 }: Extract<MessageFault, { fault: 'delay' }>): void {
    if (by === undefined) this.#held.push({ left: behind, fields });
    else this.#at(by, () => this.#write(fields));
  }

  #mix(fields: Fields, chance: Chance): void {
    this.#mixed.push(fields);
    if (this.#mixed.length > 1) return;
    this.#at(0, () => {
      for (const each of shuffled(this.#mixed.splice(0), chance)) this.#pass(each);
    });
  }

  #at(wait: number, act: () => void): void {
    const { clock } = this.#parts;
    clock.schedule(later(clock.now(), wait), rank.user, () => {
      if (!this.#isOver) act();
    });
  }

  /** It leaves, and behind it those that have waited for it. */
  #pass(fields: Fields): void {
    this.#write(fields);
    for (const each of this.#held) each.left--;
    const due = this.#held.filter(({ left }) => left <= 0);
    this.#held = this.#held.filter(({ left }) => left > 0);
    for (const each of due) this.#write(each.fields);
  }

  #write(fields: Fields): void {
    this.#parts.outgoing.send(fields, this.#isCut());
  }

  #isCut(): boolean {
    return this.#parts.faults.isCut(this.client);
  }
}

/** In an order of chance, and never the one that they had, where there is another. */
function shuffled(messages: readonly Fields[], chance: Chance): readonly Fields[] {
  const mixed = [...messages];
  for (let place = mixed.length - 1; place > 0; place--) {
    const other = chance.whole(0, place);
    [mixed[place], mixed[other]] = [mixed[other] as Fields, mixed[place] as Fields];
  }
  return mixed.some((each, place) => each !== messages[place]) ? mixed : mixed.reverse();
}
