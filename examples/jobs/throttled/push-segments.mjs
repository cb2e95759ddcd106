// Sends segments to a mailing service that runs beside it for the length of this run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const service = spawn(process.execPath, ['mailing-service.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => service.kill());
const [line] = await once(service.stdout, 'data');
const address = `http://127.0.0.1:${Number(String(line))}/segments`;

console.log(`POST ${address}`);
const response = await fetch(address, { method: 'POST', body: JSON.stringify({ segment: 'returning-customers', members: 1840 }) });
if (!response.ok) {
  console.error(`HTTP/1.1 ${response.status} ${response.statusText}`);
  console.error(`Retry-After: ${response.headers.get('retry-after')}`);
  throw new Error(`mailing service answered HTTP ${response.status} ${response.statusText}: ${await response.text()}`);
}
console.log('Sent 1840 members of returning-customers');
process.exit(0);
