/** Without a record: what leaves is noted, marked and can only take back or reduce; and no name is placed twice, whichever process gave it. */
import type { OrderId } from '../../../src/identifiers.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import { amendedTerms } from '../../../src/orders.ts';
import type { Left, World } from '../world.ts';
import type { Report } from './findings.ts';
import type { Notebook } from './notebook.ts';

const MARK = /!\d{8}T\d{6}Z$/;

/** As it is called in the process that placed it. */
const unmarked = (order: OrderId): OrderId => order.replace(MARK, '') as OrderId;

export class EmergencyAudit {
  readonly #world: World;
  readonly #placed = new Set<OrderId>();
  /** What left in emergencies, by kind. */
  readonly left = { place: 0, amend: 0, cancel: 0 };

  constructor(world: World) {
    this.#world = world;
  }

  hear(what: Left, book: Notebook, report: Report): void {
    const { kind, order } = what;
    if (kind === 'place' && this.#placed.has(order)) report('no name is placed twice', order);
    if (kind === 'place') this.#placed.add(order);
    const { isEmergency, notes } = this.#world.processes;
    if (kind === 'place' && MARK.test(order) !== isEmergency)
      report('what is placed without a record is marked, and nothing else', order);
    if (!isEmergency) return;
    this.left[kind]++;
    if (kind === 'cancel') return;
    if (!notes.pending().some((note) => note.kind === kind && note.order === order))
      report('what leaves without a record is noted', `${kind} ${order}`);
    this.#reduces(what, book, report);
  }

  /** By what has been told of the executions, and by what the broker has of the order. */
  #reduces(what: Exclude<Left, { kind: 'cancel' }>, book: Notebook, report: Report): void {
    const terms = what.kind === 'place' ? what.terms : this.#changed(what);
    if (terms === undefined) return;
    const net = book.net(terms.instrument);
    const open = terms.quantity - book.filled(unmarked(what.order));
    const reduces = terms.side === 'buy' ? net < 0n && open <= -net : net > 0n && open <= net;
    if (!reduces)
      report(
        'nothing that adds risk leaves without a record',
        `${what.kind} ${what.order}: ${terms.side} ${open} against ${net}`,
      );
  }

  #changed({ order, change }: Extract<Left, { kind: 'amend' }>): OrderTerms | undefined {
    const known = this.#world.paper.save().orders.find((each) => each.order === order);
    return known === undefined ? undefined : amendedTerms(known.terms, change);
  }
}
