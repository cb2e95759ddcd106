import type { Parameters, ParameterValue } from '../../domain/jobs/types.ts';
import { fillIn } from '../placeholders.ts';
import type { RestRequest } from '../rest/rest-client.ts';
import type { HttpRequest } from './settings.ts';

const whole = /^\{([A-Za-z]\w*)\}$/;
type Json = Parameters[string] | null | readonly Json[] | { readonly [name: string]: Json };

const encoded = (values: Parameters): Parameters =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeURIComponent(String(value).toWellFormed())]));

/** A line break in a header would be another header. */
const onOneLine = (values: Parameters): Parameters =>
  // oxlint-disable-next-line no-control-regex -- they are what must not get through
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value).replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')]));

/** A text that is one placeholder becomes the value with its type; in longer texts it becomes part of the text. */
function fillBody(body: Json, values: Parameters): Json {
  if (typeof body === 'string') {
    const name = whole.exec(body)?.[1];
    const value: ParameterValue | undefined = name === undefined ? undefined : values[name];
    return value ?? fillIn(body, values);
  }
  if (Array.isArray(body)) return body.map((item) => fillBody(item as Json, values));
  if (body === null || typeof body !== 'object') return body;
  return Object.fromEntries(Object.entries(body).map(([name, item]) => [name, fillBody(item as Json, values)]));
}

/** A declared request with its values filled in, each in the way that its place needs. */
export function fillRequest(request: HttpRequest, values: Parameters): { readonly url: string; readonly request: RestRequest } {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, fillIn(value, onOneLine(values))]));
  const body = request.body === undefined ? {} : { body: fillBody(request.body as Json, values) };
  return { url: fillIn(request.url, encoded(values)), request: { method: request.method, headers, ...body } };
}

/** The value that a JSON pointer names in an answer; undefined where there is none. */
export function valueAt(body: unknown, pointer: string): unknown {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>((value, name) => {
    if (value === null || typeof value !== 'object') return undefined;
    return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }, body);
}
