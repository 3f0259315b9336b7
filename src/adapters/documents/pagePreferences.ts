/** How a person likes the page to look: kept for the page, read by nothing that decides. */
import { join } from 'node:path';
import * as z from 'zod';
import type { SmallDocument } from './smallDocument.ts';
import { openDocument } from './smallDocument.ts';

const schema = z
  .strictObject({
    form: z.literal(1),
    theme: z.enum(['system', 'light', 'dark']),
    times: z.enum(['exchange', 'local', 'utc']),
  })
  .readonly();
export type PagePreferences = z.infer<typeof schema>;

const defaults: PagePreferences = { form: 1, theme: 'system', times: 'exchange' };

/** Opens the preferences in the folder of a desk's documents. @throws `missingFile`, `notWritable` */
export const openPagePreferences = (folder: string): SmallDocument<PagePreferences> =>
  openDocument(join(folder, 'page.json'), { schema, absent: defaults, broken: () => defaults });
