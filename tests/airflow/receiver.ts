import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What somebody reported: the head that says who, and the body. */
export interface Report {
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** Takes reports in the place of Nightshift's API. */
export interface Receiver {
  readonly url: string;
  readonly reports: readonly Report[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const reports: Report[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { authorization = '' } = request.headers;
      reports.push({ path: request.url ?? '', authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(202, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
