import { ConnectorError } from '../contract.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { logPart } from './schemas.ts';

const megabyte = 1024 * 1024;
/** A log that is longer than this in one answer is read through as a stream, for its end. */
const partBytes = 2 * megabyte;
const streamBytes = 64 * megabyte;
const mostParts = 50;

/** Where the log of one try is. */
export interface LogPlace {
  readonly path: string;
  readonly mapIndex: number;
}

const stream = async (rest: RestClient, { path, mapIndex }: LogPlace, accept: string, signal?: AbortSignal): Promise<string> => {
  const query = { map_index: mapIndex, full_content: true };
  return (await rest.text(path, { query, headers: { accept }, maxBytes: partBytes, tailWithin: streamBytes }, signal)).text;
};

/** The log of Airflow 2 as text, its end where it is long. @throws ConnectorError */
export const readLogText = (rest: RestClient, place: LogPlace, signal?: AbortSignal): Promise<string> =>
  stream(rest, place, 'text/plain', signal);

/** The log of Airflow 3 entry by entry, with tokens to the end; a part that is too long for that is streamed. @throws ConnectorError */
export async function readLogEntries(
  platform: string,
  rest: RestClient,
  place: LogPlace,
  signal?: AbortSignal,
): Promise<readonly unknown[]> {
  const entries: unknown[] = [];
  let token: string | undefined;
  for (let count = 0; count < mostParts; count++) {
    const request = { query: { map_index: place.mapIndex, token }, maxBytes: partBytes };
    const { text, cut } = await rest.text(place.path, request, signal);
    if (cut) return (await stream(rest, place, 'application/x-ndjson', signal)).split('\n').map(entryOf);
    const parsed = logPart.safeParse(entryOf(text));
    if (!parsed.success) throw new ConnectorError('unavailable', `${platform} answered ${place.path} with something that is no log`);
    const { content, continuation_token: next } = parsed.data;
    entries.push(...(typeof content === 'string' ? [content] : content));
    if (!next || next === token) break;
    token = next;
  }
  return entries;
}

/** A line of JSON; one that was cut or is none stands as text. */
function entryOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
