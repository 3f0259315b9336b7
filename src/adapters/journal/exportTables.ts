/** The tables of a journal that people read, copied out. */
import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { notWritable } from '../documents/outputs.ts';

export const viewTables = ['orders', 'fills', 'positions', 'equity'] as const;

/** Each table as CSV with a header row. */
export function csvOfTables(file: string): readonly (readonly [table: string, text: string])[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return viewTables.map((table) => {
      const statement = database.prepare(`SELECT * FROM ${table} ORDER BY sequence`);
      const names = statement.columns().map(({ name }) => name);
      const rows = statement.all().map((row) => names.map((name) => csvField(row[name])).join(','));
      return [table, `${[names.join(','), ...rows].join('\n')}\n`];
    });
  } finally {
    database.close();
  }
}

const csvField = (value: unknown): string => {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The tables in a database of their own, which takes the place of an earlier copy. @throws `notWritable` */
export function copyTables(file: string, out: string): void {
  if (existsSync(out)) rmSync(out);
  const copy = new DatabaseSync(out);
  try {
    copy.prepare('ATTACH ? AS journal').run(file);
    for (const table of viewTables) copy.exec(`CREATE TABLE ${table} AS SELECT * FROM journal.${table}`);
  } catch (error) {
    throw notWritable(out, error);
  } finally {
    copy.close();
  }
}
