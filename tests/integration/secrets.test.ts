import { afterAll, beforeAll, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import { sendMail } from '../../activities/send-mail.ts';
import { leaksOf } from '../../domain/text/fixtures/leaks.ts';
import { seededRandom } from '../../domain/text/fixtures/random.ts';
import { secretForms } from '../../domain/text/fixtures/secret-forms.ts';
import { secretKinds } from '../../domain/text/fixtures/secret-kinds.ts';
import { connectPlatform } from '../../store/platforms.ts';
import type { Tx } from '../../store/tx.ts';
import { createTestApi, createTestKey, type TestApi } from '../support/api.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let api: TestApi;
let key: string;
const logged: string[] = [];
const configured = 'Kn0wn-to-the-configuration/42';

beforeAll(async () => {
  kit = await openKit();
  api = createTestApi(kit.database.transact, { settings: { secrets: [configured] } });
  key = (await createTestKey(kit.database.transact, 'operator')).key;
  await kit.transact((tx) => connectPlatform(tx, { id: 'http', kind: 'http', capabilities: {} }));
});
afterAll(async () => {
  api.close();
  await kit.database.close();
});

const deps = () => ({
  ...kit.deps,
  settings: { ...kit.deps.settings, secrets: [configured] },
  log: (line: object) => logged.push(JSON.stringify(line)),
});

async function everythingStored(tx: Tx): Promise<string> {
  const tables = await tx.rows<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await tx.rows<{ row: unknown }>(`select to_jsonb(t) as row from ${name} t`);
    texts.push(...rows.map(({ row }) => JSON.stringify(row)));
  }
  return texts.join('\n');
}

it('keeps secrets of every kind, in turn in every form, out of database, mail, log and answers', async () => {
  const forms = secretForms.filter(([name]) => !name.includes('carriage'));
  const cases = secretKinds.map(([, plant], index) => {
    const random = seededRandom(9_000 + index);
    const { secret, line } = plant(random);
    return { secret, line, text: forms[index % forms.length]?.[1](line, random) ?? line };
  });
  const answers: string[] = [];
  for (const [index, { line, text }] of cases.entries()) {
    const told = { errorText: text, logTail: `INFO start\n${line}\nWARN ${configured}\nend`, parameters: { note: line, threads: 4 } };
    const accepted = await api.request('/api/triggers/failures', {
      key,
      body: { platform: 'http', job: `job-${index} ${configured}`, run: String(index), owner: 'ops@example.com', ...told },
    });
    const { incidentId } = await accepted.json();
    await investigate(deps(), { tenantId, incidentId, round: 1 });
    const comment = await api.request(`/api/incidents/${incidentId}/comments`, {
      key,
      body: { text: `I saw this, and ${configured}:\n${text}` },
    });
    expect([accepted.status, comment.status]).toEqual([202, 201]);
    const order = { purpose: 'escalation', key: `${incidentId}/1/mail`, reminder: 0 } as const;
    await sendMail(
      deps(),
      { tenantId, incidentId, round: 1 },
      { ...order, onClaim: async () => undefined, onSettled: async () => undefined },
    );
    answers.push(JSON.stringify(await (await api.request(`/api/incidents/${incidentId}`, { key })).json()));
  }
  const stored = await kit.transact(everythingStored);
  const mails = JSON.stringify(kit.mail);
  expect(stored.length).toBeGreaterThan(100_000);
  expect(mails.length).toBeGreaterThan(10_000);
  const places = { stored, mails, logged: logged.join('\n'), answers: answers.join('\n') };
  for (const [place, content] of Object.entries(places)) {
    const found = leaksOf(
      content,
      cases.map(({ secret }) => secret),
    );
    expect({ place, found }).toEqual({ place, found: [] });
    expect(content).not.toContain(configured);
  }
});
