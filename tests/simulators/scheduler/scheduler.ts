import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Run {
  readonly id: string;
  readonly key: string | null;
  readonly job: string;
  state: string;
}

/** A small scheduler of no particular make, as somebody may have one in the house: starts runs by POST, one per `Idempotency-Key`, and tells of them. */
export interface SchedulerSimulator {
  readonly url: string;
  readonly runs: readonly Run[];
  fail(job: string, state?: string): string;
  close(): Promise<void>;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString());
}

export async function startScheduler(): Promise<SchedulerSimulator> {
  const runs: Run[] = [];
  const add = (job: string, key: string | null, state: string): Run => {
    // Ids beyond 2^53, as numbers in JSON.
    const run = { id: String(9_007_199_254_740_993n + BigInt(runs.length)), key, job, state };
    runs.push(run);
    return run;
  };
  const shown = (run: Run): string => `{"id":${run.id},"state":"${run.state}","message":"disk full"}`;
  const answer = (to: ServerResponse, status: number, text: string): void =>
    void to.writeHead(status, { 'content-type': 'application/json' }).end(text);

  const handle = async (request: IncomingMessage, to: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://scheduler');
    const [, kind, id] = pathname.split('/');
    if (request.method === 'POST' && kind === 'jobs') {
      await readJson(request);
      const key = String(request.headers['idempotency-key']);
      const run = runs.find((one) => one.key === key) ?? add(id ?? '', key, 'RUNNING');
      return answer(to, 201, `{"run":${shown(run)}}`);
    }
    if (kind === 'runs' && id === undefined) {
      const found = runs.filter((run) => run.key === searchParams.get('key'));
      return answer(to, 200, `{"runs":[${found.map(shown).join(',')}]}`);
    }
    const run = runs.find((one) => one.id === id);
    return run === undefined ? answer(to, 404, '{"message":"no such run"}') : answer(to, 200, shown(run));
  };
  const server = createServer((request, to) => void handle(request, to));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    fail: (job, state = 'FAILED') => add(job, null, state).id,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
