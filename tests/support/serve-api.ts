import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { runProgram } from '../../cli/run-program.ts';

/** The API on a port of its own, and the command line over it. */
export interface ServedApi {
  readonly url: string;
  /** Runs the `nightshift` program against it with this key. */
  nightshift(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  close(): Promise<void>;
}

/** Serves the API of a test over real HTTP. */
export async function serveApi(deps: ApiDeps, key: string): Promise<ServedApi> {
  const api = createApp(deps);
  const server = serve({ fetch: api.app.fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    nightshift: async (...args) => {
      let out = '';
      let err = '';
      const code = await runProgram(['--url', url, '--api-key', key, ...args], '0.0.0', {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
      });
      return { code, out, err };
    },
    close: async () => {
      api.close();
      server.close();
      await once(server, 'close');
    },
  };
}
