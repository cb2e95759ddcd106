import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Allowed import directions. A layer may import itself and what is listed; `types:` allows `import type` only. */
const layers: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  connectors: ['domain'],
  migrations: [],
  store: ['domain', 'migrations', 'config'],
  activities: ['domain', 'connectors', 'store', 'workflows/contract'],
  workflows: ['types:domain', 'types:activities'],
  temporal: ['domain', 'connectors', 'store', 'activities', 'workflows/contract', 'config', 'config-model'],
  api: [
    'domain',
    'store',
    // A question is embedded by whoever asks it.
    'connectors/embedding',
    'workflows/contract',
    'temporal/client',
    'temporal/connection',
    'temporal/model-gate',
    'temporal/start-incident',
    'temporal/deliver-message',
    'config',
    'config-model',
  ],
  cli: ['types:api', 'types:domain', 'domain/evaluation'],
  web: ['types:api', 'types:domain'],
  embedded: ['config', 'config-model'],
};

const root = join(import.meta.dirname, '../..');
const files = globSync('{domain,connectors,migrations,store,activities,workflows,temporal,api,cli,web/src,embedded}/**/*.{ts,tsx}', {
  cwd: root,
}).filter((file) => !/\.(test|example)\.tsx?$|test-kit\.ts$|\.d\.m?ts$|\/fixtures\/|scripted-server\.ts$/.test(file));
const imports = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

function violations(file: string): string[] {
  const layer = file.split(sep)[0] ?? '';
  const allowed = layers[layer] ?? [];
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(imports)].flatMap(([, typeOnly, specifier]) => {
    if (specifier === undefined || !specifier.startsWith('.')) return [];
    const target = relative(root, join(root, dirname(file), specifier)).replace(/\.tsx?$/, '');
    if (target.split(sep)[0] === layer) return [];
    const fits = (rule: string) => target === rule || target.startsWith(`${rule}/`);
    const fine = allowed.some((rule) => (rule.startsWith('types:') ? typeOnly !== undefined && fits(rule.slice(6)) : fits(rule)));
    return fine ? [] : [`${file} imports ${typeOnly === undefined ? '' : 'types of '}${target}`];
  });
}

describe('architecture', () => {
  it('finds the files it is about', () => expect(files.length).toBeGreaterThan(100));

  it('has only the allowed import directions', () => expect(files.flatMap(violations)).toEqual([]));

  it('keeps input, output, clock and chance out of the domain', () => {
    const impure = files
      .filter((file) => file.startsWith(`domain${sep}`))
      .filter((file) =>
        /from 'node:(?!crypto)|Date\.now\(\)|new Date\(\)|Math\.random|process\./.test(readFileSync(join(root, file), 'utf8')),
      );
    expect(impure).toEqual([]);
  });

  it('reads the environment at entry points only', () => {
    const entries =
      /^(api\/(server|create-key)|temporal\/worker|store\/migrate|cli\/main|embedded\/|connectors\/local\/(wrapper|interrupt))/;
    const readers = files
      .filter((file) => !entries.test(file))
      .filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
    expect(readers).toEqual([]);
  });

  it('builds no SQL from outside text', () => {
    const suspicious = files
      .filter((file) => /^(store|api|activities)\//.test(file))
      .flatMap((file) =>
        readFileSync(join(root, file), 'utf8')
          .split('\n')
          .filter(
            (line) =>
              /(?:where|values|set)\b[^`]*'\s*\+|\$\{[^}]*(?:input|body|query|request)\.[^}]*\}\s*'/i.test(line) &&
              /select|insert|update|delete/i.test(line),
          )
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(suspicious).toEqual([]);
  });
});
