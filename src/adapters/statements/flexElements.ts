/** The elements of a Flex query in XML, streamed, each with its attributes, the statement it stands in and its line. Document types are refused, so no entity is ever expanded. */
import { createReadStream } from 'node:fs';
import { SaxesParser } from 'saxes';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { BadRows } from '../marketData/rows.ts';

export interface FlexElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
  /** The container it stands in: `Trades`, `CashTransactions` … */
  readonly section: string;
  /** Of the statement it stands in; empty outside of one. */
  readonly account: string;
}

const ROOT = 'FlexQueryResponse';
/** What the web service sends instead of a statement. */
const REFUSAL = 'FlexStatementResponse';
/** FlexQueryResponse, FlexStatements, FlexStatement, and a section. */
const IN_SECTION = 4;

/** @throws `missingFile`; `badStatementRow` with the line of what is no XML, or no Flex query */
export async function* flexElements(file: string, bad: BadRows): AsyncGenerator<FlexElement> {
  const found: FlexElement[] = [];
  const path: string[] = [];
  let account = '';
  let words = '';
  const parser = new SaxesParser({ position: true });
  parser.on('error', ({ message }) => bad.add(parser.line, `is no XML: ${message.replace(/^\d+:\d+: /, '')}`));
  parser.on('doctype', () => bad.add(parser.line, 'has a document type, and a Flex query has none'));
  parser.on('text', (text) => {
    words += ` ${text.trim()}`;
  });
  parser.on('opentag', (tag) => {
    // Without namespaces attributes are texts.
    const { name } = tag;
    const attributes = tag.attributes as Readonly<Record<string, string>>;
    if (path.length === 0 && name !== ROOT && name !== REFUSAL)
      bad.add(parser.line, `begins with ${name}, and a Flex query with ${ROOT}`);
    if (name === 'FlexStatement') account = attributes.accountId ?? '';
    if (path.length >= IN_SECTION || (path.length === IN_SECTION - 1 && Object.keys(attributes).length > 0))
      found.push({ name, attributes, line: parser.line, section: path[IN_SECTION - 1] ?? name, account });
    path.push(name);
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name === REFUSAL)
      bad.add(parser.line, `is no statement but an answer without one:${words.replaceAll(/\s+/g, ' ')}`);
  });
  const input = createReadStream(file, { encoding: 'utf8' });
  try {
    for await (const chunk of input) {
      parser.write(chunk as string);
      yield* found.splice(0);
    }
  } catch (error) {
    if (error instanceof OrdermatonError) throw error;
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  } finally {
    input.destroy();
  }
  parser.close();
  yield* found.splice(0);
}
