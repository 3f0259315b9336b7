/** At which stage the desk stands, since when, and what it has shown there. */
import type { DeskConfiguration, RiskLimits } from '../configuration.ts';
import type { Event } from '../events.ts';
import type { Timestamp } from '../identifiers.ts';
import {
  capped,
  evidenceText,
  isLower,
  lackingIn,
  measured,
  nextOf,
  noEvidence,
  objectionTo,
} from '../machines/promotion/promotion.ts';
import type { Refusal } from '../refusals.ts';
import { refuse } from '../refusals.ts';
import type { Stage, StageCriteria, StageEvidence } from '../stages.ts';
import type { Owners } from './owners.ts';
import type { Pass, Station } from './pass.ts';
import type { Portfolio } from './portfolio.ts';
import { changeOf } from './portfolio.ts';

export interface StageView {
  readonly stage: Stage;
  readonly since: Timestamp | null;
  readonly next: Stage | null;
  /** Beside what the next stage asks for, in words. */
  readonly evidence: string;
  /** What is not enough yet. */
  readonly lacking: readonly string[];
}

export interface Promotion {
  readonly started: Station<Event<'desk.start'>>;
  readonly promote: Station<Event<'desk.promote'>>;
  readonly demote: Station<Event<'desk.demote'>>;
  /** The desk has reached a stage under another account. */
  readonly take: Station<Event<'desk.takeStage'>>;
  readonly decided: Station<Event<'rule.rehearsed'>>;
  readonly traded: Station<Event<'position.closed'>>;
  readonly drifted: Station<Event<'holding.drifted'>>;
  readonly sessionClosed: Station<Event<'clock.sessionClosed'>>;
  /** What trading has brought is another figure. */
  measure(): void;
  /** What is against anything that adds risk, by the stage alone. */
  objection(): Refusal | null;
  isObserving(): boolean;
  /** The limits of the desk, in small live no looser than its caps. */
  limits(): RiskLimits;
  /** `null` for a desk whose document has no stages. */
  view(): StageView | null;
}

interface Standing {
  readonly stage: Stage;
  readonly since: Timestamp;
}

export function createPromotion(owners: Owners, portfolio: Portfolio, configuration: DeskConfiguration): Promotion {
  const own = owners.register('promotion', 1);
  const standings = own.records<'standing', Standing>('standing');
  const shown = own.records<'evidence', StageEvidence>('evidence');
  const { promotion: plan } = configuration;
  const stage = (): Stage => standings.get('standing')?.stage ?? 'observe';
  const evidence = (): StageEvidence => shown.get('evidence') ?? noEvidence;
  const criteria = (): StageCriteria => {
    const next = nextOf(stage());
    return next === undefined || next === 'observe' ? {} : (plan?.[next] ?? {});
  };

  function note(next: (before: StageEvidence) => StageEvidence): void {
    if (plan === undefined) return;
    const before = evidence();
    const after = next(before);
    if (after !== before) shown.set('evidence', after);
  }
  const count = (name: 'sessions' | 'decisions' | 'trades' | 'drifts') =>
    note((before) => ({ ...before, [name]: before[name] + 1 }));

  function stand(
    to: Stage,
    { operator, why }: Pick<Event<'desk.promote'>, 'operator' | 'why'>,
    text: string,
    pass: Pass,
  ): void {
    const from = stage();
    standings.set('standing', { stage: to, since: pass.at });
    shown.set('evidence', measured(noEvidence, changeOf(portfolio.totals())));
    pass.say({ type: 'desk.stageChanged', from, to, operator, why, evidence: text });
  }
  const decline = (event: string, { code, value, limit }: Refusal, pass: Pass): void => {
    const detail = [value, limit].filter((each) => each !== '').join(' against ');
    pass.say({ type: 'desk.declined', event, code, detail });
  };

  return {
    started(_event, pass) {
      if (plan !== undefined && !standings.has('standing'))
        standings.set('standing', { stage: 'observe', since: pass.at });
    },
    promote(event, pass) {
      const refusal = plan === undefined ? refuse('stageless') : objectionTo(stage(), event.to, criteria(), evidence());
      if (refusal === null) stand(event.to, event, evidenceText(criteria(), evidence()), pass);
      else decline(event.type, refusal, pass);
    },
    demote(event, pass) {
      if (plan === undefined) decline(event.type, refuse('stageless'), pass);
      else if (!isLower(event.to, stage()))
        decline(event.type, refuse('stageOrder', `below ${stage()}`, event.to), pass);
      else stand(event.to, event, evidenceText(criteria(), evidence()), pass);
    },
    take(event, pass) {
      const known = standings.get('standing');
      if (plan === undefined || (known !== undefined && (known.since >= event.since || known.stage === event.stage)))
        return;
      stand(event.stage, event, event.evidence, pass);
    },
    decided: () => count('decisions'),
    traded: () => count('trades'),
    drifted: () => count('drifts'),
    sessionClosed: () => count('sessions'),
    measure: () => note((before) => measured(before, changeOf(portfolio.totals()))),
    objection() {
      if (plan === undefined) return null;
      if (stage() === 'observe') return refuse('observing', 'paper', 'observe');
      return stage() === 'paper' && plan.realMoney === true ? refuse('stagePaper', 'smallLive', 'paper') : null;
    },
    isObserving: () => plan !== undefined && stage() === 'observe',
    limits: () =>
      plan === undefined || stage() !== 'smallLive' ? configuration.risk : capped(configuration.risk, plan.caps),
    view: () =>
      plan === undefined
        ? null
        : {
            ...{ stage: stage(), since: standings.get('standing')?.since ?? null, next: nextOf(stage()) ?? null },
            ...{ evidence: evidenceText(criteria(), evidence()), lacking: lackingIn(criteria(), evidence()) },
          },
  };
}
