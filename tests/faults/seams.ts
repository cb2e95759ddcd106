import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { Activities } from '../../activities/index.ts';
import { type Connector, ConnectorError, type ConnectorErrorKind } from '../../connectors/contract.ts';
import type { Mailer } from '../../connectors/mail/contract.ts';
import type { WorkerSeams } from '../../temporal/run-worker.ts';
import type { ActInput, RemindInput } from '../../workflows/contract.ts';
import { type FaultPoints, LostReply } from './fault-points.ts';
import { watchCommits } from './watch-commits.ts';

/** The step that is being carried out. */
const steps = new AsyncLocalStorage<string>();

const stepName = (activity: string, input: unknown): string => {
  if (activity === 'remind') return `remind.${(input as RemindInput).stage}`;
  if (activity !== 'act') return activity;
  const { action } = input as ActInput;
  return action === 'ESCALATE' ? 'act.escalate' : action === 'SEND_EMAIL' ? 'act.tell-owner' : 'act.submit';
};

const nameSteps = (activities: Activities): Activities =>
  Object.fromEntries(
    Object.entries(activities).map(([name, step]) => [
      name,
      (input: unknown) => steps.run(stepName(name, input), () => (step as (input: unknown) => Promise<unknown>)(input)),
    ]),
  ) as unknown as Activities;

/** A call between its two points; a lost reply becomes the error that the caller would see. */
async function between<Value>(points: FaultPoints, name: string, asError: (lost: LostReply) => Error, call: () => Promise<Value>) {
  await points.reach(`${name}:before`);
  const value = await call();
  try {
    await points.reach(`${name}:after`);
  } catch (error) {
    throw error instanceof LostReply ? asError(error) : error;
  }
  return value;
}

const connectorError = (kind: ConnectorErrorKind) => (lost: LostReply) => new ConnectorError(kind, lost.message);
const outside = (): string => steps.getStore() ?? 'outside';

/** Longer than a workflow task is held for a platform, so that a step of its own assesses these jobs. */
const answersLate = async (jobKey: string): Promise<void> => {
  if (jobKey.startsWith('answers-late-')) await setTimeout(2_500);
};

function faultyConnector(connector: Connector, points: FaultPoints): Connector {
  const at = (name: string) => `${outside()}:${name}`;
  const unavailable = connectorError('unavailable');
  return {
    ...connector,
    submit: (...given) => between(points, at('submit'), connectorError('unknown-outcome'), () => connector.submit(...given)),
    findSubmission: (...given) => between(points, at('find'), unavailable, () => connector.findSubmission(...given)),
    readRun: (run) =>
      between(points, at('read-run'), unavailable, async () => {
        await answersLate(run.jobKey);
        return connector.readRun(run);
      }),
    readHistory: (...given) => between(points, at('read-history'), unavailable, () => connector.readHistory(...given)),
    listEndedRuns: (...given) => between(points, at('list-runs'), unavailable, () => connector.listEndedRuns(...given)),
  };
}

const faultyMailer = (mailer: Mailer, points: FaultPoints): Mailer => ({
  ...mailer,
  send: (message, options) =>
    between(points, `${outside()}:send`, connectorError('unknown-outcome'), () =>
      mailer.send(message, {
        ...options,
        beforeTransmit: () =>
          between(
            points,
            `${outside()}:transmit`,
            (lost) => lost,
            async () => options?.beforeTransmit?.(),
          ),
      }),
    ),
});

/** The client with points around what changes something at Temporal. */
function faultyClient(client: Client, points: FaultPoints): Client {
  const call = (name: string, work: () => Promise<unknown>) => between(points, `client:${name}`, (lost) => lost, work);
  const wrap = <Target extends object>(target: Target, replaced: Record<string, unknown>): Target =>
    new Proxy(target, {
      get: (of, name) => {
        if (typeof name === 'string' && name in replaced) return replaced[name];
        const value: unknown = Reflect.get(of, name);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
  const { workflow } = client;
  return wrap(client, {
    workflow: wrap(workflow, {
      start: (...given: Parameters<typeof workflow.start>) => call('start', () => workflow.start(...given)),
      getHandle: (...given: Parameters<typeof workflow.getHandle>) => {
        const handle = workflow.getHandle(...given);
        return wrap(handle, {
          executeUpdate: (...update: Parameters<typeof handle.executeUpdate>) => call('deliver', () => handle.executeUpdate(...update)),
        });
      },
    }),
  });
}

/** Puts a named point before and after every outside call and every commit of a worker. */
export const faultySeams = (points: FaultPoints): WorkerSeams => ({
  activities: nameSteps,
  client: (client) => faultyClient(client, points),
  deps: (deps: ActivityDeps): ActivityDeps => ({
    ...deps,
    transact: watchCommits(deps.transact, points, () => steps.getStore(), deps.settings.mailDomain),
    connectors: new Map([...deps.connectors].map(([name, connector]) => [name, faultyConnector(connector, points)])),
    mailer: deps.mailer === null ? null : faultyMailer(deps.mailer, points),
  }),
});
