import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'nightshift-eval-'))));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runProgram(args, '0.0.0', { out: (text) => void (out += text), err: (text) => void (err += text) });
  return { code, out, err };
}
async function file(...items: object[]): Promise<string> {
  const path = join(folder, 'items.jsonl');
  await writeFile(path, items.map((item) => JSON.stringify(item)).join('\n'));
  return path;
}
const item = {
  id: 'a',
  platform: 'local',
  text: 'connect ECONNREFUSED 10.0.0.1:5432',
  causes: ['NETWORK'],
  origins: ['THIRD_PARTY_SYSTEM'],
  actions: ['RETRY'],
};

describe('nightshift eval', () => {
  it('needs no server, and writes figures and verdicts', async () => {
    const out = join(folder, 'out.json');
    expect(await run('eval', '--file', await file(item), '--json', out)).toMatchObject({ code: 0, out: '' });
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      ...{
        n: 1,
        causeAccuracy: 1,
        causeMacroF1: 1,
        originAccuracy: 1,
        actionAccuracy: 1,
        unknownShare: 0,
        unsafeRetries: 0,
        passedOver: 0,
        actsAlone: 1,
      },
      ...{ brier: expect.any(Number), ece: expect.any(Number) },
      perItem: [
        {
          id: 'a',
          cause: 'NETWORK',
          origin: 'THIRD_PARTY_SYSTEM',
          action: 'RETRY',
          confidence: expect.any(Number),
          method: 'rule',
          actsAlone: true,
        },
      ],
    });
  });
  it('prints them for people, or as JSON', async () => {
    const path = await file(item);
    expect((await run('eval', '--file', path)).out).toMatch(/cause right +1\.000/);
    expect(JSON.parse((await run('eval', '--file', path, '--json')).out)).toMatchObject({ n: 1 });
  });
  it('shows what corrections are worth', async () => {
    const items = Array.from({ length: 6 }, (_, index) => ({
      ...item,
      id: String(index),
      text: `flange ${'abcdef'[index]} of the blue press wobbles`,
    }));
    expect((await run('eval', '--file', await file(...items), '--learn', '12')).out).toMatch(/After 4 corrections/);
  });
  it('names the line of a mistake, and ends with 2', async () => {
    const { code, err } = await run('eval', '--file', await file(item, { ...item, id: 'b', causes: ['WEATHER'] }));
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(/items\.jsonl, line 2: causes: there is no "WEATHER"/) });
  });
  it('says which file it cannot read', async () => {
    const { code, err } = await run('eval', '--file', join(folder, 'none.jsonl'));
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(/none\.jsonl cannot be read/) });
  });
  it('refuses a count that is none', async () => expect((await run('eval', '--file', 'x', '--learn', 'many')).code).toBe(2));
});
