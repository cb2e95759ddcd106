import { createMiddleware } from 'hono/factory';
import { stripControls } from '../../domain/text/clean-text.ts';
import { redact, redactTokens } from '../../domain/text/redact.ts';
import type { ApiEnv } from '../env.ts';

/** Fields into which people paste lines of logs. */
const prose: ReadonlySet<string> = new Set([
  'text',
  'comment',
  'comments',
  'reason',
  'solution',
  'symptom',
  'explanation',
  'description',
  'message',
  'details',
  'note',
  'title',
  'log',
]);

/** The same value without secrets: all of them in prose, exact ones and tokens in every other text, for patterns and names must keep their words. */
function withoutSecrets(value: unknown, secrets: readonly string[], field = ''): unknown {
  if (typeof value === 'string') return prose.has(field) ? redact(stripControls(value), secrets) : redactTokens(value, secrets);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutSecrets(item, secrets, name)]));
}

/** Keeps secrets that somebody pastes by mistake out of everything that a route could store. */
export const redactBodies = (secrets: readonly string[]) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const [readJson, readText] = [c.req.json.bind(c.req), c.req.text.bind(c.req)];
    c.req.json = async <Body>() => withoutSecrets(await readJson(), secrets) as Body;
    if (!(c.req.header('content-type') ?? '').includes('json')) c.req.text = async () => redactTokens(await readText(), secrets);
    await next();
  });
