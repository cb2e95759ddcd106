import { connectorScenarios } from './connector-scenarios.ts';
import { airflowVersion, installAirflow } from './install.ts';
import { startRealAirflow } from './real-airflow.ts';
import { wholePath } from './whole-path.ts';

/** Proves the connector against the real Airflow: alone, and as a part of the whole. Not part of every run, for Airflow takes a minute and two gigabytes. */
const begun = Date.now();
const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function timed<Value>(what: string, work: () => Promise<Value> | Value): Promise<Value> {
  const start = Date.now();
  const value = await work();
  console.log(`     ${what} (${seconds(start)})`);
  return value;
}

const installed = await timed(`Airflow ${airflowVersion} is installed`, installAirflow);
const airflow = await timed('Airflow is up', () => startRealAirflow(installed));
let [passed, failed] = [0, 0];
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
try {
  const all = {
    ...connectorScenarios(airflow),
    'a worker that is killed at its clear leaves one clear, and the case ends well': () => wholePath(airflow),
  };
  for (const [name, prove] of Object.entries(all)) {
    if (stop.signal.aborted) break;
    const start = Date.now();
    try {
      await prove();
      passed += 1;
      console.log(`ok   ${name} (${seconds(start)})`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name} (${seconds(start)})\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
} finally {
  await airflow.close();
}
console.log(`\n${passed} passed, ${failed} failed (${seconds(begun)})`);
process.exit(failed === 0 && !stop.signal.aborted ? 0 : 1);
