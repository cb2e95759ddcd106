import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPipelineDbConnector } from '../../connectors/pipeline-db/connector.ts';
import { pipelineDbSettings } from '../../connectors/pipeline-db/settings.ts';
import { type JobTableDatabase, openJobTable, sourceTenant } from '../support/job-table.ts';

let table: JobTableDatabase;
let manager: Server;
const asked: { url: string | undefined; body: unknown }[] = [];

/** A workflow manager that starts one execution per request, and keeps it in its table. */
beforeAll(async () => {
  table = await openJobTable();
  manager = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => void (text += String(chunk)));
    request.on('end', () => {
      asked.push({ url: request.url, body: JSON.parse(text) });
      void table
        .add({ status: 'RUNNING', finishedAt: null, data: null })
        .then(([id]) => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ execution: { id } })));
    });
  });
  manager.listen(0, '127.0.0.1');
  await once(manager, 'listening');
});
afterAll(async () => {
  manager.close();
  await table.close();
});

const request = () => ({
  url: `http://127.0.0.1:${(manager.address() as AddressInfo).port}/pipelines/{job}/executions`,
  body: { tenant: '{tenant_id}' },
});
const job = (submit: object) => ({
  allow: ['127.0.0.0/8'],
  jobs: { 'supplier-import': { application: 'purchasing', parameters: { tenant_id: '' }, submit } },
});

it('starts a pipeline that says how, with what its failed run had, and follows the execution in the table', async () => {
  const connector = createPipelineDbConnector(table.settings(job({ ...request(), run: '/execution/id' })));
  expect(connector.capabilities).toMatchObject({ submits: true, submitIsIdempotent: false, findsSubmissions: false });
  expect([connector.submitsJob?.('supplier-import'), connector.submitsJob?.('other')]).toEqual([true, false]);
  const [failed = ''] = await table.add({});
  const identity = { platform: 'pipelines', jobKey: 'supplier-import', runKey: failed, try: 0 };
  const parameters = (await connector.readRun(identity))?.parameters ?? {};
  const run = await connector.submit({ jobKey: 'supplier-import', parameters, key: 'key-1', failedRun: identity });
  expect(asked).toEqual([{ url: '/pipelines/supplier-import/executions', body: { tenant: sourceTenant } }]);
  expect(await connector.readRun(run)).toMatchObject({ state: 'running', jobKey: 'supplier-import', runKey: run.runKey });
  await table.run(`update job_execution set status = 'SUCCESS', finished_at = now() where id = $1`, [run.runKey]);
  expect(await connector.readRun(run)).toMatchObject({ state: 'succeeded' });
  // A start whose answer is lost could not be asked after: that is said before it happens.
  expect((await connector.check()).map(({ message }) => message).join()).toContain('say submit.idempotent, or declare find');
});

it('starts nothing where nothing is declared', async () => {
  const connector = createPipelineDbConnector(table.settings());
  expect(connector.capabilities.submits).toBe(false);
  await expect(connector.submit({ jobKey: 'supplier-import', parameters: {}, key: 'key-2' })).rejects.toMatchObject({ kind: 'invalid' });
});

it('wants to be told where the answer names the execution, and what fills the placeholders', () => {
  const problems = (submit: object) =>
    pipelineDbSettings
      .safeParse({ name: 'pipelines', kind: 'pipeline-db', uri: 'postgresql://a/b', ...job(submit) })
      .error?.issues.map(({ path, message }) => `${path.slice(2).join('.')} ${message}`);
  expect(problems(request())).toEqual(['submit.run is needed: the place of the new execution’s id in the answer']);
  expect(problems({ url: 'https://manager.example.com/{run}', run: '/id' })).toEqual([
    'submit uses {run}, which is no parameter of the job',
  ]);
});
