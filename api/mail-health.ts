import { connect } from 'node:net';
import type { ComponentHealth } from './deps.ts';

const patienceMs = 2000;
const freshMs = 10_000;

/** Whether somebody listens where mails go; asked at most every ten seconds. */
export function createMailHealth(
  server: { readonly host: string; readonly port: number } | null,
  whyOff: string,
): () => Promise<ComponentHealth> {
  if (server === null) return async () => ({ state: 'off', message: whyOff });
  let known: { readonly at: number; readonly health: Promise<ComponentHealth> } | null = null;
  return () => {
    if (known === null || performance.now() - known.at > freshMs) known = { at: performance.now(), health: knock(server) };
    return known.health;
  };
}

const knock = ({ host, port }: { readonly host: string; readonly port: number }): Promise<ComponentHealth> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (message: string | null) => {
      socket.destroy();
      resolve({ state: message === null ? 'ok' : 'down', message });
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('The mail server does not answer'));
    socket.once('error', () => end('Nobody listens where the mail server should be'));
  });
