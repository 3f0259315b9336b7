/** The mistakes of a desk document, each with its place; told together, in the order of the text. */
import type { Document } from 'yaml';
import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import { OrdermatonError } from '../../errors.ts';

export class Mistakes {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #list: { readonly offset: number; readonly text: string }[] = [];

  constructor(file: string, document: Document, lines: LineCounter) {
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
  }

  /** A mistake in the value at a path, or in the nearest part of the document that is there; `column` is a place inside its text. */
  add(path: readonly PropertyKey[], message: string, column = 0): void {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true);
      if (!isNode(node) || node.range === undefined || node.range === null) continue;
      const name = path.map(String).join('.');
      return this.addAt(node.range[0] + column, name === '' ? message : `${name}: ${message}`);
    }
    this.addAt(0, message);
  }

  addAt(offset: number, text: string): void {
    this.#list.push({ offset, text });
  }

  /** @throws `deskFileWrong` when there are any */
  throwIfAny(): void {
    if (this.#list.length === 0) return;
    const sorted = [...this.#list].sort((a, b) => a.offset - b.offset);
    const list = sorted.map(({ offset, text }) => {
      const { line, col } = this.#lines.linePos(offset);
      return `  ${this.#file}:${line}:${col} ${text}`;
    });
    throw new OrdermatonError('deskFileWrong', { count: list.length, list: list.join('\n') });
  }
}

/** Reads YAML as plain as it gets: one document, and nothing in it that stands for something elsewhere. @throws `deskFileWrong` */
export function readYaml(text: string, file: string): { readonly raw: unknown; readonly mistakes: Mistakes } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const mistakes = new Mistakes(file, document, lines);
  // One slip of the pen makes many errors: only the first of them means something.
  const [first] = document.errors;
  if (first !== undefined) mistakes.addAt(first.pos[0], syntaxMistake(first.code, first.message));
  mistakes.throwIfAny();
  visit(document, {
    Alias: (_key, { range }) => mistakes.addAt(range?.[0] ?? 0, 'aliases are not read: write the value out'),
    Node(_key, node) {
      const at = node.range?.[0] ?? 0;
      if ('anchor' in node && node.anchor !== undefined)
        mistakes.addAt(at, 'anchors are not read: write the value out');
      if ('tag' in node && isWritten(node.tag, text, at)) mistakes.addAt(at, 'tags are not read: leave it out');
    },
  });
  mistakes.throwIfAny();
  return { raw: document.toJS(), mistakes };
}

/** The reader gives every scalar a tag; only one that stands in the text was written. */
const isWritten = (tag: string | undefined, text: string, at: number): boolean =>
  tag !== undefined && /!\S*\s*$/.test(text.slice(0, at).split('\n').at(-1) ?? '');

function syntaxMistake(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab can not indent: use spaces';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: expected one';
  return (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');
}
