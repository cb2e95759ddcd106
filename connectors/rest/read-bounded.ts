/** A body, or as much of it as may be read. */
export interface BoundedText {
  readonly text: string;
  /** The body went on after what was read. */
  readonly cut: boolean;
}

/** Reads at most `maxBytes` of a body and drops the connection when there is more, so that no reply can fill the memory. */
export async function readBounded(response: Response, maxBytes: number): Promise<BoundedText> {
  if (response.body === null) return { text: '', cut: false };
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body) {
    const room = maxBytes - size;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += chunk.length;
    if (size > maxBytes) return { text: decode(chunks), cut: true };
  }
  return { text: decode(chunks), cut: false };
}

/** Reads a long body through and keeps its end, at most `maxBytes` of it; gives up after `within` bytes with what it has by then. */
export async function readTail(response: Response, maxBytes: number, within: number): Promise<BoundedText> {
  if (response.body === null) return { text: '', cut: false };
  const chunks: Uint8Array[] = [];
  let [kept, read] = [0, 0];
  for await (const chunk of response.body) {
    chunks.push(chunk);
    kept += chunk.length;
    read += chunk.length;
    for (let first = chunks[0]; first !== undefined && kept - first.length >= maxBytes; first = chunks[0]) {
      kept -= first.length;
      chunks.shift();
    }
    if (read > within) break;
  }
  const whole = Buffer.concat(chunks);
  return { text: decode([whole.subarray(Math.max(0, whole.length - maxBytes))]), cut: read > maxBytes };
}

const decode = (chunks: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(chunks));
