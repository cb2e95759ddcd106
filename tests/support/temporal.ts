import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { searchAttributeNames } from '../../workflows/contract.ts';
import { quietRuntime } from './lifecycle.ts';

const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: start the tests with npm test`);
  return value;
};

/** A server that skips time while nothing but timers is left to do. */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: need('TEMPORAL_TEST_SERVER_PATH') } },
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, 2])),
  });
  return environment;
}

/** A development server in real time. */
export function localServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: need('TEMPORAL_CLI_PATH') },
      searchAttributes: Object.values(searchAttributeNames).map((name) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD)),
    },
  });
}
