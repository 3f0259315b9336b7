/** Whether past bars of each symbol are served: indicators are warmed up by them. */
import { BarSizeSetting, EventName } from '@stoqey/ib';
import { seconds } from '../../identifiers.ts';
import { contractOf } from '../interactiveBrokers/contracts.ts';
import { effectOf } from '../interactiveBrokers/messageCodes.ts';
import type { Finding } from './finding.ts';
import { found } from './finding.ts';
import { inTurns } from './inTurns.ts';
import type { Round } from './round.ts';

const PATIENCE = seconds(10);
const END = 'finished';

export async function pastBars({ consultation, symbols, desk }: Round): Promise<readonly Finding[]> {
  if (symbols.length === 0) return [found('history', 'notChecked', 'no desk document and no --symbols name any')];
  const needed = (desk?.indicators.length ?? 0) > 0;
  return inTurns(symbols, async (symbol) => {
    let bars = 0;
    let request = 0;
    const { value, failed } = await consultation.ask<true>({
      ask: (api, id) => {
        request = id;
        api.reqHistoricalData(id, contractOf(symbol), '', '2 D', BarSizeSetting.HOURS_ONE, 'TRADES', 1, 1, false);
      },
      hear: {
        [EventName.historicalData]: (_id: number, time: string) => {
          if (time.startsWith(END)) return true;
          bars++;
          return undefined;
        },
      },
      ends: ({ code }) => effectOf(code, 'history') !== 'notice',
      within: PATIENCE,
    });
    if (value === undefined && failed === undefined) consultation.tell((api) => api.cancelHistoricalData(request));
    if (failed !== undefined) {
      const detail = `${failed.code}: ${failed.text}`;
      return [
        needed
          ? found('history', 'fail', `${detail}; the indicators of the desk are fed by bars`, symbol)
          : found('history', 'warn', `${detail}; the desk has no indicator that needs it`, symbol),
      ];
    }
    if (value === undefined) return [found('history', 'notChecked', 'there was no answer', symbol)];
    return [
      bars > 0
        ? found('history', 'ok', `${bars} bars of an hour`, symbol)
        : found('history', 'warn', 'no bars', symbol),
    ];
  });
}
