import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Catcher, createCatchers, stop } from './mail-catcher/catcher-process.ts';

let catchers: Awaited<ReturnType<typeof createCatchers>>;
beforeEach(async () => {
  catchers = await createCatchers();
});
afterEach(() => catchers.dispose());

const mailText = (subject: string) =>
  `From: Nightshift <nightshift@example.com>\r\nTo: on-call@example.com\r\nSubject: ${subject}\r\nMessage-ID: <inc-1.a@example.com>\r\n` +
  'X-Nightshift-Incident: one\r\nX-Nightshift-Purpose: escalation\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n' +
  '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>rich</p><script>alert(1)</script>\r\n--b--\r\n';

/** Sends over a real SMTP conversation; resolves with the server's reply to the message. */
function send(port: number, subject: string, to = ['on-call@example.com', 'hidden@example.com']): Promise<string> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true });
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() =>
      connection.send({ from: 'nightshift@example.com', to }, mailText(subject), (error, info) => {
        connection.close();
        if (error || !info) reject(error);
        else resolve(info.response);
      }),
    );
  });
}

const get = (catcher: Catcher, target: string) => fetch(`http://127.0.0.1:${catcher.httpPort}${target}`);

interface Listing {
  readonly messages: readonly { readonly id: string; readonly subject: string; readonly receivedAt: string; readonly bytes: number }[];
  readonly next: string | null;
  readonly total: number;
}
const listed = async (catcher: Catcher, query = '') => (await (await get(catcher, `/messages${query}`)).json()) as Listing;
const kept = async (catcher: Catcher) => ((await (await get(catcher, '/health')).json()) as { messages: number }).messages;

test('keeps every mail, duplicates included, and shows it', async () => {
  const catcher = await catchers.start();
  expect(await (await get(catcher, '/health')).json()).toEqual({ status: 'ok', messages: 0 });
  expect(await send(catcher.smtpPort, 'first')).toBe('250 2.0.0 Kept as 00000001');
  await send(catcher.smtpPort, 'first');
  const { messages, next } = await listed(catcher);
  expect(next).toBeNull();
  expect(messages).toMatchObject([
    { id: '00000002', subject: 'first', messageId: 'inc-1.a@example.com' },
    {
      id: '00000001',
      from: 'nightshift@example.com',
      to: ['on-call@example.com', 'hidden@example.com'],
      incidentId: 'one',
      purpose: 'escalation',
      bytes: mailText('first').length,
    },
  ]);
  expect(Date.parse(messages[0]?.receivedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);

  const one = await get(catcher, '/messages/00000001');
  expect(await one.json()).toMatchObject({
    id: '00000001',
    text: 'plain\n',
    html: expect.stringContaining('<p>rich</p>'),
    headers: expect.arrayContaining([{ name: 'Subject', value: 'first' }]),
  });
  const raw = await get(catcher, '/messages/00000001/raw');
  expect([raw.headers.get('content-type'), raw.headers.get('x-content-type-options')]).toEqual(['text/plain; charset=utf-8', 'nosniff']);
  expect(await raw.text()).toBe(mailText('first'));
});

test('pages through the list, newest first', async () => {
  const catcher = await catchers.start();
  for (const subject of ['one', 'two', 'three']) await send(catcher.smtpPort, subject);
  const first = await listed(catcher, '?limit=2');
  expect(first.messages.map(({ subject }) => subject)).toEqual(['three', 'two']);
  const second = await listed(catcher, `?limit=2&after=${first.next}`);
  expect(second).toMatchObject({ messages: [{ subject: 'one' }], next: null, total: 3 });
});

test('what was accepted survives SIGKILL, and what a crash left half-written is dropped', async () => {
  const first = await catchers.start();
  const replies = Promise.allSettled(Array.from({ length: 30 }, (_, index) => send(first.smtpPort, `mail ${index}`)));
  await expect.poll(() => kept(first)).toBeGreaterThan(3);
  await stop(first.child, 'SIGKILL');
  const accepted = (await replies).filter(({ status }) => status === 'fulfilled').length;
  expect(accepted).toBeGreaterThan(0);
  await appendFile(path.join(catchers.directory, 'index.jsonl'), '{"id":"00009999","from":"cut o');
  await writeFile(path.join(catchers.directory, '00009999.eml'), 'never confirmed');

  const second = await catchers.start();
  const { messages, total } = await listed(second, '?limit=500');
  expect(total).toBeGreaterThanOrEqual(accepted);
  expect(messages.filter(({ id }) => id === '00009999')).toEqual([]);
  for (const { id, bytes } of messages) expect((await (await get(second, `/messages/${id}/raw`)).arrayBuffer()).byteLength).toBe(bytes);
  expect((await readdir(catchers.directory)).filter((name) => name.endsWith('.eml'))).toHaveLength(total);

  await send(second.smtpPort, 'after the crash');
  await stop(second.child, 'SIGTERM');
  const third = await catchers.start();
  expect(third.messages).toBe(total + 1);
});

test.each([
  ['/messages?limit=0', 400],
  ['/messages?limit=x', 400],
  ['/messages?after=00000009', 400],
  ['/messages/00000009', 404],
  ['/messages/..%2F..%2Fetc%2Fpasswd', 404],
  ['/elsewhere', 404],
])('%s answers %i', async (target, status) => {
  const catcher = await catchers.start();
  const response = await get(catcher, target);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
});

test('serves no other host name and changes nothing on request', async () => {
  const catcher = await catchers.start();
  const status = (options: { method: string; host: string }) =>
    new Promise((resolve, reject) => {
      const { method, host } = options;
      request({ port: catcher.httpPort, host: '127.0.0.1', method, path: '/messages', headers: { host } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
  expect(await status({ method: 'GET', host: 'rebound.example.com' })).toBe(403);
  expect(await status({ method: 'DELETE', host: 'localhost' })).toBe(405);
  expect(await status({ method: 'GET', host: `localhost:${catcher.httpPort}` })).toBe(200);
});

test('a mail that nobody could parse is kept as it came', async () => {
  const catcher = await catchers.start();
  const connection = new SMTPConnection({ host: '127.0.0.1', port: catcher.smtpPort, ignoreTLS: true });
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() =>
      connection.send({ from: '', to: ['x@example.com'] }, Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x2e, 0x61]), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  });
  connection.close();
  expect(await listed(catcher)).toMatchObject({ messages: [{ id: '00000001', from: '', to: ['x@example.com'], incidentId: null }] });
  expect((await get(catcher, '/messages/00000001')).status).toBe(200);
});
