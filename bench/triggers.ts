import { makeApiKey } from '../api/auth/api-key.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { freePort } from '../embedded/ports.ts';
import { saveApiKey } from '../store/api-keys.ts';
import type { FailureReport } from '../store/intake.ts';
import type { Transact } from '../store/tx.ts';
import { reportFor, tenantId } from './cases.ts';
import type { Child } from './children.ts';
import { HttpClient, postRequest } from './http-load.ts';
import { type Measure, medianOf } from './measures.ts';
import { jobCount, jobKeyOf } from './no-op-platform.ts';
import type { Services } from './services.ts';
import { openPlainWriter, rowsAFailure } from './single-inserts.ts';

/** As many HTTP connections on the one side as database connections on the other. */
const connections = 32;
const rounds = 5;
const secondsARound = 3;

async function makeKey(transact: Transact): Promise<string> {
  const made = makeApiKey();
  await transact(tenantId, stewardActor, (tx) =>
    saveApiKey(tx, { id: made.id, hash: made.hash, name: 'bench', role: 'operator', expiresAt: null }),
  );
  return made.key;
}

/** Works on all connections for some seconds. @returns pieces of work a second */
async function rate(work: (connection: number, report: FailureReport) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let turn = 0; performance.now() - begun < secondsARound * 1000; turn++) {
        await work(connection, reportFor(jobKeyOf((connection + turn) % jobCount)));
        done += 1;
      }
    }),
  );
  return (done * 1000) / (performance.now() - begun);
}

/** A failure as a scheduler sends it. */
const bodyOf = ({ platform, jobKey, runKey, errorText }: FailureReport) => ({
  platform,
  job: jobKey,
  run: runKey,
  try: 0,
  errorText,
  application: 'bench',
});

/**
 * Durable accepts a second through HTTP, beside plain INSERTs of the same rows. The API reaches no Temporal server here: starting
 * workflows is measured with the incidents, and a report is accepted once its rows are committed, whether Temporal is up or not.
 */
export async function measureTriggers(services: Services, says: (text: string) => void): Promise<{ measures: Measure[]; api: Child }> {
  const { database } = services;
  const key = await makeKey(database.transact);
  const port = await freePort('127.0.0.1');
  const api = await services.startApi(port, { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort('127.0.0.1')}` });
  const jobs = await database.transact(tenantId, stewardActor, (tx) =>
    tx.rows<{ key: string; id: string; application: string }>('select job_key as key, id, application_id as application from job'),
  );
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const writers = await Promise.all(Array.from({ length: connections }, () => openPlainWriter(database.url, byKey)));
  const accept = async () => {
    // New ones for each round: the server ends connections that are idle while it is the others' turn.
    const clients = Array.from({ length: connections }, () => new HttpClient(port));
    const perSecond = await rate(async (connection, report) => {
      const status = await clients[connection]?.send(postRequest('/api/triggers/failures', key, bodyOf(report)));
      if (status !== 202) throw new Error(`A report was answered with ${status}`);
    });
    for (const client of clients) client.close();
    return perSecond;
  };
  const insert = () => rate(async (connection, report) => writers[connection]?.write(report));
  const accepts: number[] = [];
  const inserts: number[] = [];
  await accept();
  await insert();
  for (let round = 1; round <= rounds; round++) {
    for (const [results, run] of round % 2 === 1
      ? ([
          [accepts, accept],
          [inserts, insert],
        ] as const)
      : ([
          [inserts, insert],
          [accepts, accept],
        ] as const))
      results.push(await run());
    says(`round ${round} of ${rounds}: ${accepts.at(-1)?.toFixed(0)} accepts/s, ${inserts.at(-1)?.toFixed(0)} failures/s by plain inserts`);
  }
  await Promise.all(writers.map((writer) => writer.close()));
  return {
    api,
    measures: [
      { name: 'triggers accepted through HTTP', unit: '/s', ...medianOf(accepts) },
      { name: `the same rows, ${rowsAFailure} single-row INSERT transactions each`, unit: '/s', ...medianOf(inserts) },
      {
        name: 'accepts ÷ plain inserts',
        unit: '×',
        ...medianOf(accepts.map((value, index) => value / (inserts[index] ?? Number.NaN))),
        bound: { atLeast: 0.7 },
      },
    ],
  };
}
