/** The reference pages that are made from the code: the alphabet, the order types, the refusals, the errors, the broker's codes. */
import type { CodeRow } from '../src/adapters/interactiveBrokers/messageCodes.ts';
import {
  effects,
  messageCodes,
  requestKinds,
  unknownMeaning,
} from '../src/adapters/interactiveBrokers/messageCodes.ts';
import { describeError, errorCodes } from '../src/errors.ts';
import type { EventType } from '../src/events.ts';
import { alphabet, eventTypes } from '../src/events.ts';
import type { Field } from '../src/fields.ts';
import { orderTypes } from '../src/orders.ts';
import { rulesOfTypes } from '../src/orderTypes.ts';
import { refusalCodes, refusals } from '../src/refusals.ts';

const MADE = '<!-- Made by `npm run reference` from the code; do not edit. -->';

/** Each page by its path from the root of the repository. */
export const renderReference = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/reference/events.md', eventsPage()],
    ['docs/reference/order-types.md', orderTypesPage()],
    ['docs/reference/refusals.md', refusalsPage()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/broker-codes.md', brokerCodesPage()],
  ]);

const about: Readonly<Record<string, string>> = {
  market: 'What is quoted and traded.',
  signal: 'What somebody believes.',
  feed: 'Where signals come from.',
  order: 'Orders: what is asked of them, and what became of it.',
  group: 'Orders that belong together.',
  leg: 'What a group hears of its orders.',
  position: 'Round trips.',
  protection: 'What a position hears of its stops.',
  holding: 'What the broker says an account holds, beside what our books say.',
  rule: 'What the desk document says is to be done.',
  risk: 'What is allowed.',
  broker: 'What the broker says.',
  statement: "What a broker's statement says, and our books beside it.",
  connection: 'The way to the broker.',
  outbox: 'What is on its way out.',
  clock: 'Time.',
  desk: 'The supervisor, and those who command it.',
};

function eventsPage(): string {
  const subjects = [...new Set(eventTypes.map((type) => type.slice(0, type.indexOf('.'))))];
  return [
    '# Events',
    '',
    MADE,
    '',
    'All that can happen, in one alphabet. A *fact* has happened; a *command* is asked for. Subscribe to a type, or to its subject for',
    'everything under it. Prices, quantities and ratios count 1e-8, amounts 1e-16, times and durations are microseconds. A field with `?` may be absent.',
    '',
    ...subjects.flatMap(subjectTable),
  ].join('\n');
}

function subjectTable(subject: string): readonly string[] {
  const types = eventTypes.filter((type) => type.startsWith(`${subject}.`));
  return [
    `## ${subject}`,
    '',
    about[subject] ?? '',
    '',
    '| event | kind | meaning | fields |',
    '| --- | --- | --- | --- |',
    ...types.map((type) => `| \`${type}\` | ${alphabet[type].kind} | ${alphabet[type].says} | ${fieldsOf(type)} |`),
    '',
  ];
}

const fieldsOf = (type: EventType): string =>
  Object.entries(alphabet[type].fields as Readonly<Record<string, Field<unknown>>>)
    .map(([name, { kind, optional }]) => `\`${name}${optional === true ? '?' : ''}\` ${kind.replaceAll('|', 'or')}`)
    .join(', ');

function orderTypesPage(): string {
  return [
    '# Order types',
    '',
    MADE,
    '',
    'What an order may be. *Needs* must be given and above zero; *takes* may be given; anything else of these is refused as `termsSurplus`.',
    'Every order also has account, instrument, side, quantity, time in force (`gtd` needs `goodTill`), `outsideRegularHours`, trigger, and',
    '`transmit`. How each fills on paper is the [fill model](fill-model.md).',
    '',
    '| type | at Interactive Brokers | meaning | needs | takes | times in force | outside regular hours |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...orderTypes.map((type) => {
      const { ib, says, needs, takes, timesInForce, worksOutside } = rulesOfTypes[type];
      const cells = [
        `\`${type}\``,
        ib,
        says,
        named(needs),
        named(takes),
        named(timesInForce),
        worksOutside ? 'can' : 'no',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    'An order that works can be changed in quantity, limit, stop, trail, activation, limit offset, offset, display size and good-till moment;',
    'whatever else is to change is cancelled and placed anew.',
    '',
  ].join('\n');
}

const named = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');

function refusalsPage(): string {
  return [
    '# Refusals',
    '',
    MADE,
    '',
    'Why we say no. A refusal is a fact of ours (`risk.refused`, `order.refused`, `rule.declined`, `desk.declined`) with one of these codes,',
    'the limit and the value; what the broker says is a rejection. Codes are stable, sentences are not.',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...refusalCodes.map((code) => `| \`${code}\` | ${refusals[code]} |`),
    '',
  ].join('\n');
}

function errorsPage(): string {
  return [
    '# Errors',
    '',
    MADE,
    '',
    'What can go wrong outside trading itself. Each is an `OrdermatonError` with a stable `code`, a sentence that names the place, and the',
    'remedy; `{…}` stands for a detail.',
    '',
    '| code | sentence | remedy |',
    '| --- | --- | --- |',
    ...errorCodes.map((code) => {
      const { sentence, remedy } = describeError(code);
      return `| \`${code}\` | ${oneLine(sentence)} | ${oneLine(remedy)} |`;
    }),
    '',
  ].join('\n');
}

function brokerCodesPage(): string {
  return [
    '# Codes of Interactive Brokers',
    '',
    MADE,
    '',
    'What a code means depends on what it is about: an order that is placed, changed or cancelled, quotes, history, the account, or no request',
    'at all (id -1). A cell that is empty has the meaning of a code that is in no row.',
    '',
    `| code | meaning | ${requestKinds.join(' | ')} | source |`,
    `| --- | --- | ${requestKinds.map(() => '---').join(' | ')} | --- |`,
    ...messageCodes.map((row) => `| ${codeText(row)} | ${row.says} | ${effectCells(row.on)} | ${row.source} |`),
    `| any other | Nobody knows. | ${effectCells(unknownMeaning)} | |`,
    '',
    '| word | what is done |',
    '| --- | --- |',
    ...Object.entries(effects).map(([effect, says]) => `| \`${effect}\` | ${says} |`),
    '',
  ].join('\n');
}

const codeText = ({ code, to }: CodeRow): string => (to === undefined ? `${code}` : `${code}–${to}`);
const effectCells = (on: CodeRow['on']): string =>
  requestKinds.map((kind) => (on[kind] === undefined ? '' : `\`${on[kind]}\``)).join(' | ');

const oneLine = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|');
