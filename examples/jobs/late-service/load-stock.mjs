// Calls the stock service. The service is restarting: nobody listens until the third run since the last success.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { countRun, forget } from './restart-progress.mjs';

async function closedPort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const port = await closedPort();
const restart = countRun();
if (restart.complete) {
  const service = spawn(process.execPath, ['stock-service.mjs', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(service.stdout, 'data');
  process.on('exit', () => service.kill());
}

console.log(`Loading stock levels from http://127.0.0.1:${port}/stock`);
try {
  const response = await fetch(`http://127.0.0.1:${port}/stock`);
  const stock = await response.json();
  console.log(`Loaded ${stock.length} stock levels`);
} catch (error) {
  console.error(`stock service is not reachable: ${error.message}`);
  throw error;
}
forget();
process.exit(0);
