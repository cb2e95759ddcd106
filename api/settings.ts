import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, secretValues } from '../config.ts';
import { isLoopback } from './auth/local-access.ts';
import type { ApiSettings } from './deps.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The version in package.json. */
const readVersion = (): string => (JSON.parse(readFileSync(path('../package.json'), 'utf8')) as { version: string }).version;

/**
 * What the API needs of the configuration.
 * @throws ConfigError when anybody on the network could walk in as the local admin
 */
export function apiSettings(config: Config): ApiSettings {
  const access = config.NIGHTSHIFT_ENV === 'production' ? 'keys' : 'local';
  if (access === 'local' && !isLoopback(config.HOST))
    throw new ConfigError([
      `HOST ${config.HOST} can be reached from other machines, and in development whoever comes is signed in as admin: use HOST=127.0.0.1, or NIGHTSHIFT_ENV=production with API keys`,
    ]);
  return {
    access,
    publicUrl: (
      config.PUBLIC_URL ?? `http://${config.HOST.includes(':') ? `[${config.HOST.replaceAll(/[[\]]/g, '')}]` : config.HOST}:${config.PORT}`
    ).replace(/\/+$/, ''),
    webhookPlatform: config.WEBHOOK_PLATFORM,
    webhookSecrets: config.WEBHOOK_SECRETS ?? [],
    triggerRatePerMinute: config.TRIGGER_RATE_PER_MINUTE,
    requestRatePerMinute: 3000,
    secrets: secretValues(config),
    mailCatcherUrl: config.MAIL_CATCHER_URL?.replace(/\/+$/, '') ?? null,
    temporalUiUrl: config.TEMPORAL_UI_URL?.replace(/\/+$/, '') ?? null,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
    webDirectory: path('../web/dist'),
    version: readVersion(),
  };
}
