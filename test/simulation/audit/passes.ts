/** Nothing that the broker says is dropped in silence: each new execution, fee and ending leaves its fact, once. */
import type { Envelope } from '../../../src/envelope.ts';
import type { Event } from '../../../src/events.ts';
import type { ExecutionId, OrderId } from '../../../src/identifiers.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../../src/plans.ts';
import type { Report } from './findings.ts';

const endings: readonly string[] = ['broker.orderCancelled', 'broker.orderRejected', 'broker.orderExpired'];

export class PassAudit {
  readonly #revisions = new Map<ExecutionId, number>();
  /** Those that were heard of as trades. */
  readonly #told = new Set<ExecutionId>();
  readonly #fees = new Map<ExecutionId, bigint>();
  readonly #ended = new Set<OrderId>();
  #input: Event | undefined;
  #messages: Event[] = [];

  /** Hears the input first, then what followed from it. */
  hear(event: Event, { index }: Envelope, report: Report): void {
    if (index > 0) {
      this.#messages.push(event);
      return;
    }
    this.end(report);
    this.#input = event;
  }

  /** Judges the pass that has been heard. */
  end(report: Report): void {
    const input = this.#input;
    const said = this.#messages;
    this.#input = undefined;
    this.#messages = [];
    if (input === undefined) return;
    for (const { type } of said)
      if (type === 'desk.quarantined' || type === 'desk.inputRefused') report('no actor fails', type);
    if (input.type === 'desk.quarantined') report('no actor fails', `${input.owner}/${input.id}: ${input.detail}`);
    if (input.type === 'broker.execution') this.#executed(input, said, report);
    if (input.type === 'broker.commission') this.#charged(input, said, report);
    if (input.type === 'broker.snapshot') this.#enumerated(input.snapshot, said, report);
    if (endings.includes(input.type)) this.#ending(input as Event<'broker.orderCancelled'>, said, report);
  }

  #executed(event: Event<'broker.execution'>, said: readonly Event[], report: Report): void {
    const { execution, revision } = event;
    const isNews = this.#isToBeTold(event);
    const booked = said.filter(({ type }) => type === 'order.filled' || type === 'order.revised').length;
    if (booked !== (isNews ? 1 : 0))
      report(
        'an execution is booked once, at its highest revision',
        `${execution} revision ${revision} was booked ${booked} times`,
      );
  }

  /** News, and something to tell: what was taken back before it was heard of is not. */
  #isToBeTold({
    execution,
    revision,
    quantity,
  }: Pick<BrokerExecution, 'execution' | 'revision' | 'quantity'>): boolean {
    if (revision <= (this.#revisions.get(execution) ?? 0)) return false;
    this.#revisions.set(execution, revision);
    if (quantity > 0n) this.#told.add(execution);
    return this.#told.has(execution);
  }

  /** A snapshot tells many at once. */
  #enumerated({ executions, completed = [] }: BrokerSnapshot, said: readonly Event[], report: Report): void {
    for (const { order } of completed) this.#ended.add(order);
    let news = 0;
    for (const executed of executions) {
      if (this.#isToBeTold(executed)) news++;
      if (executed.fee !== undefined) this.#fees.set(executed.execution, executed.fee);
    }
    const booked = said.filter(({ type }) => type === 'order.filled' || type === 'order.revised').length;
    if (booked !== news)
      report(
        'an execution is booked once, at its highest revision',
        `${news} of a snapshot were booked ${booked} times`,
      );
  }

  #charged({ execution, fee }: Event<'broker.commission'>, said: readonly Event[], report: Report): void {
    const isNews = this.#fees.get(execution) !== fee;
    this.#fees.set(execution, fee);
    const booked = said.filter(({ type }) => type === 'order.commission').length;
    const expected = isNews && this.#told.has(execution) ? 1 : 0;
    if (booked !== expected)
      report('a fee is booked once, when its execution is known', `${execution} was charged ${booked} times`);
  }

  #ending({ order, type }: Event<'broker.orderCancelled'>, said: readonly Event[], report: Report): void {
    const isNews = !this.#ended.has(order);
    this.#ended.add(order);
    if (isNews && said.length === 0 && !this.#hasFilled(order))
      report('the end of an order leaves a fact', `${type} of ${order}`);
  }

  readonly #filled = new Set<OrderId>();
  /** A cancel of what has filled already says nothing new. */
  #hasFilled(order: OrderId): boolean {
    return this.#filled.has(order);
  }
  /** Told of each order that has completed. */
  completed(order: OrderId): void {
    this.#filled.add(order);
  }
}
