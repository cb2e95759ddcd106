// A small stock service: `node stock-service.mjs PORT`.
import { createServer } from 'node:http';

const stock = Array.from({ length: 40 }, (_, index) => ({ article: `A-${1000 + index}`, pieces: (index * 37) % 120 }));
createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(stock))).listen(
  Number(process.argv[2]),
  '127.0.0.1',
  () => console.log('listening'),
);
