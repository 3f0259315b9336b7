/** The library's door: named exports in the order of the path, from the vocabulary to the adapters. */
import './runtime.ts';

/** XState's own, in the version that the machines are made with. */
export { createActor } from 'xstate';
export type { EventBus, Handler, LaneCounters, Subscription } from './actors/bus/eventBus.ts';
export { createEventBus } from './actors/bus/eventBus.ts';
export type { LaneOptions, Overflow } from './actors/bus/lane.ts';
export type { UserCommand } from './actors/engine/doors.ts';
export type { Engine, EngineOptions } from './actors/engine/engine.ts';
export { createEngine } from './actors/engine/engine.ts';
export type { Books, LastingReader } from './actors/engine/readers.ts';
export { LastingReaders } from './actors/engine/readers.ts';
export type { Replayed, ReplayOptions } from './actors/engine/replay.ts';
export { replay } from './actors/engine/replay.ts';
export type { AccountView, EngineViews, HoldingView, OrderView, PositionView } from './actors/engine/views.ts';
export type { SavedState } from './actors/owners.ts';
export { createNyseCalendar } from './adapters/calendar/nyseCalendar.ts';
export type { LiveClockOptions } from './adapters/clock/liveClock.ts';
export { createLiveClock } from './adapters/clock/liveClock.ts';
export type { SimulatedClock, SimulatedClockOptions } from './adapters/clock/simulatedClock.ts';
export { createSimulatedClock } from './adapters/clock/simulatedClock.ts';
export { loadDesk, parseDesk } from './adapters/deskFile/deskFile.ts';
export type { EmergencyDocument } from './adapters/documents/emergencyNotes.ts';
export { openEmergencyNotes } from './adapters/documents/emergencyNotes.ts';
export type { HaltMark, HaltMarks } from './adapters/documents/haltMarks.ts';
export { openHaltMarks } from './adapters/documents/haltMarks.ts';
export { documentFolder } from './adapters/documents/smallDocument.ts';
export { chartToMermaid } from './adapters/drawings/mermaid.ts';
export { describeChart } from './adapters/drawings/structure.ts';
export { chartToSvg } from './adapters/drawings/svg.ts';
export type { BarNeed } from './adapters/interactiveBrokers/barNeeds.ts';
export { barNeeds } from './adapters/interactiveBrokers/barNeeds.ts';
export type {
  InteractiveBrokersBroker,
  InteractiveBrokersOptions,
} from './adapters/interactiveBrokers/interactiveBrokers.ts';
export { createInteractiveBrokers } from './adapters/interactiveBrokers/interactiveBrokers.ts';
export type { LiveQuotes, QuotesOptions } from './adapters/interactiveBrokers/quotes.ts';
export type { SocketIdStore } from './adapters/interactiveBrokers/socketIds.ts';
export { openIdStore } from './adapters/interactiveBrokers/socketIds.ts';
export { createExport } from './adapters/journal/exportFile.ts';
export type { ClosingLine, ExportReader } from './adapters/journal/exportReader.ts';
export { openExport } from './adapters/journal/exportReader.ts';
export type { JournalEnd, JournalOwner } from './adapters/journal/form.ts';
export type { JournalAbout, JournalReader } from './adapters/journal/journalFile.ts';
export { openJournal } from './adapters/journal/journalFile.ts';
export { keepViews } from './adapters/journal/journalViews.ts';
export type { ViewRow } from './adapters/journal/journalWriter.ts';
export { createMemoryJournal } from './adapters/journal/memoryJournal.ts';
export type { SqliteJournal, SqliteJournalOptions } from './adapters/journal/sqliteJournal.ts';
export { createSqliteJournal } from './adapters/journal/sqliteJournal.ts';
export { withActions } from './adapters/marketData/actionsFile.ts';
export { createCsvData } from './adapters/marketData/csv.ts';
export { createGeneratedData, generateBars, generatePredictions } from './adapters/marketData/generated.ts';
export { createLeanData } from './adapters/marketData/lean.ts';
export { mergeMarketData } from './adapters/marketData/merge.ts';
export type { PaperState } from './adapters/paperBroker/book.ts';
export { noCommission, tieredUsStocks } from './adapters/paperBroker/commissions.ts';
export type { PaperBroker, PaperBrokerOptions } from './adapters/paperBroker/paperBroker.ts';
export { createPaperBroker } from './adapters/paperBroker/paperBroker.ts';
export type { PaperRules } from './adapters/paperBroker/rules.ts';
export { readPaperState, writePaperState } from './adapters/paperBroker/stateFile.ts';
export { equityCsv, tradesCsv } from './adapters/reports/csv.ts';
export { reportHtml } from './adapters/reports/html.ts';
export { createRecorder } from './adapters/reports/recorder.ts';
export type { Report } from './adapters/reports/report.ts';
export { buildReport } from './adapters/reports/report.ts';
export { reportText } from './adapters/reports/text.ts';
export type { SignalDoor, SignalDoorOptions } from './adapters/signals/http/signalDoor.ts';
export { openSignalDoor } from './adapters/signals/http/signalDoor.ts';
export type { Listening, Way } from './adapters/signals/listening.ts';
export { listenTo } from './adapters/signals/listening.ts';
export type { MonitorHistoryOptions } from './adapters/signals/monitor/history.ts';
export { createMonitorHistory } from './adapters/signals/monitor/history.ts';
export type { Monitor, MonitorOptions } from './adapters/signals/monitor/monitor.ts';
export { createMonitor } from './adapters/signals/monitor/monitor.ts';
export type { MonitorServer, MonitorServerOptions } from './adapters/signals/monitorServer/monitorServer.ts';
export { openMonitorServer } from './adapters/signals/monitorServer/monitorServer.ts';
export type { ObservedSignalsOptions } from './adapters/signals/observedSignals.ts';
export { signalsFrom } from './adapters/signals/observedSignals.ts';
export { createPredictionsFile } from './adapters/signals/predictionsFile.ts';
export type { WatchedFolder, WatchedFolderOptions } from './adapters/signals/watchedFolder.ts';
export { createWatchedFolder } from './adapters/signals/watchedFolder.ts';
export type { StatementFile } from './adapters/statements/stated.ts';
export { readStatement } from './adapters/statements/statementFile.ts';
export { decode, encode, hashOf } from './codec.ts';
export type { DeskConfiguration, IndicatorPlan, RiskLimits, RuleAction, RulePlan } from './configuration.ts';
export { deskDefaults } from './configuration.ts';
export type { Envelope, Source } from './envelope.ts';
export { citation } from './envelope.ts';
export type { ErrorCode } from './errors.ts';
export { describeError, errorCodes, OrdermatonError } from './errors.ts';
export type { Ancestor, Event, EventType, EventUnder, Topic } from './events.ts';
export { alphabet, eventProblem, eventTypes } from './events.ts';
export type * from './identifiers.ts';
export { accountId, bookId, instrumentId, isoTime, later, minutes, named, seconds, timestamp } from './identifiers.ts';
export { connectionMachine } from './machines/connection/connectionMachine.ts';
export { deskMachine } from './machines/desk/deskMachine.ts';
export type { FeedContext, FeedEvent, FeedMessage } from './machines/feed/feedMachine.ts';
export { feedMachine } from './machines/feed/feedMachine.ts';
export type { GroupContext, GroupEvent, GroupInput, GroupMessage } from './machines/group/group.ts';
export { groupMachine } from './machines/group/groupMachine.ts';
export type { LegSource } from './machines/group/legFacts.ts';
export { legFact } from './machines/group/legFacts.ts';
export { holdingMachine } from './machines/holding/holdingMachine.ts';
export type { OrderContext, OrderEvent, OrderInput, OrderMessage } from './machines/order/order.ts';
export { leavesOf } from './machines/order/order.ts';
export { orderMachine } from './machines/order/orderMachine.ts';
export type { OrderSnapshot } from './machines/order/selectors.ts';
export { isDone, outcomeOf, printedStatus, settlement } from './machines/order/selectors.ts';
export type { BookedFill, Ledger } from './machines/position/accounting.ts';
export { applyFill, emptyLedger, fold, split } from './machines/position/accounting.ts';
export { averageOf } from './machines/position/levels.ts';
export type { PositionContext, PositionEvent, PositionInput, PositionMessage } from './machines/position/position.ts';
export { positionMachine } from './machines/position/positionMachine.ts';
export type { PositionSnapshot } from './machines/position/selectors.ts';
export { printedProtection, printedState } from './machines/position/selectors.ts';
export type { Comparison, Difference, OwnExecution, Period } from './machines/reconciliation/statement.ts';
export { compareStatement, periodOf } from './machines/reconciliation/statement.ts';
export { riskMachine } from './machines/risk/riskMachine.ts';
export { ruleMachine } from './machines/rule/ruleMachine.ts';
export type { Amount, Price, Quantity, Ratio } from './money.ts';
export {
  amount,
  amountText,
  averagePrice,
  decimalText,
  minus,
  moneyText,
  plus,
  price,
  priceText,
  quantity,
  ratio,
  times,
  zero,
} from './money.ts';
export type * from './orders.ts';
export type * from './plans.ts';
export type * from './ports.ts';
export { rank } from './ports.ts';
export type { Refusal, RefusalCode } from './refusals.ts';
export { refusalCodes, refusals } from './refusals.ts';
