/** The scenario document as people write it. */
import * as z from 'zod';
import { isDate } from '../calendar/newYork.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';
import { amountField } from '../documents/fields.ts';
import { thenSchema } from './expectations.ts';
import { givenSchema, stepSchema } from './steps.ts';
import { clockField } from './texts.ts';

const sentence = z.string('expected a sentence').trim().min(1, 'expected a sentence');
const calendar = createNyseCalendar();
const day = z.string('expected a day such as 2025-03-03').refine(isDate, 'expected a day such as 2025-03-03');
const DAY_EXPECTED =
  'expected a day on which the exchange trades, such as 2025-03-03, or { date: 2025-03-03, opens: 09:30, closes: 16:00 }';
const session = z.union(
  [
    z.string().refine((date) => isDate(date) && calendar.isSession(date), {
      error: ({ input }) => `${DAY_EXPECTED}, found ${input}`,
    }),
    z.strictObject({ date: day, opens: clockField, closes: clockField }).refine(({ opens, closes }) => opens < closes, {
      message: 'expected a time after the opening',
      path: ['closes'],
    }),
  ],
  DAY_EXPECTED,
);
const broker = z.enum(['paper', 'scripted'], 'expected paper or scripted');

const scenario = z.strictObject({
  name: sentence,
  session: session.optional(),
  broker: broker.optional(),
  given: givenSchema.optional(),
  when: z.array(stepSchema, 'expected a list of steps').default([]),
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario document
  then: thenSchema,
});

export const scenarioSchema = z.strictObject(
  {
    name: sentence,
    desk: z.union(
      [z.string().min(1), z.record(z.string(), z.unknown())],
      'expected the path of a desk document, or a desk document itself',
    ),
    account: z.strictObject({ cash: amountField.optional() }).optional(),
    session: session.optional(),
    broker: broker.optional(),
    given: givenSchema.optional(),
    scenarios: z.array(scenario, 'expected a list of scenarios').min(1, 'expected at least one scenario'),
  },
  'expected a document with name, desk and scenarios',
);
export type ScenarioDocument = z.infer<typeof scenarioSchema>;
export type SessionDocument = z.infer<typeof session>;
