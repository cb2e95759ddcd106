import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

/** Made up at run time, so that no scanner takes this file for a leak. */
const filler = (length: number): string => 'aB3xK9mQ7pL2wZ8vN4tR6yU1sD5fG0hJ'.repeat(8).slice(0, length);
const hex = (length: number): string => 'a1b2c3d4e5f60718'.repeat(16).slice(0, length);
const upper = (length: number): string => 'Q7PL2WZ8VN4TR6YU1SD5FG0HJ'.repeat(8).slice(0, length);

const secrets: readonly (readonly [name: string, secret: string])[] = [
  ['an AWS key', `AKIA${upper(16)}`],
  ['a temporary AWS key', `ASIA${upper(16)}`],
  ['a Google API key', `AIza${filler(35)}`],
  ['a Google access token', `ya29.${filler(40)}`],
  ['a Google client secret', `GOCSPX-${filler(28)}`],
  ['a GitHub token', `ghp_${filler(36)}`],
  ['a fine-grained GitHub token', `github_pat_${filler(60)}`],
  ['a GitLab token', `glpat-${filler(20)}`],
  ['a Slack token', `xoxb-${'123456789012'}-${filler(24)}`],
  ['a Slack webhook', `https://hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${filler(24)}`],
  ['an OpenAI key', `sk-proj-${filler(48)}`],
  ['an Anthropic key', `sk-ant-api03-${filler(60)}`],
  ['a Stripe key', `sk_live_${filler(24)}`],
  ['a webhook signing secret', `whsec_${filler(32)}`],
  ['a Databricks token', `dapi${hex(32)}`],
  ['a SendGrid key', `SG.${filler(22)}.${filler(43)}`],
  ['a Twilio key', `SK${hex(32)}`],
  ['a Mailgun key', `key-${hex(32)}`],
  ['an npm token', `npm_${filler(36)}`],
  ['a PyPI token', `pypi-${filler(80)}`],
  ['a Hugging Face token', `hf_${filler(34)}`],
  ['a Vault token', `hvs.${filler(30)}`],
  ['a DigitalOcean token', `dop_v1_${hex(64)}`],
  ['a Shopify token', `shpat_${hex(32)}`],
  ['a New Relic key', `NRAK-${upper(27)}`],
  ['a Linear key', `lin_api_${filler(40)}`],
  ['an Atlassian token', `ATATT3${filler(60)}`],
  ['a Telegram token', `123456789:AA${filler(33)}`],
  ['an Azure client secret', `abc8Q~${filler(34)}`],
  ['a JWT', `eyJ${filler(20)}.eyJ${filler(40)}.${filler(43)}`],
];

describe('provider formats', () => {
  it.each(secrets)('%s', (_, secret) => {
    const frames = [secret, `using ${secret} now`, `{"value":"${secret}"}`, `url?x=1&k=${secret}&y=2`, `(${secret})`];
    for (const text of frames) expect(redact(text)).not.toContain(secret);
    expect(redact(`using ${secret} now`)).toMatch(/\[redacted:[a-z-]+\]/);
  });
  it('names the kind', () => expect(redact(`key AKIA${upper(16)}`)).toBe('key [redacted:aws-key]'));
  it('takes a private key as a whole', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${filler(64)}\n${filler(64)}\n-----END RSA PRIVATE KEY-----`;
    expect(redact(`before\n${key}\nafter`)).toBe('before\n[redacted:private-key]\nafter');
  });
});

describe('named values', () => {
  it.each([
    ['password=hunter2secret', 'password=[redacted:secret]'],
    ['DB_PASSWORD: s3cr3t!x', 'DB_PASSWORD: [redacted:secret]'],
    ['{"api_key":"k-123456","rows":7}', '{"api_key":"[redacted:secret]","rows":7}'],
    ['{\\"clientSecret\\":\\"abcd1234\\"}', '{\\"clientSecret\\":\\"[redacted:secret]\\"}'],
    ["'token' => 'abc123def'", "'token' => '[redacted:secret]'"],
    ['AWS_SECRET_ACCESS_KEY=abc/def+123', 'AWS_SECRET_ACCESS_KEY=[redacted:secret]'],
    ['<Password>geheim99</Password>', '<Password>[redacted:secret]</Password>'],
    ['mysql --password=geheim99 -h db', 'mysql --password=[redacted:secret] -h db'],
    ['login --token geheim99x', 'login --token [redacted:secret]'],
    ['postgres://etl:geheim99@db:5432/dwh', 'postgres://etl:[redacted:url-credentials]@db:5432/dwh'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [redacted:credentials]'],
    ['authorization: Basic ZXRsOmdlaGVpbQ==', 'authorization: Basic [redacted:credentials]'],
    ['AccountKey=abc123+/==;EndpointSuffix=x', 'AccountKey=[redacted:azure-key];EndpointSuffix=x'],
    ['?sv=2020&sig=abc%2Fdef&se=2', '?sv=2020&sig=[redacted:azure-sas]&se=2'],
    ['Set-Cookie: session=abc123; Path=/', 'Set-Cookie: [redacted:cookie]'],
  ])('%s', (text, clean) => expect(redact(text)).toBe(clean));
});

describe('what gives nothing away', () => {
  it.each([
    'password authentication failed for user "etl"',
    "Access denied for user 'etl'@'db' (using password: YES)",
    'token expired, renewing',
    'the password must be changed',
    "SyntaxError: Unexpected token '}' in JSON at position 3",
    'token: null',
    'password=***',
    'secret "db-credentials" not found',
    "KeyError: 'API_KEY'",
    'max_tokens=4096',
    'processed 1200 rows of orders in 14 s',
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'run 5f0c1a2b-1111-4222-8333-444455556666 failed',
    'https://docs.acme.example/errors#timeout',
    'at com.acme.auth.TokenService.refresh(TokenService.java:71)',
    'primary key violation on orders.pk_orders',
    'partition key = (day, region)',
  ])('%s', (line) => expect(redact(line)).toBe(line));
});

describe('known secrets', () => {
  const secret = 'p@ss w0rd/ü+%"x';
  it.each([
    ['plain', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in lower case', encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['as a form field', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 behind a name', Buffer.from(`etl:${secret}`).toString('base64')],
    ['in hex', Buffer.from(secret).toString('hex')],
  ])('%s', (_, form) => {
    const clean = redact(`before ${form} after`, [secret]);
    expect(clean).toContain('[redacted:known-secret]');
    expect(clean).not.toContain(form);
    expect(clean).toMatch(/^before .*after$/s);
  });
  it('of any content are gone', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40 }), fc.string(), fc.string(), (known, before, after) => {
        expect(redact(`${before}${known}${after}`, [known])).not.toContain(known);
      }),
      { numRuns: 300 },
    ));
  it('too short to be told from words are left', () => expect(redact('a cat sat', ['cat'])).toBe('a cat sat'));
});

it('changes nothing the second time, whatever the text', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.constantFrom(...secrets.map(([, secret]) => `x=${secret}`))), (text) => {
      const once = redact(text, ['geheim-99']);
      expect(redact(once, ['geheim-99'])).toBe(once);
    }),
    { numRuns: 400 },
  ));
