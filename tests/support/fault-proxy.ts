import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may go wrong between a connector and its platform. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly kind: 'html' | 'drip' | 'hang' | 'cut' | 'huge' | 'redirect' }
  /** The request reaches the platform and takes effect; its answer does not come back. */
  | { readonly kind: 'lose-reply' }
  /** The same, but the caller goes on waiting. */
  | { readonly kind: 'hold-reply' }
  /** The connection is refused as if nobody were there. */
  | { readonly kind: 'down' };

export interface FaultProxy {
  readonly url: string;
  /** The next request that `on` fits has this fault, `times` times. */
  inject(fault: Fault, options?: { readonly times?: number; readonly on?: (method: string, path: string) => boolean }): void;
  clear(): void;
  /** Method and path of every request, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

interface Injected {
  readonly fault: Fault;
  readonly on: (method: string, path: string) => boolean;
  times: number;
}

const filler = Buffer.alloc(1024 * 1024, 'x');

function forward(target: URL, from: IncomingMessage, body: Buffer, onReply: (reply: IncomingMessage) => void, onError: () => void): void {
  const onward = request(
    new URL(from.url ?? '/', target),
    { method: from.method, headers: { ...from.headers, host: target.host } },
    onReply,
  );
  onward.once('error', onError);
  onward.end(body);
}

function pass(target: URL, from: IncomingMessage, body: Buffer, to: ServerResponse): void {
  forward(
    target,
    from,
    body,
    (reply) => void reply.pipe(to.writeHead(reply.statusCode ?? 502, reply.headers)),
    () => void from.socket.destroy(),
  );
}

/** Sends as fast as the reader takes it, until the connection is closed or far more than anybody should read has gone out. */
function sendHuge(to: ServerResponse): void {
  let left = 100;
  const more = (): void => {
    while (left-- > 0) if (!to.write(filler)) return void to.once('drain', more);
    to.end();
  };
  more();
}

function misbehave(fault: Fault, target: URL, from: IncomingMessage, body: Buffer, to: ServerResponse): void {
  switch (fault.kind) {
    case 'status':
      to.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body ?? '{"message":"injected"}');
      return;
    case 'html':
      to.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return;
    case 'redirect':
      to.writeHead(302, { location: 'http://elsewhere.example.com/' }).end();
      return;
    case 'drip': {
      to.writeHead(200, { 'content-type': 'application/json' });
      const drops = setInterval(() => to.write(' '), 20);
      to.once('close', () => clearInterval(drops));
      return;
    }
    case 'huge':
      sendHuge(to.writeHead(200, { 'content-type': 'application/json' }));
      return;
    case 'cut':
      to.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"a":');
      setImmediate(() => from.socket.destroy());
      return;
    case 'hang':
      return;
    case 'down':
      from.socket.destroy();
      return;
    case 'hold-reply':
      forward(
        target,
        from,
        body,
        (reply) => void reply.resume(),
        () => void from.socket.destroy(),
      );
      return;
    case 'lose-reply':
      forward(
        target,
        from,
        body,
        (reply) => void reply.resume().once('end', () => from.socket.destroy()),
        () => void from.socket.destroy(),
      );
  }
}

/** Stands between a connector and its platform, and lets through what no fault is meant for. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl);
  const requests: string[] = [];
  let injected: Injected[] = [];
  const take = (method: string, path: string): Fault | null => {
    const found = injected.find((one) => one.times > 0 && one.on(method, path));
    if (found === undefined) return null;
    found.times -= 1;
    return found.fault;
  };
  const server = createServer((from, to) => {
    const chunks: Buffer[] = [];
    from.on('data', (chunk: Buffer) => chunks.push(chunk));
    from.once('end', () => {
      const [method = 'GET', path = '/'] = [from.method, from.url];
      requests.push(`${method} ${path}`);
      const fault = take(method, path);
      const body = Buffer.concat(chunks);
      if (fault === null) pass(target, from, body, to);
      else misbehave(fault, target, from, body, to);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    inject: (fault, { times = 1, on = () => true } = {}) => void injected.push({ fault, on, times }),
    clear: () => {
      injected = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
