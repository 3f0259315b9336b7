/** The body of a request, which nobody can make longer than it may be. */
import type { IncomingMessage } from 'node:http';

/** The bytes; `tooLong` when there are more than `longest`, and what is wrong when who sends it hangs up on the way. */
export async function bodyOf(
  request: IncomingMessage,
  longest: number,
): Promise<Buffer | 'tooLong' | { readonly problem: string }> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > longest) return 'tooLong';
      chunks.push(chunk);
    }
  } catch (error) {
    return { problem: (error as Error).message };
  }
  return Buffer.concat(chunks);
}
