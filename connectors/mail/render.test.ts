import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../domain/effects/compose-mail.ts';
import { type MailContent, type MailMessage, mailPurposes } from '../../domain/effects/mail.ts';
import { exampleEscalationFacts, exampleFacts } from '../../domain/effects/mail-facts.example.ts';
import { buildMessage } from './build-message.ts';
import { renderMail } from './render.ts';

const hostile = `<img src=x onerror=alert(1)></pre><script>alert('x')</script> & "quoted" \u202Egnp.exe\u2066 \u001B[31mred\u001B[0m \u0000\uD800 \u200Bhidden`;

const everywhere: MailContent = {
  subject: `[Nightshift] ${hostile}`,
  lead: hostile,
  sections: [
    { kind: 'facts', title: hostile, facts: [[hostile, hostile]] },
    { kind: 'text', title: 'Text', text: `${hostile}\nsecond line` },
    { kind: 'quote', title: 'Quote', lines: [hostile] },
    { kind: 'changes', title: 'Changes', changes: [{ name: hostile, before: hostile, after: hostile }] },
    { kind: 'list', title: 'List', items: [hostile] },
  ],
  link: { label: hostile, url: 'https://nightshift.example.com/incidents/1?a="><script>' },
};

const message = (content: MailContent, more: Partial<MailMessage> = {}): MailMessage => ({
  ...content,
  to: ['on-call@example.com'],
  messageId: 'inc-2.def@example.com',
  threadId: 'inc-1.abc@example.com',
  purpose: 'escalation',
  incidentId: 'one',
  ...more,
});

const parsed = async (mail: MailMessage) =>
  PostalMime.parse(await buildMessage(mail, { name: 'Nightshift', address: 'nightshift@example.com' }, mail.to));

describe('hostile text', () => {
  test('cannot become markup, in any part', () => {
    const { html } = renderMail(everywhere);
    expect(html).not.toMatch(/<script|<img|<\/pre><|onerror=alert\(1\)>/i);
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(6);
  });

  test('cannot reorder or hide what is around it: such characters are shown by their code', () => {
    const { html, text } = renderMail(everywhere);
    for (const rendered of [html, text]) {
      expect(rendered).not.toMatch(/(?!\n)[\u202A-\u202E\u2066-\u2069\u200B\p{Cc}]/u);
      expect(rendered).toContain('[U+202E]gnp.exe');
      expect(rendered).not.toContain('[31m');
    }
  });

  test('keeps what is only foreign: letters of every script, joined emoji', () => {
    const { text } = renderMail({ ...everywhere, lead: 'פעולה נכשלה 👩‍💻 日本語' });
    expect(text).toContain('פעולה נכשלה 👩‍💻 日本語');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://user:secret@example.com/', 'not an address', '/incidents/1'])(
    '%s is no link',
    (url) => {
      const { html, text } = renderMail({ ...everywhere, link: { label: 'Open', url } });
      expect(html).not.toContain('<a ');
      expect(text).not.toContain(url);
    },
  );

  test('cannot add or end a header', async () => {
    const injected = 'one\r\nBcc: victim@example.com\r\n\r\n<b>body</b>';
    const mail = await parsed(
      message(
        { ...everywhere, subject: injected },
        { incidentId: injected, messageId: 'a b\r\nX-Evil: 1>@example.com', threadId: 'c\r\nX-Evil: 2@example.com' },
      ),
    );
    expect(mail.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(bcc|x-evil)$/)]));
    expect(mail.subject).toBe('one Bcc: victim@example.com <b>body</b>');
    expect(mail.messageId).toBe('<abX-Evil:1@example.com>');
  });
});

describe('size', () => {
  test('a mail stays below what mail programs cut, and says that it was shortened', async () => {
    const wide = '"<&日'.repeat(4000);
    const flood: MailContent = {
      subject: wide,
      lead: wide,
      sections: Array.from({ length: 200 }, (_, index) => ({
        kind: index % 2 === 0 ? ('quote' as const) : ('text' as const),
        title: wide,
        lines: Array.from({ length: 5000 }, () => wide),
        text: wide,
      })),
      link: { label: wide, url: 'https://nightshift.example.com/' },
    };
    const { html, text } = renderMail(flood);
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(Buffer.byteLength(text)).toBeLessThan(102_000);
    expect(html).toContain('This mail was shortened here');
    expect(text).toContain('This mail was shortened here');
  });

  test.each([
    ['facts', { kind: 'facts', title: 'x', facts: Array.from({ length: 9000 }, (_, index) => [`label ${index}`, 'v'] as const) }],
    ['changes', { kind: 'changes', title: 'x', changes: Array.from({ length: 9000 }, () => ({ name: 'n', before: 'b', after: 'a' })) }],
    ['list', { kind: 'list', title: 'x', items: Array.from({ length: 9000 }, () => 'i') }],
    ['lines', { kind: 'quote', title: 'x', lines: Array.from({ length: 90_000 }, () => '') }],
    ['paragraphs', { kind: 'text', title: 'x', text: 'a\n'.repeat(90_000) }],
  ] as const)('thousands of %s do not get around the limit', (_name, section) => {
    const { html, text } = renderMail({ ...everywhere, sections: Array.from({ length: 40 }, () => section) });
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(Buffer.byteLength(text)).toBeLessThan(102_000);
  });
});

describe('a whole message', () => {
  test('has text and HTML, its thread, and the marks of an automatic mail', async () => {
    const mail = await parsed(message(composeMail('escalation', exampleEscalationFacts)));
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({
      'message-id': '<inc-2.def@example.com>',
      'in-reply-to': '<inc-1.abc@example.com>',
      references: '<inc-1.abc@example.com>',
      'auto-submitted': 'auto-generated',
      'x-nightshift-incident': 'one',
      'x-nightshift-purpose': 'escalation',
      from: 'Nightshift <nightshift@example.com>',
      to: 'on-call@example.com',
    });
    expect(mail.subject).toBe('[Nightshift] never-works: network failure — somebody has to take over');
    expect(mail.html).toContain('ECONNREFUSED 203.0.113.20:5439');
    expect(mail.text).toContain('> Error: connect ECONNREFUSED 203.0.113.20:5439');
  });

  test('the first of its thread refers to none', async () => {
    const mail = await parsed(message(composeMail('escalation', exampleEscalationFacts), { threadId: null }));
    expect([mail.inReplyTo, mail.references]).toEqual([undefined, undefined]);
  });

  test('the same message twice differs only in date and boundary', async () => {
    const build = async () => {
      const raw = (
        await buildMessage(message(composeMail('owner', exampleFacts)), { name: '', address: 'n@example.com' }, ['a@example.com'])
      ).toString();
      return raw.replace(/^Date: .*$/m, '').replace(/--_NmP-[0-9a-f]+/g, '');
    };
    expect(await build()).toBe(await build());
  });
});

describe('plain text', () => {
  test('starts with what happened and what is needed, wraps, and aligns facts', () => {
    const { text } = renderMail({ ...composeMail('approval-request', exampleFacts), purpose: 'approval-request', incidentId: 'one' });
    expect(text.startsWith('nightly-settlement failed on 20 Nov 2026, 22:41 UTC: The JavaScript heap\nreached its limit')).toBe(true);
    expect(text).toContain('Review and decide:\nhttps://nightshift.example.com/approvals/01JD8ZK3V9M7Q2\n');
    expect(text).toContain('memoryMb  256 MB → 512 MB\n');
    expect(text).toContain('Cause           Out of resources (RESOURCE)\nWho has to act  Whoever runs the job or its platform\n');
    const prose = text.split('\n').filter((line) => !line.startsWith('>') && !line.includes('://'));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(74);
  });

  test.each(mailPurposes)('the HTML of %s says every line of it', (purpose) => {
    const content = composeMail(purpose, exampleEscalationFacts);
    const { html } = renderMail({ ...content, purpose });
    for (const section of content.sections) expect(html).toContain(`${section.title.replaceAll("'", '&#39;')}</h2>`);
    expect(html).not.toContain('src=');
    expect(html).toContain('max-width:600px');
    expect(html).toContain('prefers-color-scheme:dark');
  });
});
