import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { apiSettings } from './settings.ts';

const production = {
  NIGHTSHIFT_ENV: 'production',
  HOST: '0.0.0.0',
  DATABASE_URL: 'postgres://localhost/n',
  TEMPORAL_ADDRESS: 'temporal:7233',
  SECRET_KEY: 's'.repeat(32),
  PUBLIC_URL: 'https://nightshift.example/',
  EMAIL_ENABLED: 'false',
};

describe('apiSettings', () => {
  test('signs the local admin in only where nobody else can come', () => {
    expect(apiSettings(readConfig({})).access).toBe('local');
    for (const HOST of ['localhost', '127.0.0.1', '127.9.9.9', '::1']) expect(apiSettings(readConfig({ HOST })).access).toBe('local');
    for (const HOST of ['0.0.0.0', '::', '192.168.1.2', 'nightshift.local'])
      expect(() => apiSettings(readConfig({ HOST }))).toThrow(/can be reached from other machines/);
  });

  test('in production nobody is signed in, whatever the host', () => {
    expect(apiSettings(readConfig(production))).toMatchObject({ access: 'keys', publicUrl: 'https://nightshift.example' });
    expect(apiSettings(readConfig({ ...production, HOST: '127.0.0.1' })).access).toBe('keys');
  });

  test('the address of the UI works in a browser', () => {
    expect(apiSettings(readConfig({ HOST: '::1', PORT: '9000' })).publicUrl).toBe('http://[::1]:9000');
  });
});
