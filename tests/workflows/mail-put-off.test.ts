import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConnectorError } from '../../connectors/contract.ts';
import { type Lifecycle, startLifecycle } from '../support/lifecycle.ts';
import { red } from '../support/scripted-platform.ts';
import { timeSkipping } from '../support/temporal.ts';

let life: Lifecycle;
beforeAll(async () => {
  life = await startLifecycle({ environment: await timeSkipping() });
});
afterAll(async () => {
  await life.close();
  await life.environment.teardown();
});

test('a mail that the server puts off again and again arrives once it is taken', async () => {
  let tries = 0;
  life.mail.onSend = () => {
    if ((tries += 1) <= 6) throw new ConnectorError('unavailable', '451 4.7.1 Come again later');
  };
  life.platform.declare({ jobKey: 'odd' }, [red('it went sideways')]);
  const id = await life.open(life.platform.run('odd'));
  await life.until(async () => life.mail.sent.some((mail) => mail.incidentId === id && mail.purpose === 'escalation'));
  expect(tries).toBe(7);
  expect(life.mail.sent.filter((mail) => mail.incidentId === id)).toHaveLength(1);
});
