/** The limits of a desk document: one set of fields for the desk, and for its books, symbols and sectors. */
import * as z from 'zod';
import type { RiskLimits } from '../../configuration.ts';
import { hint } from '../../hints.ts';
import { instrumentId } from '../../identifiers.ts';
import type { LimitSet } from '../../orderLimits.ts';
import {
  amountField,
  durationField,
  nameField,
  partField,
  portionField,
  quantityField,
  shareField,
  tickerField,
} from '../documents/fields.ts';
import type { Path } from '../documents/yamlDocument.ts';
import type { Loose } from './loose.ts';

const ONE_OR_MORE = 'expected a whole number, 1 or more';
const countField = z.int(ONE_OR_MORE).min(1, ONE_OR_MORE);

/** What may be limited in any scope. */
const limitFields = {
  maxOrderQuantity: quantityField.optional(),
  maxOrderNotional: amountField.optional(),
  priceCollar: shareField.optional(),
  maxParticipation: portionField.optional(),
  maxQuoteAge: durationField.optional(),
  noRiskBeforeClose: durationField.optional(),
  shorts: z.enum(['refuse', 'supplied'], 'expected refuse or supplied').optional(),
  duplicateWindow: durationField.optional(),
  selfCrossing: z.literal('refuse', 'expected refuse, or nothing').optional(),
  maxOrderRate: z
    .strictObject({ count: countField, per: durationField }, 'expected a rate, such as { count: 10, per: 1s }')
    .optional(),
  maxOpenOrders: countField.optional(),
  maxActiveOrders: countField.optional(),
  maxOpenPositions: countField.optional(),
  maxGrossExposure: amountField.optional(),
  maxNetExposure: amountField.optional(),
  maxLongExposure: amountField.optional(),
  maxShortExposure: amountField.optional(),
  maxSymbolExposure: amountField.optional(),
  maxSymbolShare: portionField.optional(),
  maxSectorExposure: amountField.optional(),
  maxSectorShare: portionField.optional(),
  maxBuyingPowerShare: partField.optional(),
};
const limitSet = z.strictObject(limitFields);
const symbolsField = z.array(tickerField, 'expected a list of tickers').min(1, 'expected at least one ticker');

export const riskSchema = z
  .strictObject({
    ...limitFields,
    books: z.record(nameField, limitSet).optional(),
    symbols: z.record(tickerField, limitSet).optional(),
    sectors: z.record(nameField, z.strictObject({ symbols: symbolsField, ...limitFields })).optional(),
    restricted: symbolsField.optional(),
    oppositeBooks: z.literal('allow', 'expected allow, or nothing').optional(),
    settledCash: z.literal('only', 'expected only, or nothing').optional(),
    maxAccountAge: durationField.optional(),
  })
  .default({});
type RiskDocument = z.infer<typeof riskSchema>;
type SetDocument = z.infer<typeof limitSet>;

/** The limits as the engine takes them. */
export function riskLimits({ books, symbols, sectors, restricted, ...rest }: RiskDocument): RiskLimits {
  return {
    ...given(rest),
    ...(books === undefined ? {} : { books: mapped(books, given) }),
    ...(symbols === undefined ? {} : { symbols: mapped(symbols, given) }),
    ...(sectors === undefined ? {} : { sectors: mapped(sectors, sectorOf) }),
    ...(restricted === undefined ? {} : { restricted: restricted.map(instrumentId) }),
  };
}

const sectorOf = ({ symbols, ...limits }: { readonly symbols: readonly string[] } & SetDocument) => ({
  symbols: symbols.map(instrumentId),
  limits: given(limits) as LimitSet,
});
const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
const given = <T extends object>(set: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as never;

type Wrong = (path: Path, message: string) => void;

/** Limits of symbols that the desk does not trade, and of sectors that it has none of, would bind nothing. */
export function checkRisk(document: Loose, wrong: Wrong): void {
  const risk = document?.risk;
  const isSectored = Object.keys(risk?.sectors ?? {}).length > 0;
  for (const path of isSectored ? [] : sectorLimitsIn(risk))
    wrong(path, 'the desk has no sectors: expected risk.sectors');
  const traded: unknown = document?.symbols;
  if (!Array.isArray(traded)) return;
  for (const [path, symbol] of symbolsIn(risk))
    if (typeof symbol === 'string' && !traded.includes(symbol))
      wrong(path, `the desk does not trade ${symbol}${hint(symbol, traded.map(String))}`);
}

const sectorLimitsIn = (risk: Loose): readonly Path[] =>
  setsIn(risk).flatMap(([path, set]) =>
    ['maxSectorExposure', 'maxSectorShare'].flatMap((field) => (set?.[field] === undefined ? [] : [[...path, field]])),
  );

/** Every symbol that limits are for, with its place. What is restricted need not be traded. */
const symbolsIn = (risk: Loose): readonly (readonly [path: Path, symbol: unknown])[] => [
  ...Object.keys(risk?.symbols ?? {}).map((symbol) => [['risk', 'symbols', symbol], symbol] as const),
  ...Object.entries(risk?.sectors ?? {}).flatMap(([name, sector]) => {
    const own: unknown = sector?.symbols;
    if (!Array.isArray(own)) return [];
    return own.map((symbol: unknown, index) => [['risk', 'sectors', name, 'symbols', index], symbol] as const);
  }),
];

/** Every set of limits in a document, with its place. */
const setsIn = (risk: Loose): readonly (readonly [path: Path, set: Loose])[] => [
  [['risk'], risk],
  ...['books', 'symbols', 'sectors'].flatMap((scope) =>
    Object.entries(risk?.[scope] ?? {}).map(([name, set]) => [['risk', scope, name], set] as const),
  ),
];
