/** A YAML document of the user's, and its mistakes: all of them are told together, each with file, line and column. */
import type { Document } from 'yaml';
import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import { yamlMistakes } from './plainYaml.ts';

export type Path = readonly PropertyKey[];

/** Takes note of what is wrong with the value at a path; `column` is a place inside its text. */
export interface Mistakes {
  add(path: Path, message: string, column?: number): void;
}

/** The same mistakes for a part of the document: paths begin there. */
export const mistakesUnder = (mistakes: Mistakes, prefix: Path): Mistakes => ({
  add: (path, message, column) => mistakes.add([...prefix, ...path], message, column),
});

export class YamlDocument implements Mistakes {
  /** What the document says, before anybody has checked it. */
  readonly raw: unknown;
  readonly #file: string;
  readonly #code: ErrorCode;
  readonly #document: Document;
  readonly #lines = new LineCounter();
  readonly #list: { readonly offset: number; readonly text: string }[] = [];

  /** @throws the code given, when the text is no plain YAML */
  constructor(text: string, file: string, code: ErrorCode) {
    this.#file = file;
    this.#code = code;
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    for (const { offset, text: mistake } of yamlMistakes(this.#document, text)) this.#addAt(offset, mistake);
    this.throwIfAny();
    keepDigits(this.#document);
    this.raw = this.#document.toJS();
  }

  /** A mistake in the value at a path, or in the nearest part of the document that is there. */
  add(path: Path, message: string, column = 0): void {
    const name = path.map(String).join('.');
    this.#addAt(this.#offsetOf(path) + column, name === '' ? message : `${name}: ${message}`);
  }

  /** `file:line:column` of the value at a path. */
  placeOf(path: Path): string {
    return this.#place(this.#offsetOf(path));
  }

  throwIfAny(): void {
    if (this.#list.length === 0) return;
    const sorted = [...this.#list].sort((a, b) => a.offset - b.offset);
    const list = sorted.map(({ offset, text }) => `  ${this.#place(offset)} ${text}`);
    throw new OrdermatonError(this.#code, { count: list.length, list: list.join('\n') });
  }

  #addAt(offset: number, text: string): void {
    this.#list.push({ offset, text });
  }

  #offsetOf(path: Path): number {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range !== undefined && node.range !== null) return node.range[0];
    }
    return 0;
  }

  #place(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${line}:${col}`;
  }
}

/** Decimals with more digits than a double keeps stay as they are written. */
function keepDigits(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'number' || node.source === undefined) return;
      if (/^-?\d+\.\d+$/.test(node.source) && node.source.length > 16) node.value = node.source;
    },
  });
}
