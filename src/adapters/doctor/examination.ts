/** The whole examination: one check after the other, each told as soon as it is known; what an earlier failure makes unknowable is said too. */
import type { CheckName } from './catalogue.ts';
import { catalogue, checkNames } from './catalogue.ts';
import { enter } from './entrance.ts';
import type { Finding } from './finding.ts';
import { found } from './finding.ts';
import { pastBars } from './history.ts';
import { marketData } from './market.ts';
import { margins, ordersAllowed, precautions } from './orders.ts';
import type { Patient, Round } from './round.ts';
import { clockDifference, lineToTheBroker, managedAccount } from './standing.ts';
import { autoRestart, masterClient } from './unseen.ts';

type Check = (round: Round) => readonly Finding[] | Promise<readonly Finding[]>;

/** What is looked at once the door is open, in this order: later ones use what earlier ones have learned. */
const checks: readonly (readonly [of: readonly CheckName[], check: Check])[] = [
  [['account'], managedAccount],
  [['clock'], clockDifference],
  [['brokerLine'], lineToTheBroker],
  [['readOnly'], ordersAllowed],
  [['marketData', 'shortable'], marketData],
  [['history'], pastBars],
  [['margin'], margins],
  [['precautions'], precautions],
  [['masterClient'], masterClient],
  [['autoRestart'], autoRestart],
];

export interface Listener {
  /** It is looked at now. */
  readonly looking: (checks: readonly CheckName[]) => void;
  readonly found: (finding: Finding) => void;
}

/** Examines, and ends every connection it has made. */
export async function examine(patient: Patient, listener: Listener): Promise<readonly Finding[]> {
  const all: Finding[] = [];
  const tell = (findings: readonly Finding[]): void => {
    for (const finding of findings) {
      all.push(finding);
      listener.found(finding);
    }
  };
  listener.looking(['socket', 'trusted', 'handshake', 'clientId']);
  const { findings, consultation, managed = [] } = await enter(patient);
  tell(findings);
  if (consultation !== undefined) {
    const round: Round = { ...patient, consultation, managed, prices: new Map(), largest: [], refusals: [] };
    for (const [names, check] of checks) {
      const isOver = patient.clock.now() >= patient.deadline;
      if (isOver) break;
      listener.looking(names);
      tell(await check(round));
    }
    consultation.close();
  }
  tell(checkNames.filter((name) => all.every(({ check }) => check !== name)).map((name) => notReached(name, all)));
  return all;
}

function notReached(name: CheckName, all: readonly Finding[]): Finding {
  const blocking = all.find(
    ({ check, mark }) => mark === 'fail' && ['socket', 'trusted', 'handshake', 'clientId'].includes(check),
  );
  const why =
    blocking === undefined ? 'the time for all of it was up' : `not reached: ${catalogue[blocking.check].title}`;
  return found(name, 'notChecked', why);
}
