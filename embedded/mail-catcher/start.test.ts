import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCatchers, stop } from './catcher-process.ts';

let catchers: Awaited<ReturnType<typeof createCatchers>>;
beforeEach(async () => {
  catchers = await createCatchers();
});
afterEach(() => catchers.dispose());

/** Starts a catcher that cannot start; its exit code and what it said. */
async function fail(environment: Record<string, string>): Promise<{ code: number | null; said: unknown }> {
  const child = catchers.launch(environment);
  if (child.stderr === null) throw new Error('the mail catcher has no output');
  const [[line]] = await Promise.all([once(createInterface({ input: child.stderr }), 'line'), once(child, 'exit')]);
  return { code: child.exitCode, said: JSON.parse(String(line)) };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly', async (signal) => {
  const { child } = await catchers.start();
  expect(await stop(child, signal)).toBe(0);
});

test.each<[string, Record<string, string>, string]>([
  ['a port that is none', { SMTP_CATCHER_PORT: 'mail' }, 'SMTP_CATCHER_PORT must be a port number'],
  ['no folder', { MAIL_DIR: '' }, 'MAIL_DIR must name a folder'],
])('%s is said in one line', async (_name, environment, error) => {
  expect(await fail(environment)).toEqual({ code: 1, said: { ready: false, process: 'mail-catcher', error } });
});

test('a port that is taken is named', async () => {
  const { smtpPort } = await catchers.start();
  expect(await fail({ SMTP_CATCHER_PORT: String(smtpPort) })).toMatchObject({
    said: { error: `SMTP_CATCHER_PORT: port ${smtpPort} is in use by another program` },
  });
});
