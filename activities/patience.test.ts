import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../connectors/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { createActivities } from './index.ts';
import { mostFaultyAttempts } from './patience.ts';
import { notYet } from './to-failure.ts';

const fromDatabase = (code: string) => new Error('Failed', { cause: Object.assign(new Error('The database says no'), { code }) });

/** A step whose attempts end by what the test says, and how Temporal sees each of them. */
function createStep() {
  const logged: unknown[] = [];
  let ending: Error | null = null;
  const deps = {
    transact: async () => {
      if (ending !== null) throw ending;
      return { incidentId: 'inc', result: { kind: 'taken-over' } };
    },
    log: (line) => void logged.push(line),
  } as Partial<ActivityDeps> as ActivityDeps;
  const steps = createActivities(deps);
  const attempt = async (error: Error | null, runId = 'r'): Promise<'done' | 'again' | 'final'> => {
    ending = error;
    const environment = new MockActivityEnvironment({ workflowExecution: { workflowId: 'w', runId } });
    try {
      await environment.run(() => steps.settleMessage({ tenantId: 'default', incidentId: 'inc', messageId: 'msg' }));
      return 'done';
    } catch (failure) {
      return failure instanceof ApplicationFailure && failure.nonRetryable === true ? 'final' : 'again';
    }
  };
  const attempts = async (count: number, error: Error, runId?: string) => {
    const seen: string[] = [];
    for (let number = 0; number < count; number++) seen.push(await attempt(error, runId));
    return seen;
  };
  return { attempt, attempts, logged };
}

const again = (count: number) => Array.from({ length: count }, () => 'again');
const spent = [...again(mostFaultyAttempts - 1), 'final'];

describe('a step', () => {
  it.each([
    ['data that the database refuses', fromDatabase('22P02')],
    ['rows that contradict each other', fromDatabase('23505')],
    ['a wrong statement', fromDatabase('42703')],
    ['a bug', new TypeError('x is not a function')],
    ['text that is no JSON', new SyntaxError('Unexpected token')],
  ])('is given up when it fails again and again by %s', async (_, error) => {
    const { attempts, logged } = createStep();
    expect(await attempts(mostFaultyAttempts, error)).toEqual(spent);
    expect(logged).toEqual([expect.objectContaining({ event: 'step-given-up', workflowId: 'w', message: String(error) })]);
  });

  it.each([
    ['a lost connection to the database', fromDatabase('08006')],
    ['a database that stops', fromDatabase('57P01')],
    ['a full database', fromDatabase('53300')],
    ['deadlocks', fromDatabase('40P01')],
    ['a refused connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['an endpoint that is down', new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })],
    ['a platform that is down', new ConnectorError('unavailable', 'down')],
    ['a run that goes on', notYet('running', 'It runs', 1)],
  ])('is tried for as long as it takes through %s', async (_, error) =>
    expect(await createStep().attempts(mostFaultyAttempts * 3, error)).toEqual(again(mostFaultyAttempts * 3)),
  );

  it('is given up for faults in a row only, and of itself only', async () => {
    const { attempt, attempts } = createStep();
    const almost = mostFaultyAttempts - 1;
    const bug = new TypeError('x is not a function');
    expect(await attempts(almost, bug)).toEqual(again(almost));
    expect(await attempt(fromDatabase('08006'))).toBe('again');
    expect(await attempts(almost, bug)).toEqual(again(almost));
    expect(await attempts(almost, bug, 'of another case')).toEqual(again(almost));
    expect(await attempt(null)).toBe('done');
    expect(await attempts(mostFaultyAttempts, bug)).toEqual(spent);
  });
});
