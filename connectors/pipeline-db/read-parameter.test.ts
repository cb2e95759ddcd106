import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPipelineDbConnector } from './connector.ts';
import { pipelineDbSettings } from './settings.ts';

/** AWS Systems Manager as far as one call goes: it checks nothing and remembers what it was asked. */
const asked: { target: unknown; authorization: string; body: unknown }[] = [];
let reply: { status: number; body: object } = { status: 200, body: {} };
let server: Server;

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void textOf(request).then((text) => {
      asked.push({ target: request.headers['x-amz-target'], authorization: request.headers.authorization ?? '', body: JSON.parse(text) });
      response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'stub');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'stub');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => void (asked.length = 0));

const connector = (region = 'eu-north-1') =>
  createPipelineDbConnector(
    pipelineDbSettings.parse({
      name: 'pipelines',
      kind: 'pipeline-db',
      timeoutSeconds: 5,
      ssm: { parameter: '/dsw/mgr/db_uri-dev', region },
    }),
  );
const holding = (value: string) => ({ status: 200, body: { Parameter: { Name: '/dsw/mgr/db_uri-dev', Value: value } } });

describe('an address that AWS keeps', () => {
  it('is asked for by name, decrypted, in its region', async () => {
    reply = holding('postgresql://reader:kept-secret@127.0.0.1:1/jobs');
    const [finding] = await connector('eu-west-3').check();
    expect(asked).toMatchObject([{ target: 'AmazonSSM.GetParameter', body: { Name: '/dsw/mgr/db_uri-dev', WithDecryption: true } }]);
    expect(asked[0]?.authorization).toContain('/eu-west-3/ssm/');
    // Nobody listens there: the address was taken.
    expect(finding?.message).toContain('check host and port');
    expect(finding?.message).not.toContain('kept-secret');
  });
  it('is asked for once, and again after it could not be had', async () => {
    const one = connector();
    reply = { status: 400, body: { __type: 'ParameterNotFound', message: 'x' } };
    await expect(one.listJobs()).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('no such parameter') });
    reply = holding('postgresql://reader@127.0.0.1:1/jobs');
    await expect(one.listJobs()).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(one.listJobs()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(asked).toHaveLength(2);
  });
  it.each([
    ['AccessDeniedException', 400, 'denied'],
    ['ThrottlingException', 400, 'rate-limited'],
    ['InternalServerError', 500, 'unavailable'],
  ])('that is not given is told in words: %s', async (type, status, kind) => {
    reply = { status, body: { __type: type, message: 'no' } };
    await expect(connector().listJobs()).rejects.toMatchObject({ name: 'ConnectorError', kind });
    expect(asked).toHaveLength(1);
  });
  it('that is none is refused without being shown', async () => {
    reply = holding('hunter2-is-no-address');
    const [finding] = await connector().check();
    expect(finding?.message).toContain('does not hold a postgresql:// address');
    expect(finding?.message).not.toContain('hunter2');
  });
});
