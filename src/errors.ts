/** What can go wrong outside trading itself: a closed set of codes, each with who must do what. */

/** Each code: its sentence (with the details filled in) and the remedy. */
const catalogue = {
  accountMode: [
    'The account {account} at {place} is a {found} account, and this run is for a {expected} one.',
    'Log the gateway in to the other mode, or name its port; the account says which it is, the port does not.',
  ],
  accountNotManaged: [
    'The login at {place} manages {accounts}, and the desk trades {account}.',
    'Write one of these accounts into the desk document, or log in to the gateway with the user of {account}.',
  ],
  adminPathUnknown: [
    'The admin interface of the gateway has no {method} {path}.',
    'docs/guides/gateway-faults.md lists what it serves.',
  ],
  adminRequestBroken: ['A request to the admin interface can not be read: {problem}.', 'Send one JSON document.'],
  adminTokenWrong: [
    'A request to the admin interface came without its token.',
    'Send the header Authorization: Bearer <token>; the gateway prints the token at its start.',
  ],
  agendaOverrun: [
    'One input caused more than {limit} messages.',
    'Report it: two parts of the engine answer each other without end.',
  ],
  alreadyRunning: ['The engine is already running.', 'Create a second engine, or await the first run.'],
  apiAddressRefused: [
    'The API of the desk can not be served at port {port}: {problem}.',
    'Another desk may be served there: name a free port with --api <port>, or run without it with --no-api.',
  ],
  apiFault: [
    'The API has found a fault of its own at {method} {path}: {problem}.',
    'Report it; the desk goes on. What came of the request, the orders and the journal of the desk tell.',
  ],
  apiHostRefused: [
    'A request for the API was meant for {host}, and only this machine is served.',
    'Ask 127.0.0.1 by its port; from elsewhere, through a tunnel (ssh -L).',
  ],
  apiMediaTypeWrong: ['{found} is no form that the API reads.', 'Send one JSON document, as application/json.'],
  apiMethodUnknown: ['{path} can not be asked with {method}.', 'It takes {allowed}.'],
  apiNotReady: ['The desk can not be asked yet: {problem}.', 'Ask again in a moment; GET /readyz says when.'],
  apiOriginRefused: [
    'A request for the API came from a page of {origin}, and only programs of this machine and its own page are served.',
    'Send it without the header Origin.',
  ],
  apiPathUnknown: ['There is no {path}.', 'GET /api/v1/openapi.json describes all there is.'],
  apiRateExceeded: [
    'More than {limit} requests came within a minute.',
    'Ask less often; the stream tells what changes.',
  ],
  apiStreamsTaken: ['{limit} streams of the desk are read already.', 'End one of them first.'],
  apiTokenWrong: [
    'A request for the API came without its token: {problem}.',
    'Send Authorization: Bearer <token>; the token is in api-<port>.token in the state folder, for whoever runs the desk.',
  ],
  apiTooLong: ['The request is longer than {limit} bytes.', 'Send one command at a time.'],
  apiUnreadable: ['The request can not be read: {problem}.', 'GET /api/v1/openapi.json describes what is expected.'],
  apiUpgradeRequired: [
    'The stream of a desk is a WebSocket.',
    'Ask for it as one: ws://127.0.0.1:<port>/api/v1/stream.',
  ],
  archiveAlone: [
    '{file} is an archive, and what it holds goes on from input {before}.',
    'Name the journal that it was moved out of; by itself it can be verified and listed.',
  ],
  archiveForeign: [
    '{file} is not the archive that {journal} notes under that name.',
    'Put the archive of that journal in its place, beside the journal or where it was written.',
  ],
  archiveMissing: [
    '{journal} goes on from {day} (inputs {first} to {last}), which was moved to {file}, and that is not there.',
    'Put the archive back where it was written, or beside the journal.',
  ],
  archiveTaken: [
    '{file} is there already and is no archive of {day} of this journal.',
    'Name another folder with --to, or move that file away.',
  ],
  archiveUnopenable: [
    'Without its market data {day} (inputs {first} to {last}) could not be opened any more: {problem}.',
    'Leave its market data where it is, or drop it with the version that wrote the day; nothing of it was changed.',
  ],
  archiveUnready: [
    '{journal} has no whole checkpoint at input {last} or behind it: without the days before, no engine could go on from what is left.',
    'Stop the engine so that it ends with a checkpoint, or name an earlier date.',
  ],
  badArgument: ['{argument}: {problem}.', 'See --help for what is expected.'],
  badCsvRow: [
    '{file}:{line}: {problem}.',
    'Correct the row, or run with --on-bad-row skip to leave such rows out and count them.',
  ],
  badEvent: [
    'The event {type} from {source} is not as the alphabet has it: {problem}.',
    'Correct the sender; docs/reference/events.md lists the fields.',
  ],
  badIdentifier: ['{value} is no name.', 'Use 1 to 128 printable characters without spaces.'],
  badSignalRow: [
    '{file}:{line}: {problem}.',
    'Correct the line, or run with --on-bad-row skip to leave such lines out and count them.',
  ],
  badStatementRow: [
    '{file}:{line}: {problem}.',
    'Write the Flex query with the fields that docs/guides/statements.md lists, or correct the row.',
  ],
  badTime: ['{value} is no moment in time.', 'Write ISO 8601 with an offset, such as 2013-10-07T13:45:02Z.'],
  badWhatIfLine: [
    '{file}:{line}: {problem}.',
    'Correct the line; docs/guides/what-if.md says what may stand there, and journal tail names the inputs.',
  ],
  barSizeUnknown: [
    'The indicator {indicator} needs bars of {needed}, and Interactive Brokers keeps none of that length up to date.',
    'Change bars in the desk document: 1m 2m 3m 5m 10m 15m 20m 30m 1h 2h 3h 4h 8h or 1d.',
  ],
  barsTooLong: [
    'The indicator {indicator} needs bars of {needed}, and {market} has {found}.',
    'Choose data with bars of that length or of a part of it, or change bars in the desk document.',
  ],
  barsTooMany: [
    'The desk needs bars of {count} instruments and lengths, and Interactive Brokers keeps {most} up to date at a time.',
    'Trade fewer symbols in one desk, or use fewer lengths of bars for its indicators.',
  ],
  brokerOutdated: [
    'TWS or IB Gateway at {place} speaks a version that can not be spoken to: {problem}.',
    'Install a current version of it.',
  ],
  brokerSilent: [
    '{place} takes the connection and does not answer as TWS or IB Gateway does.',
    'Look whether the port is its API port, and whether it waits for a login or asks whether this address may connect.',
  ],
  brokerStateBroken: [
    '{file} does not hold the state of a paper broker: {problem}.',
    'Move the file away to start with a fresh account, or restore it from a copy.',
  ],
  brokerUnreachable: [
    'Nobody answers at {place}: {problem}.',
    'Start TWS or IB Gateway and switch its API on. Usual ports: TWS 7496 live, 7497 paper; IB Gateway 4001 live, 4002 paper.',
  ],
  checkpointUnusable: [
    'No checkpoint behind input {last} can be begun at: {problem}. One is needed, since {reason}',
    'Bring back what is missing, or use the version that wrote the checkpoint.',
  ],
  clientIdTaken: [
    'Another program is connected to {place} with the client id {clientId}.',
    'End that program, or give this one a client id of its own; it is tried again meanwhile.',
  ],
  controlKeyReused: [
    'The idempotency key {key} was used for another command.',
    'Give each command a key of its own; the same key only for the same command, sent again.',
  ],
  controlLocked: [
    'Arming is locked: a wrong control token was given {count} times.',
    'Wait {minutes} minutes. What only reduces risk needs no arming: halt, cancel an entry, tighten a stop, kill.',
  ],
  controlMovedOn: [
    'What is to be commanded is no longer what was shown: {about} has changed since.',
    'Look at it again, and decide on what it is now (decidedOn: {shown}).',
  ],
  controlNotArmed: [
    '{what} adds or loosens risk, and nothing is armed: {problem}.',
    'Arm first: POST /api/v1/arm with the control token, or --arm on the command line. What only reduces risk needs no arming.',
  ],
  controlOff: [
    '{what} adds or loosens risk, and that can not be asked for here: {problem}.',
    'Start the desk with a control token in $ORDERMATON_CONTROL_TOKEN, and for real money with --live-control too. What only reduces risk needs neither.',
  ],
  controlTokenWrong: ['The control token is another one.', 'Give the token that the desk was started with.'],
  controlUndecided: [
    '{what} adds or loosens risk, and was not said what it was decided on.',
    'Send decidedOn with what was shown of {about}: {shown}.',
  ],
  controlUnexpected: [
    'As the desk is now, {event} means nothing and changed nothing: {state}.',
    'GET /api/v1/status says how it stands.',
  ],
  controlUnknown: ['There is no {what} {name}.', '{known}'],
  corruptData: ['{file}: {problem}.', 'Fetch the file again; it can not be read as it is.'],
  deadlineLoop: [
    'At {at} more than {limit} timers ran out at the moment they were armed, the last of them {timer}.',
    'Report it with the export of the run: time would stand still for ever.',
  ],
  deskAnswersWrongly: [
    'What answers at port {port} is no desk that this version can speak to: {problem}.',
    'Look which program listens there, and whether it is the same version of Ordermaton.',
  ],
  deskFileWrong: [
    '{count} mistake(s) in the desk document:\n{list}',
    'Correct them; docs/guides/desk-document.md describes every field.',
  ],
  deskFixed: [
    'The desk {desk} runs, and the new document differs in {fields}; nothing was changed.',
    'While a desk runs, rules, indicators and limits (risk, losses) may be changed. Take the rest back, or start the desk anew.',
  ],
  deskNotServed: [
    'No desk is served at port {port}: {problem}.',
    'Start one with: ordermaton run --broker ib --desk <file>, or any other run with --api. {known}',
  ],
  emergencyEnded: [
    'The journal {journal} can not be written any more: {problem}. The run went on without it from input {after}: {left} command(s) left unrecorded. It ended {end}.',
    'Make room or repair the disk, then start again: what left is noted in {notes}, and is compared with what the broker has.',
  ],
  faultRefused: [
    'The fault {fault} can not be had: {problem}.',
    'docs/guides/gateway-faults.md lists the faults and what each takes.',
  ],
  feedBroken: [
    'The signals by {feed} have broken off: {problem}.',
    'Start the desk again once it is mended; until then the desk goes on without them.',
  ],
  frameRefused: [
    'A frame of {length} bytes is {problem}.',
    'Drop the connection: where the next frame begins is not known. Look at the client that sent it.',
  ],
  gatewayRefused: [
    'The gateway can not listen at {address}: {problem}.',
    'Name a loopback address and a free port that is none of TWS or IB Gateway (4001, 4002, 7496, 7497).',
  ],
  haltMarked: [
    'The desk {desk} has been halted since this run began ({scope} is {why}), and a run that broke off is played again as it began.',
    'Take the mark off with --resume <why>, or begin another run: it begins halted.',
  ],
  journalBroken: [
    '{file} can not be read as a journal: {problem}.',
    'Name the right file, or restore the journal from a copy; it is left as it is.',
  ],
  journalChanged: [
    '{file}:{line}: this line, or the one before it, is not as the run wrote it.',
    'Replay from an untouched copy of the export.',
  ],
  journalFailed: [
    'The journal {file} can not be written: {problem}.',
    'Make room or repair the disk, then start again: nothing that is acknowledged is lost, and nothing left without its record.',
  ],
  journalForeign: [
    '{file} is a journal of {name} {found}, and this run is of {value}.',
    'Name another file with --journal; one journal belongs to one desk, one account and one mode.',
  ],
  journalForm: [
    '{file} has form {found}, and this version reads up to {known}.',
    'Use the version that wrote it, or a newer one.',
  ],
  journalGap: ['{journal} jumps from {from} to {to}.', 'Replay from a whole copy: what is missing can not be rebuilt.'],
  journalLocked: [
    '{file} is being written by process {process}.',
    'Wait until that engine has ended, or name another file with --journal.',
  ],
  journalRecordChanged: [
    '{file}: input {sequence}, or its commit, is not as the engine wrote it.',
    'Restore the journal from a copy: what follows a changed record can not be trusted.',
  ],
  journalShort: [
    '{file} ends at input {last}, and had been on the disk up to {noted}: its log ({file}-wal) is damaged or gone, or it is an older copy.',
    'Put the journal and its log back as they were; or, to go on without what is missing, delete {mark}: the broker is asked what became of it.',
  ],
  journalUnfinished: [
    '{file} has no closing line: it is whole up to line {line}, input {sequence}.',
    'Replay it as far as it goes with --partial, or from a whole copy.',
  ],
  journalUnreadable: ['{file}:{line}: {problem}.', 'Replay from a whole copy of the export.'],
  journalVersion: [
    'The journal {journal} was written by version {found}, and this is {ours}.',
    'No input is replayed through code that did not hear it: {remedy}.',
  ],
  limitsLoosened: [
    'The desk {desk} went on within stricter limits, and the document loosens {limits} without a new reason; nothing was changed.',
    'Say in the document who loosens them and why, as limitsWhy: a text other than the last one. It goes on record with the limits.',
  ],
  marketDropped: [
    '{file} has no market data of {day} any more: it was dropped, so inputs {first} to {last} can not be heard again.',
    'Ask for a place before or behind them; what was recorded beside market data is still listed by journal tail and journal why.',
  ],
  messageUnreadable: [
    'Field {field} of {message}: {problem}.',
    'Look at the client: it may count its fields by another server version than the one that was agreed.',
  ],
  missingDay: [
    '{symbol} has no {kind}s of {date}: {problem}.',
    'Put the file there, name other days or symbols, or run with --on-missing-day skip to go without and have it counted.',
  ],
  missingFile: ['{file} does not exist or can not be read: {problem}.', 'Check the path and its permissions.'],
  monitorFails: [
    'The monitor answers {path} with the status {status}.',
    'Look at the log of the monitor; it is asked again, less and less often.',
  ],
  monitorKeyRefused: [
    'The monitor does not take the key ({path} answers {status}).',
    'Set ORDERMATON_MONITOR_KEY, or signals.monitor.key in the desk document, to a key that it knows.',
  ],
  monitorRedirects: [
    'The monitor sends {path} elsewhere (status {status}), and no key is carried there.',
    'Name the address itself as the url of the monitor.',
  ],
  monitorRefuses: [
    'The monitor refuses {path} with the status {status}.',
    'Compare its version and its tickers with docs/guides/signals.md.',
  ],
  monitorSilent: [
    'The monitor has not answered {path} whole within {seconds} s.',
    'Look at its load and at the way to it; it is asked again, less and less often.',
  ],
  monitorThrottles: [
    'The monitor has enough of us: it answers {path} with the status 429.',
    'Ask less often (signals.monitor.every); it is left alone for as long as it asks.',
  ],
  monitorTooLong: [
    'The answer of the monitor to {path} is longer than {limit} bytes.',
    'Ask for less: fewer rows at a time.',
  ],
  monitorUnreachable: [
    'The monitor can not be reached: {problem}.',
    'Start it, or correct its url; it is asked again, less and less often.',
  ],
  monitorUnreadable: [
    'The answer of the monitor to {path} can not be read: {problem}.',
    'Compare its version with docs/guides/signals.md, which lists what is read.',
  ],
  noData: ['{place} holds no market data for {what}.', 'Check the folder, the symbols and the dates.'],
  notADecimal: ['{value} is no {expected}.', 'Write a plain decimal number such as 13.91.'],
  notRecovered: [
    'The journal {journal} holds {sequence} inputs already.',
    'Await engine.recover() before engine.start(), or begin with an empty journal; engine.run() does it by itself.',
  ],
  notWritable: [
    '{file} can not be written: {problem}.',
    'Name another place (--journal, --state, --state-dir, --export, --report, --broker-state, --out), or make room there.',
  ],
  notifierFails: [
    'The notifier {way} could not deliver a notice: {problem}.',
    'Look at the service behind it; it is tried again, less and less often.',
  ],
  notifierRefuses: [
    'The notifier {way} does not take a notice: {problem}.',
    'Correct its part of the desk document (notifications.ways), or its secret; `ordermaton notify` sends a trial.',
  ],
  notifierSilent: [
    'The notifier {way} has not answered within {seconds} s.',
    'Look at the way to it, or give it more time (timeout); it is tried again, less and less often.',
  ],
  notifierUnreachable: [
    'The notifier {way} can not be reached: {problem}.',
    'Look at its address and at the network; it is tried again, less and less often.',
  ],
  quarantineBudget: [
    'More than {limit} actors failed on one input; the last was {actor}: {problem}.',
    'Report it with the export of the run: the engine stopped before acting on that input.',
  ],
  replayDiffers: [
    'The replay differs from the record at {sequence}: {problem}.',
    'Replay with the version that recorded it ({version}); if it is the same, report it.',
  ],
  resumeDiffers: [
    '{file} was begun otherwise: input {sequence} of this run, or what follows from it, is another one there.',
    'Give the arguments, the data and the version that it was begun with, or name a new file with --journal.',
  ],
  scenarioWrong: [
    '{count} mistake(s) in the scenario document:\n{list}',
    'Correct them; docs/guides/scenarios.md describes every field.',
  ],
  signalAddressRefused: [
    'Signals can not be taken at port {port}: {problem}.',
    'Name a port that is free with signals.http.port; 0 takes any.',
  ],
  signalOriginRefused: [
    'A request for signals came from {from}, and only programs of this machine are served.',
    'Send it to 127.0.0.1 without the header Origin; a page of a browser is no source of signals.',
  ],
  signalPathUnknown: ['There is no {method} {path}.', 'Send signals with POST /api/v1/signals.'],
  signalRateExceeded: [
    'More than {limit} signals came within a minute.',
    'Send fewer, or allow more with signals.http.maxPerMinute.',
  ],
  signalTokenWrong: [
    'A signal came without the right to be heard: {problem}.',
    'Send Authorization: Bearer <token>, or X-Timestamp and X-Signature as docs/guides/signals.md says.',
  ],
  signalTooLong: ['A signal is longer than {limit} bytes.', 'Send one signal at a time.'],
  signalUnheard: [
    'The desk has not said within {seconds} s what became of the signal {signal}.',
    'Send it again: it is acted on once.',
  ],
  signalUnreadable: [
    'What came as a signal is none: {problem}.',
    'Send a prediction or an alert as docs/guides/signals.md shows them.',
  ],
  timeRefused: [
    'The time of the gateway can not be moved: {problem}.',
    'Start it with --time <moment>; docs/guides/gateway-faults.md says what a step takes.',
  ],
  timeRunsBackwards: ['{place}: time runs backwards, from {from} to {to}.', 'Sort the source by time.'],
  unknownMachine: ['There is no machine called {name}.', 'Machines: {known}.'],
  unknownOwner: [
    'The saved state has an owner this version does not know: {owner}.',
    'Restore it with the version that saved it.',
  ],
  unknownSymbol: ['{symbol} is not known {place}.', 'Known there: {known}.'],
  versionRefused: [
    'The client offers {offer}, and this server speaks the versions {from} to {to}.',
    'Use a client that speaks one of them.',
  ],
  wrongRuntime: [
    'Ordermaton needs Node.js {needed} or newer, and this is {found}.',
    'Install it, or run the npm scripts of a clone, which bring it along.',
  ],
} as const satisfies Record<string, readonly [sentence: string, remedy: string]>;

/** The stable code of an error; `docs/reference/errors.md` has a line for each. */
export type ErrorCode = keyof typeof catalogue;

/** All codes in alphabetical order. */
export const errorCodes = Object.keys(catalogue) as readonly ErrorCode[];

/** An error that says what is wrong, where, and who must do what. `code` is stable, the wording is not. */
export class OrdermatonError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, string | number>> = {}) {
    super(fill(catalogue[code][0], details));
    this.name = 'OrdermatonError';
    this.code = code;
    this.remedy = fill(catalogue[code][1], details);
    this.details = details;
  }
}

/** The sentence and remedy of a code, with their places for details still open. */
export const describeError = (code: ErrorCode): { readonly sentence: string; readonly remedy: string } => ({
  sentence: catalogue[code][0],
  remedy: catalogue[code][1],
});

function fill(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(details[name] ?? place));
}
