// A mailing service whose quota is used up: 429 until its window has really passed, then one request is let through.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const folder = process.env.NIGHTSHIFT_JOB_STATE ?? '.state';
const file = join(folder, 'window.json');
const windowMs = 2000;
const abandonedAfterMs = 15 * 60_000;

function windowEnd() {
  try {
    const { until } = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() - until < abandonedAfterMs ? until : null;
  } catch {
    return null;
  }
}

const server = createServer((_request, response) => {
  const known = windowEnd();
  if (known !== null && Date.now() >= known) {
    rmSync(file, { force: true });
    response.writeHead(202).end();
    return;
  }
  const until = known ?? Date.now() + windowMs;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ until }));
  const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
  response.writeHead(429, { 'retry-after': String(seconds) }).end('rate limit exceeded: 10 requests in 2 seconds');
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
