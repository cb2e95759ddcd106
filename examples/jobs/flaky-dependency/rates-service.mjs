// A rates service whose upstream is down for its first call: it answers 503, then recovers.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const folder = process.env.NIGHTSHIFT_JOB_STATE ?? '.state';
const file = join(folder, 'outage.json');
const callsWhileDown = 1;
const abandonedAfterMs = 15 * 60_000;

function callsSoFar() {
  try {
    const known = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() - known.at < abandonedAfterMs ? known.calls : 0;
  } catch {
    return 0;
  }
}

const server = createServer((_request, response) => {
  const calls = callsSoFar();
  if (calls >= callsWhileDown) {
    rmSync(file, { force: true });
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ EUR: 1, USD: 1.08, GBP: 0.85, CHF: 0.94 }));
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ calls: calls + 1, at: Date.now() }));
  response.writeHead(503).end('upstream rates feed is temporarily unavailable');
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
