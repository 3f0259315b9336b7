/** The way in: whether somebody listens, lets this address in, speaks the protocol, and takes the client id. */
import { seconds } from '../../identifiers.ts';
import type { Consultation } from './consultation.ts';
import { Consultation as Consulting } from './consultation.ts';
import type { Finding } from './finding.ts';
import { found } from './finding.ts';
import { knock } from './knock.ts';
import type { Patient } from './round.ts';

export interface Entrance {
  readonly findings: readonly Finding[];
  readonly consultation?: Consultation;
  readonly managed?: readonly string[];
}

const HANDSHAKE = seconds(10);
/** Ids that hardly anybody uses: to go on looking when that of the desk is taken. */
const SPARE = [7_193_001, 7_193_002, 7_193_003];

export async function enter(patient: Patient): Promise<Entrance> {
  const { host, port } = patient;
  const problem = await knock(host, port, within(patient) / 1_000);
  if (problem !== undefined) return { findings: [found('socket', 'fail', `${problem} (${host}:${port})`)] };
  const socket = found('socket', 'ok', `somebody listens at ${host}:${port}`);
  const first = await greet(patient, patient.clientId);
  if (!first.isTaken) return { ...first, findings: [socket, ...first.findings] };
  for (const spare of SPARE) {
    const { findings, isTaken, ...entered } = await greet(patient, spare);
    if (isTaken) continue;
    return {
      ...entered,
      findings: [socket, ...findings.filter(({ check }) => check !== 'clientId'), ...first.findings],
    };
  }
  return { findings: [socket, ...first.findings] };
}

async function greet(patient: Patient, clientId: number): Promise<Entrance & { readonly isTaken: boolean }> {
  const { host, port, clock, deadline } = patient;
  const opened = await Consulting.open({ host, port, clientId, clock, deadline, handshake: within(patient) });
  if ('lost' in opened) return { findings: [lossOf(clientId, opened)], isTaken: opened.code === 'clientIdTaken' };
  const { consultation, accounts } = opened;
  return {
    ...{ consultation, managed: accounts, isTaken: false },
    findings: [
      found('trusted', 'ok', 'this address is let in'),
      found('handshake', 'ok', `server version ${consultation.version}`),
      clientId === 0
        ? found('clientId', 'warn', '0 is told of every order that is entered by hand, and may bind them: name another')
        : found('clientId', 'ok', `${clientId} is free`),
    ],
  };
}

interface Lost {
  readonly lost: string;
  readonly code: string | undefined;
  readonly version: number;
}

function lossOf(clientId: number, { lost, code, version }: Lost): Finding {
  if (code === 'clientIdTaken')
    return found(
      'clientId',
      'fail',
      `${clientId} is in use by another client: perhaps by the desk itself, which is running`,
    );
  if (code === 'brokerOutdated') return found('handshake', 'fail', lost);
  if (version > 0)
    return found(
      'handshake',
      'fail',
      `version ${version} was agreed upon, and then: ${lost}; the login may not be complete`,
    );
  if (code === 'brokerSilent')
    return found(
      'trusted',
      'fail',
      'the connection is taken and not a word is said: a question on its screen waits for an answer, or the login is not complete',
    );
  return found('trusted', 'fail', `the connection is ended before a word (${lost})`);
}

/** How long the next step may take. */
const within = ({ clock, deadline }: Patient) =>
  Math.max(1_000, Math.min(HANDSHAKE, deadline - clock.now())) as typeof HANDSHAKE;
