/** The command `doctor`: what is examined, told as it is found, and how it ends. */
import { createNyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import { createLiveClock } from '../../adapters/clock/liveClock.ts';
import { loadDesk } from '../../adapters/deskFile/deskFile.ts';
import { catalogue } from '../../adapters/doctor/catalogue.ts';
import { examine } from '../../adapters/doctor/examination.ts';
import type { Patient } from '../../adapters/doctor/round.ts';
import { instrumentId, later, seconds } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { chosenSymbols } from '../run/sources.ts';
import { namedAccount } from '../run/tradedAccount.ts';
import { countsOf, documentOf, headOf, linesOf, sumOf } from './text.ts';

export interface DoctorOptions {
  readonly desk?: string;
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  readonly account?: string;
  readonly symbols?: readonly string[];
  readonly allowDelayed?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** @throws `badArgument`, `unknownSymbol`, `missingFile`, `deskFileWrong` */
export async function runDoctor(options: DoctorOptions): Promise<ExitCode> {
  const patient = await patientOf(options);
  const { json = false } = options;
  if (!json) await print(headOf(patient));
  const findings = await examine(patient, {
    looking: (checks) => {
      if (json) process.stderr.write(`${checks.map((check) => catalogue[check].title).join(', ')} …\n`);
    },
    found: (finding) => {
      if (!json) process.stdout.write(`${linesOf(finding).join('\n')}\n`);
    },
  });
  await print(json ? JSON.stringify(documentOf(patient, findings), null, 2) : sumOf(findings));
  return countsOf(findings).fail > 0 ? exitCodes.unwell : exitCodes.done;
}

async function patientOf(options: DoctorOptions): Promise<Patient> {
  const { host, port, clientId, allowDelayed = false, timeout } = options;
  const desk = options.desk === undefined ? undefined : await loadDesk(options.desk);
  const account = namedAccount(options, desk);
  const symbols = desk === undefined ? options.symbols : chosenSymbols(options, desk);
  const clock = createLiveClock();
  return {
    ...{ host, port, clientId, allowDelayed, clock },
    ...(account === undefined ? {} : { account }),
    ...(desk === undefined ? {} : { desk }),
    symbols: (symbols ?? []).map(instrumentId),
    calendar: createNyseCalendar(),
    deadline: later(clock.now(), seconds(timeout)),
  };
}
