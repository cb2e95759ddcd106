import { describe, expect, test } from 'vitest';
import { createStatementNames } from './statement-names.ts';

const policies = 'select body from policy where tenant_id = $1';
const effects = 'update effect set outcome = $3 where tenant_id = $1 and key = $2';
const both = 'select i.id from incident i join effect e on e.incident_id = i.id where i.tenant_id = $1';

function createServer(...first: string[]) {
  const server = { unknown: first, asked: 0, time: 0 };
  const ask = async () => {
    server.asked += 1;
    return server.unknown;
  };
  return { server, names: createStatementNames(ask, () => server.time) };
}

describe('createStatementNames', () => {
  test('names a statement only when the server knows every growing table that it speaks of', async () => {
    const { server, names } = createServer('effect', 'record');
    await names.look();
    expect(names.nameOf(policies)).toMatch(/^nightshift_[0-9a-f]{24}$/);
    expect(names.nameOf('select id from incident where tenant_id = $1')).toBeDefined();
    expect([names.nameOf(effects), names.nameOf(both)]).toEqual([undefined, undefined]);
    server.unknown = ['record'];
    server.time = 19_000;
    await names.look();
    expect(names.nameOf(effects)).toBeUndefined();
    server.time = 21_000;
    await names.look();
    expect(names.nameOf(effects)).toBeDefined();
    expect(names.nameOf(both)).not.toBe(names.nameOf(effects));
  });

  test('names nothing before it has looked, and looks no more when it knows all', async () => {
    const { server, names } = createServer();
    expect(names.nameOf(effects)).toBeUndefined();
    await names.look();
    server.time = 60_000;
    await names.look();
    expect(server.asked).toBe(1);
    expect(names.nameOf(effects)).toBe(names.nameOf(effects));
  });

  test('names nothing after the server has refused a name', async () => {
    const pooled = createServer().names;
    await pooled.look();
    expect(pooled.nameOf(policies)).toBeDefined();
    expect([pooled.refusedWith('23505'), pooled.refusedWith('26000')]).toEqual([false, true]);
    expect(pooled.nameOf(policies)).toBeUndefined();
  });
});
