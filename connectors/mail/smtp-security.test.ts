import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import type { MailMessage } from '../../domain/effects/mail.ts';
import { startScriptedServer } from './scripted-server.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { testCertificate, testPrivateKey } from './test-certificate.ts';

const running: SMTPServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
});

interface Received {
  readonly secure: boolean;
  readonly user: unknown;
  readonly to: readonly string[];
  readonly raw: string;
}

async function startServer(options: SMTPServerOptions): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    key: testPrivateKey,
    cert: testCertificate,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth: (auth, _session, callback) =>
      auth.password === 'correct horse' ? callback(null, { user: auth.username }) : callback(new Error('Wrong password')),
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      const raw = (await buffer(stream)).toString();
      received.push({ secure: session.secure, user: session.user, to: session.envelope.rcptTo.map(({ address }) => address), raw });
      return 'Accepted';
    }),
    ...options,
  });
  server.on('error', () => {});
  running.push(server);
  const listener = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const address = listener.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, received };
}

const options: SmtpOptions = {
  host: '127.0.0.1',
  port: 0,
  security: 'starttls',
  user: 'robot',
  password: 'correct horse',
  ca: testCertificate,
  from: 'Nightshift <nightshift@example.com>',
  connectTimeoutMs: 3000,
};

const mail: MailMessage = {
  to: ['on-call@example.com', 'backup@example.com', 'ON-CALL@example.com'],
  messageId: 'inc-1.abc@example.com',
  threadId: null,
  purpose: 'escalation',
  incidentId: 'one',
  subject: 'Subject',
  lead: 'Lead.',
  sections: [],
  link: null,
};

test('STARTTLS and a sign-in, to every recipient once', async () => {
  const { port, received } = await startServer({});
  const mailer = createSmtpMailer({ ...options, port });
  await mailer.verify();
  const receipt = await mailer.send(mail);
  expect(receipt).toMatchObject({ accepted: ['on-call@example.com', 'backup@example.com'], rejected: [] });
  expect(received).toMatchObject([{ secure: true, user: 'robot', to: ['on-call@example.com', 'backup@example.com'] }]);
});

test('encryption from the first byte', async () => {
  const { port, received } = await startServer({ secure: true });
  await createSmtpMailer({ ...options, security: 'tls', port }).send(mail);
  expect(received).toMatchObject([{ secure: true }]);
});

test('a server without STARTTLS gets neither the password nor the mail', async () => {
  const server = await startScriptedServer({});
  const error = await createSmtpMailer({ ...options, port: server.port })
    .send(mail)
    .catch((thrown: unknown) => thrown);
  await server.close();
  expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('does not offer STARTTLS') });
  expect(server.seen.commands.filter((line) => /^(AUTH|MAIL|DATA)/i.test(line))).toEqual([]);
});

test('STARTTLS that breaks off is no reason to go on without it', async () => {
  const server = await startScriptedServer({ starttls: '220 Go ahead' });
  const error = await createSmtpMailer({ ...options, port: server.port, connectTimeoutMs: 300 })
    .send(mail)
    .catch((thrown: unknown) => thrown);
  await server.close();
  expect(error).toMatchObject({ kind: 'unreachable' });
  expect(server.seen.messages).toEqual([]);
});

test('a certificate that nobody vouches for ends the conversation', async () => {
  const { port, received } = await startServer({});
  await expect(createSmtpMailer({ ...options, ca: null, port }).send(mail)).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/self.signed certificate/),
  });
  expect(received).toEqual([]);
});

test('a wrong password is denied, by sending and by the health check', async () => {
  const { port } = await startServer({});
  const mailer = createSmtpMailer({ ...options, password: 'wrong', port });
  await expect(mailer.send(mail)).rejects.toMatchObject({ kind: 'denied' });
  await expect(mailer.verify()).rejects.toMatchObject({ kind: 'denied' });
});

test('one refused recipient does not keep the mail from the others', async () => {
  const { port, received } = await startServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith('backup') ? Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 }) : null),
  });
  const receipt = await createSmtpMailer({ ...options, port }).send(mail);
  expect(receipt.accepted).toEqual(['on-call@example.com']);
  expect(receipt.rejected).toEqual([{ address: 'backup@example.com', reason: '550 5.1.1 No such user' }]);
  expect(received).toHaveLength(1);
});
