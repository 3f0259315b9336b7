/** Writes XML: every text is escaped, every number is rounded, so that a drawing is safe and comes out the same. */

type Value = string | number | undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in XML; control characters, which XML can not hold, are left out. */
export const escapeXml = (text: string): string =>
  [...text]
    .filter((one) => one >= ' ' || one === '\n' || one === '\t')
    .map((one) => entities[one] ?? one)
    .join('');

/** A coordinate to half a pixel. */
export const rounded = (value: number): number => Math.round(value * 2) / 2;

/** An element; `children` are written as they are, so text among them has to be escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Value>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(String(value))}"`)
    .join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const [only] = children;
  if (children.length === 1 && only !== undefined && !only.startsWith('<'))
    return `<${name}${written}>${only}</${name}>`;
  return `<${name}${written}>\n${children.join('\n')}\n</${name}>`;
}
