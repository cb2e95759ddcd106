import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { decide } from '../../activities/decide.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { investigate } from '../../activities/investigate.ts';
import { type ModelSimulator, startModelSimulator } from '../simulators/openai/simulator.ts';
import { createTestDesk } from '../support/model-desk.ts';
import { red } from '../support/scripted-platform.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

const explanation = 'The customs file was not there when the job began. Ask whoever delivers it whether the night run was skipped.';
const missing = "FileNotFoundError: [Errno 2] No such file or directory: '/data/in/customs.csv'";

let kit: Kit;
let simulator: ModelSimulator;
beforeAll(async () => {
  kit = await openKit();
  simulator = await startModelSimulator();
});
afterAll(async () => {
  await simulator.close();
  await kit.database.close();
});
beforeEach(() => {
  simulator.forget();
  simulator.answer = () => ({ kind: 'text', text: explanation });
});

let job = 0;
const withModel = (): ActivityDeps => ({
  ...kit.deps,
  model: { desk: createTestDesk(kit.database.transact, simulator.url), mode: 'on-miss' },
});

/** Takes a new case to its mail, twice, as after a crash. @returns the text that went out */
async function mailed(deps: ActivityDeps): Promise<string> {
  const jobKey = `mail-${++job}`;
  kit.platform.declare({ jobKey }, [red(missing)]);
  const incidentId = await kit.fail(jobKey);
  const at = { tenantId, incidentId, round: 1 };
  await investigate(deps, at);
  const { action } = await decide(deps, { ...at, revision: 1, because: null });
  expect(action).toBe('SEND_EMAIL');
  for (let turn = 0; turn < 2; turn++) await act(deps, { ...at, revision: 1, action, repeat: 0 });
  const mails = kit.mail.sent.filter((mail) => mail.incidentId === incidentId);
  expect(mails).toHaveLength(1);
  return JSON.stringify(mails[0]);
}

describe('a mail to the owner', () => {
  it('holds the explanation of the model among its own facts; it is written once', async () => {
    const mail = await mailed(withModel());
    expect(mail).toContain(explanation);
    expect(mail).toContain('Written by the model sim');
    for (const fact of [`mail-${job}`, 'Who has to act', 'customs.csv', '/incidents/']) expect(mail).toContain(fact);
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]?.body).toMatchObject({ max_tokens: 400 });
  });

  it('goes out by its template where no explanation comes', async () => {
    for (const behaviour of [
      { kind: 'error', error: 'server-error' },
      { kind: 'refusal', text: 'No.' },
    ] as const) {
      simulator.answer = () => behaviour;
      const mail = await mailed(withModel());
      expect(mail).not.toContain('Written by the model');
      expect(mail).toContain('customs.csv');
    }
  });

  it('asks nobody where no model is switched on', async () => {
    expect(await mailed(kit.deps)).not.toContain('Written by the model');
    expect(simulator.requests).toHaveLength(0);
  });
});
