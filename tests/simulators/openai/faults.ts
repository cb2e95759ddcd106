import type { ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.ts';

const start = (response: ServerResponse, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.flushHeaders();
};

function drip(response: ServerResponse, everyMs: number): void {
  start(response);
  const timer = setInterval(() => response.write(' '), everyMs);
  response.once('close', () => clearInterval(timer));
}

/** Writes as fast as the reader takes it, and stops when the reader goes. */
function flood(response: ServerResponse, bytes: number): void {
  start(response);
  const chunk = Buffer.alloc(64 * 1024, 'a');
  let left = bytes;
  const go = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', go);
    }
    if (!response.destroyed) response.end('"}');
  };
  response.write('{"id":"');
  go();
}

/** Answers as a broken endpoint or network does. */
export function breakDown(behaviour: Behaviour, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'hang':
      return;
    case 'drip':
      return drip(response, behaviour.everyMs);
    case 'flood':
      return flood(response, behaviour.bytes);
    case 'cut-connection':
      start(response, { 'content-length': '5000' });
      response.write('{"id":"chatcmpl-cut","choices":[');
      setImmediate(() => response.destroy());
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><body><h1>Sign in to the proxy</h1></body></html>');
      return;
    default:
      throw new Error(`${behaviour.kind} is no fault`);
  }
}
