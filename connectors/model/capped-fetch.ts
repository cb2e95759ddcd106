/** An answer that is larger than any honest one. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Answers of a model are a few kilobytes; this leaves room for servers that add much around them. */
const mostBytes = 256 * 1024;

async function readCapped(response: Response): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await response.body?.cancel();
    throw new TooLargeError(`The answer is larger than ${mostBytes} bytes`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    // Leaving the loop cancels the stream, so that the rest is never read.
    if (size > mostBytes) throw new TooLargeError(`The answer is larger than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const kept = (headers: Headers): Headers => {
  const copy = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) copy.delete(name);
  return copy;
};

/** Reads every answer whole and bounded, follows no redirect, and shows the text of the last answer to `seen`. */
export const cappedFetch =
  (seen: (body: string) => void): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    const body = await readCapped(response);
    seen(body);
    const empty = response.status === 204 || response.status === 304;
    return new Response(empty ? null : body, { status: response.status, statusText: response.statusText, headers: kept(response.headers) });
  };
