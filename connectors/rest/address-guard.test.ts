import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createAddressGuard, createGuardedFetch } from './address-guard.ts';
import { createRestClient } from './rest-client.ts';

describe('addresses that may be called', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '172.32.0.1', '192.169.0.1', '100.128.0.1'])('%s', (address) =>
    expect(createAddressGuard([]).permits(address)).toBe(true),
  );
  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    'fd00::1',
    'fe80::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:1::1',
  ])('but not %s', (address) => expect(createAddressGuard([]).permits(address)).toBe(false));
  it('only what the operator allows of the others', () => {
    const guard = createAddressGuard(['10.1.0.0/16', '127.0.0.1', 'scheduler.internal']);
    expect(['10.1.9.9', '127.0.0.1'].map(guard.permits)).toEqual([true, true]);
    expect(['10.2.0.1', '127.0.0.2'].map(guard.permits)).toEqual([false, false]);
    expect(guard.permitsName('Scheduler.internal')).toBe(true);
  });
});

describe('a guarded fetch', () => {
  const ask = async (url: string, allow: readonly string[] = []) => {
    const client = createRestClient({ platform: 'acme', baseUrl: '', authorise: async () => ({}), fetch: createGuardedFetch(allow) });
    return client.json(url).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  };
  it('connects to nothing inner, whatever it is called', async () => {
    let calls = 0;
    const server = createServer((_request, response) => void ((calls += 1), response.end('{}')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]'])
      expect(await ask(`http://${host}:${port}/`), host).toMatch(/may not be called/);
    expect(calls).toBe(0);
    expect(await ask(`http://127.0.0.1:${port}/`, ['127.0.0.0/8'])).toBe('answered');
    expect(await ask(`http://localhost:${port}/`, ['127.0.0.0/8', '::1'])).toBe('answered');
    server.close();
  });
});
