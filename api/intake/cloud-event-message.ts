import type { Context } from 'hono';
import type { CloudEvent } from '../../domain/incidents/foreign-reports/cloud-event.ts';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';
import { parseJson } from '../http/parse-json.ts';
import { CloudEventShape } from '../schemas/events.ts';

const mostEvents = 1_000;
const isJson = (type: string): boolean => type === '' || /[/+]json\b/.test(type);

/** Header values are percent-encoded UTF-8, and some senders put them in quotes. */
function headerValue(name: string, value: string): string {
  const bare = value.replace(/^"(.*)"$/s, '$1');
  try {
    return decodeURIComponent(bare);
  } catch {
    throw new AppError('invalid', `The header ${name} is not percent-encoded UTF-8`, {
      details: { [name]: 'is not percent-encoded UTF-8' },
    });
  }
}

const dataOf = (text: string, type: string): unknown => (text === '' ? undefined : isJson(type) ? parseJson(text) : text);

/** Attributes in `ce-*` headers, the data as the body. */
function binary(c: Context<ApiEnv>, text: string): unknown {
  const attributes = Object.entries(c.req.header())
    .filter(([name]) => name.toLowerCase().startsWith('ce-'))
    .map(([name, value]) => [name.slice(3).toLowerCase(), headerValue(name, value)]);
  return { ...Object.fromEntries(attributes), data: dataOf(text, c.req.header('content-type') ?? '') };
}

/** An event whose attributes are checked. @throws AppError invalid naming the event and the field */
function checked(given: unknown, index: number | null): CloudEvent {
  const parsed = CloudEventShape.safeParse(given);
  if (!parsed.success) {
    const at = index === null ? '' : `[${index}].`;
    const problems = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [`${at}${path.join('.') || 'event'}`, message]));
    const said = Object.entries(problems).map(([field, problem]) => `${field}: ${problem}`);
    throw new AppError('invalid', `The event is not a CloudEvent 1.0: ${said.join('; ')}`, { details: problems });
  }
  const { data, data_base64: packed, datacontenttype, ...attributes } = parsed.data;
  return packed === undefined
    ? { ...attributes, data }
    : { ...attributes, data: dataOf(Buffer.from(packed, 'base64').toString('utf8'), datacontenttype ?? '') };
}

/** The events of a message in any of the three modes of HTTP: binary, structured, batch. @throws AppError invalid, unsupported-media-type */
export async function readCloudEvents(c: Context<ApiEnv>): Promise<readonly CloudEvent[]> {
  const text = await c.req.text();
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/cloudevents+json') return [checked(parseJson(text), null)];
  if (type === 'application/cloudevents-batch+json') {
    const events = parseJson(text);
    if (!Array.isArray(events)) throw new AppError('invalid', 'A batch must be a list of events');
    if (events.length > mostEvents) throw new AppError('invalid', `A batch holds at most ${mostEvents} events`);
    return events.map(checked);
  }
  if (c.req.header('ce-specversion') !== undefined) return [checked(binary(c, text), null)];
  throw new AppError('unsupported-media-type', 'Send application/cloudevents+json, application/cloudevents-batch+json, or ce-* headers');
}
