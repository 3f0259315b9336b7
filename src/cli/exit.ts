/** How the command line ends: exit codes, and errors as one sentence with their remedy. */
import type { ErrorCode } from '../errors.ts';
import { OrdermatonError } from '../errors.ts';

/** Exit codes; `docs/reference/command-line.md` has the table. */
export const exitCodes = {
  done: 0,
  /** Something that should not happen: please report it. */
  fault: 1,
  /** Wrong arguments, mistakes in a desk or scenario document. */
  usage: 2,
  /** Files that are missing or can not be read, a monitor that can not be asked, and outputs that can not be written. */
  data: 3,
  /** A replay, or the check of an upgrade, came to another result than the record; or a statement than the books. */
  differs: 4,
  /** Stopped by Ctrl-C or SIGTERM with positions that stay open. */
  staysOpen: 5,
  /** Node.js is too old. */
  runtime: 6,
  /** A scenario of `test` came out otherwise than expected. */
  scenarioFailed: 7,
  /** The journal failed on the way, and the run came to its end without a record. */
  emergency: 8,
  /** The broker could not be reached, or does not take this desk. */
  broker: 9,
  /** The doctor has found something that keeps a desk from trading as it is meant to. */
  unwell: 10,
  /** The desk that runs refused what was asked of it. */
  refused: 11,
  /** No desk is served there, or what answers is none. */
  notServed: 12,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
/** Takes how a command has ended. */
export type End = (code: ExitCode) => void;

const byError: Partial<Record<ErrorCode, ExitCode>> = {
  badArgument: exitCodes.usage,
  badIdentifier: exitCodes.usage,
  faultRefused: exitCodes.usage,
  gatewayRefused: exitCodes.usage,
  badTime: exitCodes.usage,
  deskFixed: exitCodes.usage,
  limitsLoosened: exitCodes.usage,
  deskFileWrong: exitCodes.usage,
  notADecimal: exitCodes.usage,
  scenarioWrong: exitCodes.usage,
  unknownMachine: exitCodes.usage,
  accountMode: exitCodes.broker,
  accountNotManaged: exitCodes.broker,
  brokerOutdated: exitCodes.broker,
  brokerSilent: exitCodes.broker,
  brokerUnreachable: exitCodes.broker,
  clientIdTaken: exitCodes.broker,
  archiveAlone: exitCodes.data,
  archiveForeign: exitCodes.data,
  archiveMissing: exitCodes.data,
  archiveTaken: exitCodes.data,
  archiveUnopenable: exitCodes.data,
  archiveUnready: exitCodes.data,
  ...{ monitorFails: exitCodes.data, monitorKeyRefused: exitCodes.data, monitorRedirects: exitCodes.data },
  ...{ monitorRefuses: exitCodes.data, monitorSilent: exitCodes.data, monitorThrottles: exitCodes.data },
  ...{ monitorTooLong: exitCodes.data, monitorUnreachable: exitCodes.data, monitorUnreadable: exitCodes.data },
  signalAddressRefused: exitCodes.usage,
  apiAddressRefused: exitCodes.usage,
  ...{ deskNotServed: exitCodes.notServed, deskAnswersWrongly: exitCodes.notServed },
  badCsvRow: exitCodes.data,
  badSignalRow: exitCodes.data,
  badStatementRow: exitCodes.data,
  badWhatIfLine: exitCodes.data,
  barSizeUnknown: exitCodes.usage,
  barsTooLong: exitCodes.data,
  barsTooMany: exitCodes.usage,
  brokerStateBroken: exitCodes.data,
  checkpointUnusable: exitCodes.data,
  corruptData: exitCodes.data,
  emergencyEnded: exitCodes.emergency,
  haltMarked: exitCodes.data,
  journalBroken: exitCodes.data,
  journalChanged: exitCodes.data,
  journalFailed: exitCodes.data,
  journalForeign: exitCodes.data,
  journalForm: exitCodes.data,
  journalGap: exitCodes.data,
  journalLocked: exitCodes.data,
  journalRecordChanged: exitCodes.data,
  journalShort: exitCodes.data,
  journalUnfinished: exitCodes.data,
  journalVersion: exitCodes.data,
  journalUnreadable: exitCodes.data,
  marketDropped: exitCodes.data,
  missingDay: exitCodes.data,
  missingFile: exitCodes.data,
  notWritable: exitCodes.data,
  noData: exitCodes.data,
  timeRunsBackwards: exitCodes.data,
  unknownSymbol: exitCodes.data,
  replayDiffers: exitCodes.differs,
  resumeDiffers: exitCodes.differs,
  wrongRuntime: exitCodes.runtime,
};

/** The exit code for an error. */
export const exitCodeOf = (error: unknown): ExitCode =>
  error instanceof OrdermatonError ? (byError[error.code] ?? exitCodes.fault) : exitCodes.fault;

/** The error for people: what is wrong, and what to do. A fault of ours shows its stack. */
export function errorText(error: unknown): string {
  if (error instanceof OrdermatonError) return `ordermaton: ${error.message}\n${error.remedy}`;
  return `ordermaton: an unexpected fault; please report it.\n${error instanceof Error ? error.stack : String(error)}`;
}
