import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiSettings } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Whether only this machine can reach an address that a server listens on. */
export const isLoopback = (host: string): boolean => ['localhost', '::1', '[::1]'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

const hostOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).host : null);

/** Host names under which this server may be addressed while it signs people in by itself. */
const isOwnHost = (host: string, publicUrl: string): boolean =>
  loopbackNames.includes(host.replace(/:\d+$/, '').toLowerCase()) || host === hostOf(publicUrl);

/**
 * Turns away what reaches a local server under a foreign name: a page of another site whose name was pointed at this machine
 * would otherwise talk to us as if it were ours.
 */
export const guardHost = (settings: ApiSettings) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (settings.access === 'local' && !isOwnHost(c.req.header('host') ?? new URL(c.req.url).host, settings.publicUrl))
      throw new AppError('forbidden', 'This host name is not served here: use localhost, 127.0.0.1 or the address in PUBLIC_URL');
    await next();
  });

/** Whether a browser says that a page of another site sends this. Programs send neither header. */
export function isForeign(c: Context<ApiEnv>, publicUrl: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  const host = hostOf(origin);
  return host === null || (host !== (c.req.header('host') ?? new URL(c.req.url).host) && host !== hostOf(publicUrl));
}
