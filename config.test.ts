import { describe, expect, it } from 'vitest';
import { ConfigError, describeConfig, readConfig, secretValues, settingAliases } from './config.ts';

const production = {
  NIGHTSHIFT_ENV: 'production',
  DATABASE_URL: 'postgres://user:hidden-word@db.example.com/nightshift',
  TEMPORAL_ADDRESS: 'temporal.example.com:7233',
  SECRET_KEY: 'k'.repeat(32),
  PUBLIC_URL: 'https://nightshift.example.com',
  SMTP_HOST: 'smtp.example.com',
  EMAIL_SENDER: 'Nightshift <nightshift@example.com>',
  ONCALL_EMAILS: 'oncall@example.com',
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('readConfig', () => {
  it('needs nothing in development and takes its defaults', () =>
    expect(readConfig({})).toMatchObject({
      NIGHTSHIFT_ENV: 'development',
      PORT: 8000,
      HOST: '127.0.0.1',
      MAX_RETRIES: 3,
      EMAIL_ENABLED: true,
    }));

  it('cannot be changed afterwards', () => expect(Object.isFrozen(readConfig({}))).toBe(true));

  it('names every problem in one message, and no value', () => {
    const environment = {
      PORT: '99999x',
      LOG_LEVEL: 'loud-secret',
      DATABASE_URL: 'mysql://hidden-word',
      EMAIL_ENABLED: 'perhaps',
      ONCALL_EMAILS: 'nobody',
    };
    expect(problemsOf(environment).map((line) => line.split(' ')[0])).toEqual(
      ['LOG_LEVEL', 'DATABASE_URL', 'PORT', 'EMAIL_ENABLED', 'ONCALL_EMAILS'].toSorted((a, b) => order(a) - order(b)),
    );
    expect(() => readConfig(environment)).toThrow(
      /5 problems[\s\S]*PORT must be a whole number[\s\S]*DATABASE_URL must start with postgres/,
    );
    expect(() => readConfig(environment)).not.toThrow(/hidden-word|loud-secret|99999x/);
  });

  it.each([
    ['PORT', '0', 'must be from 1 to 65535'],
    ['PORT', '1.5', 'must be a whole number'],
    ['TEMPORAL_ADDRESS', 'http://temporal:7233', 'must be host:port'],
    ['PUBLIC_URL', 'ftp://example.com', 'must be an http or https address'],
    ['EVIDENCE_RETENTION_DAYS', '0', 'must be from 1 to 3650'],
    ['WEBHOOK_SECRETS', 'short', 'each secret must be whsec_ followed by at least 24 base64-encoded bytes'],
  ])('refuses %s=%s', (name, value, message) => expect(problemsOf({ [name]: value })).toEqual([`${name} ${message}`]));

  it('trims, and takes an empty value as none', () => {
    expect(readConfig({ PORT: ' 8100 ', SMTP_HOST: '  ' })).toMatchObject({ PORT: 8100, SMTP_HOST: undefined });
    expect(readConfig({ ONCALL_EMAILS: 'a@example.com, b@example.com,' }).ONCALL_EMAILS).toEqual(['a@example.com', 'b@example.com']);
  });

  it('asks for what belongs together', () => {
    expect(problemsOf({ SMTP_USER: 'me' })).toEqual(['SMTP_PASSWORD is missing although SMTP_USER is set']);
    expect(problemsOf({ TEMPORAL_TLS_CERT_FILE: '/cert' })).toEqual([
      'TEMPORAL_TLS_CERT_FILE must be set together with TEMPORAL_TLS_KEY_FILE',
    ]);
  });
});

describe('other names of settings', () => {
  const samples: Readonly<Record<string, string>> = { EMAIL_SENDER: 'N <n@example.com>', ONCALL_EMAILS: 'x@example.com', SMTP_USER: 'me' };
  const companions = (name: string) => (name === 'SMTP_USER' ? { SMTP_PASSWORD: 'password' } : {});
  const cases = Object.entries(settingAliases).flatMap(([name, others]) => others.map((other) => [name, other] as const));

  it.each(cases)('%s is read from %s', (name, other) => {
    const value = samples[name] ?? 'given-by-another-name';
    const read = readConfig({ ...companions(name), [other]: value }) as unknown as Record<string, unknown>;
    expect([read[name]].flat()).toEqual([value]);
  });

  it.each(cases)('%s itself wins over %s', (name, other) => {
    const value = samples[name] ?? 'given-by-its-own-name';
    const read = readConfig({ ...companions(name), [other]: 'loser@example.com', [name]: value }) as unknown as Record<string, unknown>;
    expect([read[name]].flat()).toEqual([value]);
  });

  it('names the one that was given when its value is bad', () =>
    expect(problemsOf({ ALERT_EMAIL_TO: 'nobody' })).toEqual([
      'ONCALL_EMAILS (given as ALERT_EMAIL_TO) must be mail addresses separated by commas',
    ]));

  it("takes a customer's source database for a platform, never for its own", () => {
    const theirs = {
      DATABASE_URI: 'postgres://theirs/db',
      DB_HOST: 'theirs',
      DB_NAME: 'theirs',
      DB_USER: 'theirs',
      DB_PASSWORD: 'theirs-password',
    };
    const { platforms, ...own } = readConfig(theirs);
    const { platforms: none, ...ownWithout } = readConfig({});
    expect(own).toEqual(ownWithout);
    expect(none.platforms).toEqual([]);
    expect(platforms.platforms).toMatchObject([{ kind: 'pipeline-db', uri: 'postgres://theirs/db' }]);
  });
});

describe('production', () => {
  it('accepts a complete configuration', () => expect(problemsOf(production)).toEqual([]));

  it.each(['DATABASE_URL', 'TEMPORAL_ADDRESS', 'SECRET_KEY', 'PUBLIC_URL', 'SMTP_HOST', 'EMAIL_SENDER', 'ONCALL_EMAILS'] as const)(
    'refuses to start without %s',
    (name) => {
      const problems = problemsOf({ ...production, [name]: undefined });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${name} is missing`));
    },
  );

  it('names all that is missing at once', () => expect(problemsOf({ NIGHTSHIFT_ENV: 'production' })).toHaveLength(7));

  it('wants secrets of at least 32 characters, and tells the length only', () => {
    expect(problemsOf({ ...production, SECRET_KEY: 's'.repeat(31) })).toEqual(['SECRET_KEY must have at least 32 characters, has 31']);
    expect(problemsOf({ ...production, SECRET_KEY: 's'.repeat(32) })).toEqual([]);
  });

  it('takes the sender by its other name, and not the one of the embedded set-up', () => {
    expect(problemsOf({ ...production, EMAIL_SENDER: undefined, ALERT_EMAIL_FROM: 'n@example.com' })).toEqual([]);
    expect(problemsOf({ ...production, EMAIL_SENDER: readConfig({}).EMAIL_SENDER })).toEqual([
      'EMAIL_SENDER is missing: mails need an address to come from',
    ]);
  });

  it('needs no mail server where mail is switched off', () =>
    expect(
      problemsOf({ ...production, SMTP_HOST: undefined, EMAIL_SENDER: undefined, ONCALL_EMAILS: undefined, EMAIL_ENABLED: 'false' }),
    ).toEqual([]));

  it('refuses the embedded mail catcher', () =>
    expect(problemsOf({ ...production, MAIL_CATCHER_URL: 'http://127.0.0.1:8025' })).toEqual([
      'MAIL_CATCHER_URL is for the embedded stack only',
    ]));
});

describe('the model', () => {
  it('is off, with a local server as what is there when it is switched on', () =>
    expect(readConfig({})).toMatchObject({
      LLM_PROVIDER: 'none',
      LLM_MODE: 'on-miss',
      LOCAL_LLM_BASE_URL: 'http://localhost:11434/v1',
      LOCAL_LLM_MODEL: 'llama3.2:3b',
      LOCAL_LLM_API_KEY: 'not-needed',
      AZURE_OPENAI_DEPLOYMENT: 'gpt-4',
      LLM_TEMPERATURE: 0.3,
      MAX_RESPONSE_TOKENS: 4000,
      LLM_TIMEOUT_SECONDS: 60,
    }));

  it.each([
    ['openai', ['OPENAI_API_KEY']],
    ['azure', ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_ENDPOINT']],
    ['token', ['LLM_BASE_URL', 'LLM_TOKEN_URL', 'NTT_ID', 'NTT_SECRET']],
    ['compatible', []],
    ['none', []],
  ])('%s names exactly what it lacks', (provider, names) =>
    expect(problemsOf({ LLM_PROVIDER: provider })).toEqual(
      names.map((name) => `${name} is missing although LLM_PROVIDER is ${provider}`).toSorted((a, b) => order(word(a)) - order(word(b))),
    ),
  );

  it('takes every documented local model by its name', () => {
    for (const name of ['llama3.2:3b', 'qwen2.5:7b', 'mistral', 'llama3.1:8b'])
      expect(readConfig({ LLM_PROVIDER: 'compatible', LOCAL_LLM_MODEL: name }).LOCAL_LLM_MODEL).toBe(name);
  });

  it('refuses a budget in money that nothing could count against', () => {
    expect(problemsOf({ LLM_DAILY_COST: '5' })).toHaveLength(1);
    expect(problemsOf({ LLM_DAILY_COST: '5', LLM_PRICE_INPUT: '2.5', LLM_PRICE_OUTPUT: '10' })).toEqual([]);
    expect(problemsOf({ LLM_TEMPERATURE: '3' })).toEqual(['LLM_TEMPERATURE must be from 0 to 2']);
  });

  it('keeps its keys to itself, and takes "not-needed" for no secret', () => {
    const keys = { OPENAI_API_KEY: 'hidden-openai', AZURE_OPENAI_API_KEY: 'hidden-azure', NTT_SECRET: 'hidden-ntt' };
    const config = readConfig({ ...keys, LOCAL_LLM_API_KEY: 'hidden-local' });
    expect(secretValues(config).toSorted()).toEqual(['hidden-azure', 'hidden-local', 'hidden-ntt', 'hidden-openai']);
    expect(JSON.stringify(describeConfig(config))).not.toContain('hidden-');
    expect(secretValues(readConfig({}))).toEqual([]);
  });
});

describe('secrets', () => {
  it('are listed for redaction', () =>
    expect(secretValues(readConfig({ ...production, SMTP_USER: 'u', SMTP_PASSWORD: 'mail-password' }))).toEqual([
      production.DATABASE_URL,
      'hidden-word',
      production.SECRET_KEY,
      'mail-password',
    ]));

  it('are not the words of a sample set-up', () =>
    expect(secretValues(readConfig({ ...production, DATABASE_URL: 'postgres://postgres:postgres@db/nightshift' }))).not.toContain(
      'postgres',
    ));

  it('are masked for display', () => {
    const shown = JSON.stringify(describeConfig(readConfig(production)));
    expect(shown).not.toContain('hidden-word');
    expect(shown).not.toContain(production.SECRET_KEY);
    expect(shown).toContain('smtp.example.com');
  });
});

/** Position of a setting in the order of the file. */
function order(name: string): number {
  return Object.keys(readConfig({})).indexOf(name);
}
const word = (line: string): string => line.split(' ')[0] ?? '';
