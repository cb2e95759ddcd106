import { readFileSync } from 'node:fs';
import { z } from '@hono/zod-openapi';
import { checkEmbeddingSettings, embeddingSettings } from './config-embedding.ts';
import { checkModelSettings, modelSettings, noKey } from './config-model.ts';
import { embeddedSender, flag, httpUrl, list, mailList, wholeNumber } from './config-values.ts';
import { cronProblem } from './connectors/local/cron.ts';
import { type ConfiguredPlatforms, readPlatforms } from './connectors/platforms/read-platforms.ts';

/**
 * Wiring and secrets, read once from the environment at an entry point. Behaviour (thresholds, limits, who is told)
 * lives in versioned policies, not here; `MAX_RETRIES` and `MAX_AUTOMATION_ACTIONS` only seed the built-in default policy.
 */

/**
 * Each setting with the names it is accepted under, most preferred first: where several are set, the first wins.
 * `DATABASE_URI` and `DB_*` name a customer's source database: a platform (connectors/pipeline-db), never the product's own.
 */
const settings = {
  NIGHTSHIFT_ENV: z.enum(['development', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(1, 65535).default(8000),
  PUBLIC_URL: httpUrl.optional(),
  STATE_DIR: z.string().min(1).default('.nightshift'),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']))
    .default('info'),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      'must start with postgres:// or postgresql:// (SQLite and MySQL are not supported: Nightshift needs row-level security and pgvector)',
    )
    .optional(),
  DATABASE_POOL: wholeNumber(1, 100).default(8),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'must be host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: flag.default(false),
  TEMPORAL_TLS_CA_FILE: z.string().min(1).optional(),
  TEMPORAL_TLS_CERT_FILE: z.string().min(1).optional(),
  TEMPORAL_TLS_KEY_FILE: z.string().min(1).optional(),
  TEMPORAL_UI_URL: httpUrl.optional(),
  SECRET_KEY: z.string().min(1).optional(),
  WEBHOOK_SECRETS: list.optional(),
  WEBHOOK_PLATFORM: z.string().min(1).default('databricks'),
  EMAIL_ENABLED: flag.default(true),
  SMTP_HOST: z.string().min(1).optional(),
  SMTP_PORT: wholeNumber(1, 65535).default(587),
  SMTP_SECURITY: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  SMTP_USER: z.string().min(1).optional(),
  SMTP_PASSWORD: z.string().min(1).optional(),
  SMTP_CA_FILE: z.string().min(1).optional(),
  EMAIL_SENDER: z.string().min(3).default(embeddedSender),
  ONCALL_EMAILS: mailList.default([]),
  APPROVER_EMAILS: mailList.default([]),
  MAIL_CATCHER_URL: httpUrl.optional(),
  JOBS_DIR: z.string().min(1).default('examples/jobs'),
  PLATFORMS_FILE: z.string().min(1).optional(),
  SWEEP_INTERVAL_SECONDS: wholeNumber(5, 86_400).default(300),
  SWEEP_LOOKBACK_SECONDS: wholeNumber(60, 604_800).default(3600),
  REPORT_SCHEDULE: z
    .string()
    .refine((text) => cronProblem(text) === null, { error: ({ input }) => cronProblem(String(input)) ?? 'is no cron expression' })
    .default('0 6 * * *'),
  MAX_RETRIES: wholeNumber(0, 20).default(3),
  MAX_AUTOMATION_ACTIONS: wholeNumber(0, 100).default(5),
  EVIDENCE_RETENTION_DAYS: wholeNumber(1, 3650).default(90),
  TRIGGER_RATE_PER_MINUTE: wholeNumber(1, 1_000_000).default(6000),
  WORKER_METRICS_PORT: wholeNumber(1, 65535).optional(),
  ...modelSettings,
  ...embeddingSettings,
} as const;

/** Other names that a setting is accepted under, used only when the setting itself is not set; first match wins. */
export const settingAliases: Readonly<Partial<Record<keyof typeof settings, readonly string[]>>> = {
  SMTP_HOST: ['SMTP_SERVER'],
  SMTP_USER: ['EMAIL_USER'],
  SMTP_PASSWORD: ['EMAIL_PASSWORD'],
  EMAIL_SENDER: ['ALERT_EMAIL_FROM'],
  ONCALL_EMAILS: ['ALERT_EMAIL_TO'],
  SECRET_KEY: ['JWT_SECRET_KEY'],
};

type Settings = typeof settings;
type SettingName = keyof Settings;
export type Config = Readonly<{ [Name in SettingName]: z.output<Settings[Name]> }> & {
  /** The platforms beside the local one. */
  readonly platforms: ConfiguredPlatforms;
};

/** Rules that span settings. Works on whatever could be parsed, so that one start names every problem. */
function crossCheck(value: Partial<Config>, problem: (name: SettingName, message: string) => void): void {
  if ((value.TEMPORAL_TLS_CERT_FILE === undefined) !== (value.TEMPORAL_TLS_KEY_FILE === undefined))
    problem('TEMPORAL_TLS_CERT_FILE', 'must be set together with TEMPORAL_TLS_KEY_FILE');
  if (value.SMTP_USER !== undefined && value.SMTP_PASSWORD === undefined) problem('SMTP_PASSWORD', 'is missing although SMTP_USER is set');
  for (const secret of value.WEBHOOK_SECRETS ?? [])
    if (!/^whsec_[A-Za-z0-9+/=]{32,}$/.test(secret))
      problem('WEBHOOK_SECRETS', 'each secret must be whsec_ followed by at least 24 base64-encoded bytes');
  checkModelSettings(value, problem);
  checkEmbeddingSettings(value, problem);
  if (value.NIGHTSHIFT_ENV !== 'production') return;
  if (value.DATABASE_URL === undefined) problem('DATABASE_URL', 'is missing: production needs a PostgreSQL server');
  if (value.TEMPORAL_ADDRESS === undefined) problem('TEMPORAL_ADDRESS', 'is missing: production needs a Temporal cluster');
  if (value.SECRET_KEY === undefined) problem('SECRET_KEY', 'is missing');
  else if (value.SECRET_KEY.length < 32) problem('SECRET_KEY', `must have at least 32 characters, has ${value.SECRET_KEY.length}`);
  if (value.PUBLIC_URL === undefined) problem('PUBLIC_URL', 'is missing: mails link to it');
  if (value.EMAIL_ENABLED && value.SMTP_HOST === undefined) problem('SMTP_HOST', 'is missing (or set EMAIL_ENABLED=false)');
  if (value.EMAIL_ENABLED && value.EMAIL_SENDER === embeddedSender)
    problem('EMAIL_SENDER', 'is missing: mails need an address to come from');
  if (value.EMAIL_ENABLED && value.ONCALL_EMAILS?.length === 0) problem('ONCALL_EMAILS', 'is missing: escalations need somebody to go to');
  if (value.MAIL_CATCHER_URL !== undefined) problem('MAIL_CATCHER_URL', 'is for the embedded stack only');
}

/** Thrown with every problem of the configuration in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Reads and validates the configuration.
 * @throws ConfigError naming every bad or missing setting at once, never a value.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const value: Record<string, unknown> = {};
  const problems = new Map<SettingName, string>();
  for (const name of Object.keys(settings) as SettingName[]) {
    const given = [name, ...(settingAliases[name] ?? [])].find((candidate) => (environment[candidate] ?? '').trim() !== '');
    const parsed = settings[name].safeParse(given === undefined ? undefined : environment[given]?.trim());
    if (parsed.success) value[name] = parsed.data;
    else
      problems.set(
        name,
        `${name}${given !== undefined && given !== name ? ` (given as ${given})` : ''} ${parsed.error.issues[0]?.message}`,
      );
  }
  crossCheck(value, (name, message) => {
    if (!problems.has(name)) problems.set(name, `${name} ${message}`);
  });
  const platforms = readPlatforms(value['PLATFORMS_FILE'] as string | undefined, { environment, readFile });
  if (problems.size + platforms.problems.length > 0) throw new ConfigError([...problems.values(), ...platforms.problems]);
  return Object.freeze({ ...value, platforms }) as Config;
}

const secretSettings = [
  'DATABASE_URL',
  'TEMPORAL_API_KEY',
  'SECRET_KEY',
  'WEBHOOK_SECRETS',
  'SMTP_PASSWORD',
  'LOCAL_LLM_API_KEY',
  'OPENAI_API_KEY',
  'AZURE_OPENAI_API_KEY',
  'NTT_SECRET',
  'EMBEDDING_API_KEY',
] as const satisfies readonly (keyof Config)[];

/** Passwords of sample set-ups: nobody's secret, and words that logs are full of. */
const openPasswords: readonly string[] = ['postgres', 'postgresql', 'nightshift', 'password', 'secret', 'temporal'];

/** The password of an address, as it stands there and as it is meant. */
function passwordsOf(value: string): readonly string[] {
  const [, user, password] = /^[a-z][a-z0-9+.-]*:\/\/([^/@:]*):(.+)@[^@]*$/i.exec(value) ?? [];
  if (password === undefined || password === user || openPasswords.includes(password)) return [];
  const decoded = URL.canParse(value) ? new URL(value).password : password;
  try {
    return [password, decodeURIComponent(decoded)];
  } catch {
    return [password];
  }
}

/** The values that must never appear in a log, a mail or an answer. */
export const secretValues = (config: Config): readonly string[] => {
  const given = [...secretSettings.flatMap((name) => config[name] ?? []), ...config.platforms.secrets];
  return [...new Set(given.flatMap((value) => [value, ...passwordsOf(value)]))].filter((value) => value.length >= 6 && value !== noKey);
};

/** The effective configuration with its secrets masked, for display. */
export const describeConfig = (config: Config): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (name === 'platforms') return [name, config.platforms.platforms.map((platform) => `${platform.name} (${platform.kind})`)];
      return [name, (secretSettings as readonly string[]).includes(name) && value !== undefined ? '••••' : value];
    }),
  );
