/** The pages of an archive: whole commits one after the other, compressed, with a checksum and the digest that the last of them comes to. */
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import type { RecordEntry } from './entries.ts';

/** A page as it is kept. Market data stands in blocks beside it, byte for byte as in the journal. */
export interface PageRow {
  readonly first: number;
  readonly last: number;
  readonly digest: Uint8Array;
  readonly body: Uint8Array;
  readonly checksum: number;
}

/** A commit without its blocks: where it ends, and its records. */
export interface PageCommit {
  readonly last: number;
  readonly records: readonly RecordEntry[];
}

/** A page is closed once it holds so many records: enough for what repeats to be found. */
export const PAGE = 4_096;

/** A line for each record and, behind those of a commit, the sequence that it ends with: any tool that knows gzip and JSON reads it. */
export function pageOf(commits: readonly PageCommit[], first: number, digest: Uint8Array): PageRow {
  const lines = commits.flatMap(({ last, records }) => [...records.map(lineOf), String(last)]);
  const body = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  const range = { first, last: commits.at(-1)?.last ?? first, digest };
  return { ...range, body, checksum: checksumOfPage({ ...range, body }) };
}

export const checksumOfPage = ({ first, last, digest, body }: Omit<PageRow, 'checksum'>): number =>
  crc32(body, crc32(`${first} ${last} ${Buffer.from(digest).toString('hex')}\n`));

const lineOf = ({ sequence, at, type, source, cause, correlation, commands, data }: RecordEntry): string =>
  JSON.stringify([sequence, at, type, source, cause, correlation, commands, data]);

/** The commits of a page, in sequence. */
export function commitsIn({ body }: Pick<PageRow, 'body'>): readonly PageCommit[] {
  const commits: PageCommit[] = [];
  let records: RecordEntry[] = [];
  for (const line of gunzipSync(body).toString('utf8').trimEnd().split('\n')) {
    const found = JSON.parse(line) as
      | number
      | readonly [number, number, string, string, number, number, string | null, string];
    if (typeof found === 'number') {
      commits.push({ last: found, records });
      records = [];
    } else {
      const [sequence, at, type, source, cause, correlation, commands, data] = found;
      records.push({ sequence, at, type, source, cause, correlation, commands, data });
    }
  }
  return commits;
}
