import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { choosePorts, freePort, freePorts, type PortNeed } from './ports.ts';

const host = '127.0.0.1';
const directory = mkdtempSync(join(tmpdir(), 'nightshift-ports-'));
const blocker = createServer();
let taken: number;

beforeAll(async () => {
  blocker.listen(0, host);
  await once(blocker, 'listening');
  taken = (blocker.address() as { port: number }).port;
});
afterAll(() => {
  blocker.close();
  rmSync(directory, { recursive: true, force: true });
});

const need = (usual: number, mayMove: boolean): PortNeed => ({
  name: 'TEMPORAL_PORT',
  usual,
  host,
  purpose: 'the Temporal server',
  mayMove,
});
const memory = () => join(directory, `${Math.random()}.json`);

describe('choosing ports', () => {
  test('takes the usual one, or what is configured', async () => {
    const [usual, other] = [await freePort(host), await freePort(host)];
    expect(await choosePorts([need(usual, true)], {}, memory())).toEqual({ TEMPORAL_PORT: usual });
    expect(await choosePorts([need(usual, true)], { TEMPORAL_PORT: String(other) }, memory())).toEqual({ TEMPORAL_PORT: other });
  });

  test('names the port, the setting and what to do when a fixed one is busy', async () => {
    const message = `Port ${taken} is busy, and the Temporal server needs it: set TEMPORAL_PORT=… to another port, or stop the program that uses ${taken}.`;
    await expect(choosePorts([need(taken, false)], {}, memory())).rejects.toThrow(message);
    await expect(choosePorts([need(1, true)], { TEMPORAL_PORT: String(taken) }, memory())).rejects.toThrow(message);
  });

  test('moves an inner one to a free port and remembers it', async () => {
    const file = memory();
    const first = await choosePorts([need(taken, true)], {}, file);
    expect(first['TEMPORAL_PORT']).not.toBe(taken);
    expect(await choosePorts([need(taken, true)], {}, file)).toEqual(first);
  });

  test.each(['0', '70000', 'abc', '-1'])('refuses %s', async (text) => {
    await expect(choosePorts([need(7233, true)], { TEMPORAL_PORT: text }, memory())).rejects.toThrow('TEMPORAL_PORT must be a port number');
  });

  test('can take free ones only', async () => {
    expect((await freePorts([need(taken, false)]))['TEMPORAL_PORT']).not.toBe(taken);
  });
});
