/** The auditor: hears everything, keeps books of its own, and compares them with the engine's after every input and at rest. */
import { createEventBus } from '../../../src/actors/bus/eventBus.ts';
import type { Engine } from '../../../src/actors/engine/engine.ts';
import { replay } from '../../../src/actors/engine/replay.ts';
import type { DeskConfiguration } from '../../../src/configuration.ts';
import type { Envelope } from '../../../src/envelope.ts';
import type { Event } from '../../../src/events.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import type { Journal } from '../../../src/ports.ts';
import { instruments } from '../prices.ts';
import type { World } from '../world.ts';
import { ApprovalAudit } from './approvals.ts';
import type { Finding, Report } from './findings.ts';
import { auditLeft } from './lacking.ts';
import { auditMoney } from './money.ts';
import { Notebook } from './notebook.ts';
import { PassAudit } from './passes.ts';
import { ProtectionAudit } from './protection.ts';
import { auditRest } from './rest.ts';

export class Auditor {
  /** The first thing that was found wrong. */
  finding: Finding | undefined;
  step = 0;
  /** Planned positions that were open and naked at a rest: allowed, and better few. */
  nakedAtRest = 0;
  openAtRest = 0;
  readonly #engine: Engine;
  readonly book = new Notebook();
  readonly #approvals: ApprovalAudit;
  readonly #protection: ProtectionAudit;
  readonly #passes = new PassAudit();
  readonly #holdings = new Map<InstrumentId, string>();
  /** What the broker was last heard to hold. */
  readonly #reported = new Map<InstrumentId, bigint>();
  /** Where what the broker holds beside our books is foreign by the word of a person. */
  readonly #reconciled = new Set<InstrumentId>();
  /** Where a person says so in this pass, unless the desk declines it. */
  #seen: InstrumentId | undefined;
  readonly #hearing: { unsubscribe(): void };
  #sequence = 0;

  constructor(engine: Engine, { risk, patience }: DeskConfiguration) {
    this.#engine = engine;
    this.#approvals = new ApprovalAudit(this.book, risk);
    this.#protection = new ProtectionAudit(patience.protection);
    this.#hearing = engine.bus.subscribe('*', (event, envelope) => {
      if (event.type === 'desk.readerFailed') this.report('no reader of the bus fails', event.detail);
      if (envelope !== undefined) this.#hear(event, envelope);
    });
  }

  readonly report: Report = (check, detail) => {
    this.finding ??= { check, detail, step: this.step, sequence: this.#sequence };
  };

  /** Another one goes on from the record: it knows what is there, and judges what comes behind it. */
  async goOnFrom(journal: Journal): Promise<void> {
    const bus = createEventBus();
    bus.subscribe('*', (event, envelope) => {
      if (envelope !== undefined) this.#note(event, envelope, () => undefined);
    });
    await replay(journal.read(1), { bus });
    this.#endPass(() => undefined);
  }
  /** Hears nothing more. */
  leave(): void {
    this.#hearing.unsubscribe();
  }

  #hear(event: Event, envelope: Envelope): void {
    this.#note(event, envelope, this.report);
    if (event.type === 'position.naked' || event.type === 'position.closed') this.#protection.forget(event.position);
    if (envelope.index > 0) return;
    auditMoney(this.#engine.views.account(), this.book, this.report);
    this.#protection.hear(this.#engine.views.openPositions(), envelope.at, this.report);
  }

  #note(event: Event, envelope: Envelope, report: Report): void {
    if (envelope.index === 0) this.#takeAsForeign();
    this.#passes.hear(event, envelope, report);
    this.#sequence = envelope.sequence;
    this.book.hear(event, envelope);
    this.#approvals.hear(event, report);
    if (event.type === 'order.completed') this.#passes.completed(event.order);
    if (event.type === 'holding.agreed' || event.type === 'holding.doubtful' || event.type === 'holding.drifted')
      this.#holdings.set(event.instrument, event.type);
    if (event.type === 'holding.agreed') this.#reported.set(event.instrument, event.quantity);
    if (event.type === 'holding.doubtful' || event.type === 'holding.drifted')
      this.#reported.set(event.instrument, event.reported);
    if (event.type === 'broker.position') this.#reported.set(event.instrument, event.quantity);
    if (event.type === 'broker.snapshot')
      for (const { instrument, quantity } of event.snapshot.positions) this.#reported.set(instrument, quantity);
    if (event.type === 'holding.reconcile') this.#seen = event.instrument;
    if (event.type === 'holding.unexpected' && event.event === 'holding.reconcile') this.#seen = undefined;
  }

  /** The pass is over: of a difference that is no alarm yet a person says nothing, since what explains it may be on its way. */
  #takeAsForeign(): void {
    const instrument = this.#seen;
    if (instrument === undefined) return;
    this.#seen = undefined;
    this.#reconciled.add(instrument);
    this.book.others.reconciled(instrument, (this.#reported.get(instrument) ?? 0n) - this.book.net(instrument));
  }
  #endPass(report: Report): void {
    this.#takeAsForeign();
    this.#passes.end(report);
  }

  /** Once nothing is on its way any more. */
  rest({ engine, wire, paper }: World): void {
    this.#endPass(this.report);
    const { views } = engine;
    auditRest(
      {
        views,
        paper: paper.save(),
        record: wire.record,
        book: this.book,
        instruments,
        holdings: this.#holdings,
        reconciled: this.#reconciled,
      },
      this.report,
    );
    if (views.account().reserved === 0n && this.#approvals.reserved !== 0n)
      this.report('what is out and adds risk has its room', `the auditor counts ${this.#approvals.reserved}`);
    for (const { position, quantity, isAlarm } of views.openPositions()) {
      if (quantity === 0n || !this.book.planned.has(position)) continue;
      this.openAtRest++;
      if (isAlarm) this.nakedAtRest++;
    }
  }

  /** After the desk was told to leave everything: nothing is held that is there, and nothing works at the broker. */
  end({ engine, paper, wire }: World): void {
    auditLeft({ views: engine.views, record: wire.record, book: this.book, instruments }, this.report);
    for (const { order, state } of paper.save().orders)
      if (isAtWork(state))
        this.report('a desk that has left everything has no order at the broker', `${order} is ${state}`);
  }
}

const isAtWork = (state: string): boolean => !['filled', 'cancelled', 'rejected', 'expired'].includes(state);
