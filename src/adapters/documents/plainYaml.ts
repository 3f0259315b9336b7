/** What YAML can do and no document of the user's may: things that stand for something elsewhere, and more than one document. */
import type { Document } from 'yaml';
import { visit } from 'yaml';

/** A mistake at a place in the text. */
export interface YamlMistake {
  readonly offset: number;
  readonly text: string;
}

/** What is wrong with the text before one looks at what it says. */
export function yamlMistakes(document: Document, text: string): readonly YamlMistake[] {
  // One slip of the pen makes many errors: only the first of them means something.
  const [first] = document.errors;
  if (first !== undefined) return [{ offset: first.pos[0], text: syntaxMistake(first.code, first.message) }];
  const found: YamlMistake[] = [];
  visit(document, {
    Alias: (_key, { range }) =>
      void found.push({ offset: range?.[0] ?? 0, text: 'aliases are not read: write the value out' }),
    Node(_key, node) {
      const offset = node.range?.[0] ?? 0;
      if ('anchor' in node && node.anchor !== undefined)
        found.push({ offset, text: 'anchors are not read: write the value out' });
      if ('tag' in node && isWritten(node.tag, text, offset))
        found.push({ offset, text: 'tags are not read: leave it out' });
    },
  });
  return found;
}

/** The reader gives every scalar a tag; only one that stands in the text was written. */
const isWritten = (tag: string | undefined, text: string, at: number): boolean =>
  tag !== undefined && /!\S*\s*$/.test(text.slice(0, at).split('\n').at(-1) ?? '');

function syntaxMistake(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab can not indent: use spaces';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: expected one';
  return (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');
}
