import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { MailMessage } from '../../domain/effects/mail.ts';
import { ConnectorError } from '../contract.ts';
import { type ScriptedServer, type SmtpScript, startScriptedServer } from './scripted-server.ts';
import { converse, open, transmit } from './smtp-conversation.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import type { SmtpOptions } from './smtp-options.ts';

const running: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const plain: SmtpOptions = {
  host: '127.0.0.1',
  port: 0,
  security: 'none',
  user: null,
  password: null,
  ca: null,
  from: 'Nightshift <nightshift@example.com>',
  connectTimeoutMs: 400,
  sendTimeoutMs: 400,
  replyTimeoutMs: 400,
};

const mail: MailMessage = {
  to: ['on-call@example.com'],
  messageId: 'inc-1.abc@example.com',
  threadId: null,
  purpose: 'escalation',
  incidentId: 'one',
  subject: '[Nightshift] load: timeout — somebody has to take over',
  lead: 'load failed.',
  sections: [],
  link: null,
};

/** Sends through a scripted server and gives back what came of it. */
async function attempt(script: SmtpScript, options: Partial<SmtpOptions> = {}, message: MailMessage = mail) {
  const server = await startScriptedServer(script);
  running.push(server);
  const mailer = createSmtpMailer({ ...plain, ...options, port: server.port });
  const outcome = await mailer.send(message).catch((error: unknown) => error);
  return { outcome, error: outcome instanceof ConnectorError ? outcome : null, seen: server.seen };
}

describe('certainly not accepted, may be tried again', () => {
  test('nobody listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    await expect(createSmtpMailer({ ...plain, port }).send(mail)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test.each<[string, SmtpScript, string]>([
    ['a greeting that never comes', { greeting: 'silence' }, 'while connecting'],
    ['a server that hangs up at once', { greeting: 'cut' }, 'while connecting'],
    ['a tarpit at the recipient', { rcpt: () => 'silence' }, 'nothing was sent'],
    ['a connection cut at the sender', { mail: 'cut' }, 'nothing was sent'],
    ['a connection cut instead of the go-ahead for the message', { data: 'cut' }, 'nothing was sent'],
    ['silence instead of the go-ahead for the message', { data: 'silence' }, 'nothing was sent'],
  ])('%s', async (_name, script, words) => {
    const { error, seen } = await attempt(script);
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining(words) });
    expect(seen).toMatchObject({ connections: 1, messages: [] });
  });

  test('a connection cut in the middle of a message too long to be under way as a whole', async () => {
    const server = await startScriptedServer({ cutAfterBytes: 2000 });
    running.push(server);
    const options = { ...plain, port: server.port, sendTimeoutMs: 5000 };
    const content = Buffer.alloc(32 * 1024 * 1024, 'A line of text.\r\n');
    const sending = converse(options, undefined, async (conversation) => {
      await open(conversation, options);
      return transmit(conversation, options, { from: 'nightshift@example.com', to: mail.to, content });
    });
    await expect(sending).rejects.toMatchObject({ kind: 'unreachable', message: expect.stringContaining('it was not accepted') });
    expect(server.seen.messages).toEqual([]);
  });

  test.each<[string, SmtpScript]>([
    ['421 as the greeting', { greeting: '421 4.3.2 Too busy' }],
    ['421 after the sender', { mail: '421 4.7.0 Closing' }],
    ['450 for the recipient', { rcpt: () => '450 4.2.0 Mailbox busy' }],
    ['452 for the message', { dot: '452 4.3.1 Disk full' }],
    ['421 for the message', { dot: '421 4.3.0 Going down' }],
    ['454 at the sign-in', { auth: '454 4.7.0 Try later' }],
  ])('%s', async (_name, script) => {
    const { error, seen } = await attempt(script, { user: 'robot', password: 'correct horse' });
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('try again later') });
    expect(seen.connections).toBe(1);
  });

  test('greylisting tells when to come back', async () => {
    const { error } = await attempt({ rcpt: () => '451 4.7.1 Greylisted, please try again in 300 seconds' });
    expect(error).toMatchObject({ kind: 'unavailable', retryAfterMs: 300_000 });
  });

  test('a server that only some recipients have to wait for is not tried again', async () => {
    const { outcome } = await attempt(
      { rcpt: (to) => (to.startsWith('later') ? '450 4.2.0 Busy' : '250 ok') },
      {},
      { ...mail, to: ['on-call@example.com', 'later@example.com'] },
    );
    expect(outcome).toMatchObject({
      accepted: ['on-call@example.com'],
      rejected: [{ address: 'later@example.com', reason: '450 4.2.0 Busy' }],
    });
  });
});

describe('refused for good', () => {
  test.each<[string, SmtpScript, Partial<SmtpOptions>, string]>([
    ['an unknown recipient', { rcpt: () => '550 5.1.1 No such user' }, {}, 'invalid'],
    ['a refused message', { dot: '554 5.7.1 Looks like spam' }, {}, 'invalid'],
    ['a refused sender', { mail: '553 5.1.8 Sender rejected' }, {}, 'invalid'],
    ['a wrong password', { auth: '535 5.7.8 Authentication failed' }, { user: 'robot', password: 'wrong' }, 'denied'],
    ['a sign-in that is missing', { mail: '530 5.7.0 Authentication required' }, {}, 'denied'],
    ['a server that ended basic sign-in', { dot: '550 5.7.30 Basic authentication is not supported for Client Submission.' }, {}, 'denied'],
    ['a server that wants nothing from this machine', { greeting: '554 5.7.1 Your address is blocked' }, {}, 'denied'],
    ['a user for a server without sign-in', { ehlo: '250 scripted' }, { user: 'robot', password: 'x' }, 'denied'],
  ])('%s', async (_name, script, options, kind) => {
    const { error, seen } = await attempt(script, options);
    expect(error?.kind).toBe(kind);
    expect(seen.connections).toBe(1);
  });

  test('the password is in no message', async () => {
    const { error } = await attempt({ auth: '535 5.7.8 Authentication failed' }, { user: 'robot', password: 'correct horse' });
    expect(`${error?.message} ${JSON.stringify(error?.cause)}`).not.toContain('correct horse');
  });

  test('no recipient that could be one', async () => {
    const { error, seen } = await attempt({}, {}, { ...mail, to: ['nobody', 'a@b, c@d', 'x@y\r\nRCPT TO:<z@example.com>'] });
    expect(error?.kind).toBe('invalid');
    expect(seen.connections).toBe(0);
  });

  test('a sender that is none', () => {
    expect(() => createSmtpMailer({ ...plain, from: 'Nightshift' })).toThrow('not one mail address');
    expect(() => createSmtpMailer({ ...plain, from: 'a@example.com, b@example.com' })).toThrow('not one mail address');
  });
});

describe('unknown: the whole message was sent and no reply came', () => {
  test.each<[string, SmtpScript]>([
    ['the connection is cut', { dot: 'cut' }],
    ['the server falls silent', { dot: 'silence' }],
    ['half a reply comes', { dot: '250-2.0.0 Acc' }],
    ['the reply makes no sense', { dot: '354 Go on' }],
  ])('%s', async (_name, script) => {
    const { error, seen } = await attempt(script);
    expect(error).toMatchObject({ kind: 'unknown-outcome', message: expect.stringContaining('may have been accepted') });
    expect(seen).toMatchObject({ connections: 1 });
    expect(seen.messages).toHaveLength(1);
  });

  test('a short message is cut on its way, which looks the same from here', async () => {
    const { error } = await attempt({ cutAfterBytes: 100 });
    expect(error).toMatchObject({ kind: 'unknown-outcome' });
  });

  test('the caller stops waiting', async () => {
    const server = await startScriptedServer({ dot: 'silence' });
    running.push(server);
    const stop = new AbortController();
    const sending = createSmtpMailer({ ...plain, replyTimeoutMs: 60_000, port: server.port }).send(mail, { signal: stop.signal });
    await expect.poll(() => server.seen.messages.length).toBe(1);
    stop.abort();
    await expect(sending).rejects.toMatchObject({ kind: 'unknown-outcome' });
  });
});

test('a caller that stopped before the start sends nothing', async () => {
  const server = await startScriptedServer({});
  running.push(server);
  await expect(createSmtpMailer({ ...plain, port: server.port }).send(mail, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    kind: 'unreachable',
  });
  expect(server.seen.messages).toEqual([]);
});

test('a slow server is waited for as long as it stays inside the limits', async () => {
  const { outcome } = await attempt({}, { connectTimeoutMs: 5000, sendTimeoutMs: 5000, replyTimeoutMs: 5000 });
  expect(outcome).toMatchObject({
    response: '250 2.0.0 Accepted',
    accepted: ['on-call@example.com'],
    rejected: [],
    messageId: 'inc-1.abc@example.com',
  });
});

test('a server that replaces the message id says so', async () => {
  const { outcome } = await attempt({ dot: '250 2.0.0 OK <AB12@XY1.eurprd01.prod.outlook.com> [Hostname=XY1]' });
  expect(outcome).toMatchObject({ messageId: 'AB12@XY1.eurprd01.prod.outlook.com' });
});
