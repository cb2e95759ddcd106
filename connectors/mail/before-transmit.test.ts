import { afterEach, describe, expect, test } from 'vitest';
import type { MailMessage } from '../../domain/effects/mail.ts';
import { type ScriptedServer, type SmtpScript, startScriptedServer } from './scripted-server.ts';
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

describe('the step before the message', () => {
  const sendWith = async (script: SmtpScript, beforeTransmit: (seen: ScriptedServer['seen']) => Promise<void>) => {
    const server = await startScriptedServer(script);
    running.push(server);
    const sending = createSmtpMailer({ ...plain, port: server.port }).send(mail, { beforeTransmit: () => beforeTransmit(server.seen) });
    return { seen: server.seen, outcome: await sending.catch((error: unknown) => error) };
  };

  test('comes once, after the server agreed to take the message and before any of it is sent', async () => {
    const steps: string[] = [];
    const { outcome, seen } = await sendWith({}, async ({ commands, messages }) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      steps.push(`${commands.at(-1)} ${messages.length}`);
    });
    expect(outcome).toMatchObject({ accepted: ['on-call@example.com'] });
    expect(steps).toEqual(['DATA 0']);
    expect(seen.messages).toHaveLength(1);
  });

  test('does not come when the server refuses the envelope', async () => {
    let calls = 0;
    const { outcome } = await sendWith({ rcpt: () => '451 4.7.1 Greylisted' }, async () => {
      calls += 1;
    });
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    expect(calls).toBe(0);
  });

  test('stops the mail when it fails, and its own error comes back unchanged', async () => {
    const failure = new Error('the database is away');
    const { outcome, seen } = await sendWith({}, async () => {
      throw failure;
    });
    expect(outcome).toBe(failure);
    expect(Object.keys(failure)).toEqual([]);
    expect(seen.messages).toEqual([]);
  });
});
