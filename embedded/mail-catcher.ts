import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createHttpCatcher } from './mail-catcher/http-catcher.ts';
import { openMailStore } from './mail-catcher/mail-store.ts';
import { createSmtpCatcher } from './mail-catcher/smtp-catcher.ts';

/**
 * The embedded stack's mail server: takes every mail, delivers none, and shows what it took over HTTP. Loopback only.
 * Settings: SMTP_CATCHER_PORT, HTTP_CATCHER_PORT (0 picks a free port) and MAIL_DIR. Prints one JSON line when ready.
 */

const host = '127.0.0.1';

function readPort(name: string): number {
  const port = Number(process.env[name] ?? Number.NaN);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port number`);
  return port;
}

async function listen(server: Server, port: number, name: string): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw busy ? new Error(`${name}: port ${port} is in use by another program`, { cause: error }) : error;
  }
  return (server.address() as AddressInfo).port;
}

async function main(): Promise<void> {
  const ports = { smtp: readPort('SMTP_CATCHER_PORT'), http: readPort('HTTP_CATCHER_PORT') };
  const directory = process.env.MAIL_DIR;
  if (directory === undefined || directory === '') throw new Error('MAIL_DIR must name a folder');
  const store = await openMailStore(directory);
  const smtp = createSmtpCatcher(store);
  // Errors of single connections, such as a client that resets; those of the port itself surface in listen().
  smtp.on('error', () => {});
  const http = createHttpCatcher(store);
  const smtpPort = await listen(smtp.server, ports.smtp, 'SMTP_CATCHER_PORT');
  const httpPort = await listen(http, ports.http, 'HTTP_CATCHER_PORT');

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    http.close();
    http.closeAllConnections();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    await store.close();
    process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void stop());
  console.log(
    JSON.stringify({
      ready: true,
      process: 'mail-catcher',
      smtp: `${host}:${smtpPort}`,
      http: `http://${host}:${httpPort}`,
      messages: store.count(),
    }),
  );
}

main().catch((error: unknown) => {
  console.error(JSON.stringify({ ready: false, process: 'mail-catcher', error: error instanceof Error ? error.message : String(error) }));
  process.exit(1);
});
