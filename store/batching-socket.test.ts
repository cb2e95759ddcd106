import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { BatchingSocket } from './batching-socket.ts';

test('what is written in one turn is held until its end and then sent together, on a socket that is connected', async () => {
  const server = createServer((connection) => connection.pipe(connection));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new BatchingSocket();
  socket.connect(...([(server.address() as AddressInfo).port, '127.0.0.1'] as never[]));
  await once(socket, 'connect');

  for (const turn of [1, 2]) {
    for (const part of ['begin;', 'select']) socket.write(...([part] as never[]));
    expect(socket.writableCorked, `turn ${turn}`).toBe(1);
    expect(socket.writableLength, `turn ${turn}`).toBe(12);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toBe('begin;select');
    expect(socket.writableCorked, `turn ${turn}`).toBe(0);
  }
  socket.destroy();
  server.close();
});
