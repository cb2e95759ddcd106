import { parseArgs } from 'node:util';
import { prepare } from './cases.ts';
import { residentMegabytes } from './children.ts';
import { measureDiagnosis } from './diagnosis.ts';
import { measureFigures } from './figures.ts';
import { measureGrouping } from './grouping.ts';
import { measureKnowledge } from './knowledge-recall.ts';
import { holds, type Measure, tableOf, writeJson } from './measures.ts';
import { type Services, startServices } from './services.ts';
import { measureShape } from './shape.ts';
import { measureThroughput } from './throughput.ts';
import { measureTriggers } from './triggers.ts';

const help = `Usage: npm run bench [-- --json FILE]

Measures Nightshift beside what it is built on, in turns on the same servers, and ends with 1 when a bound is missed.
Needs PostgreSQL (TEST_DATABASE_URL, or a local installation) and the Temporal CLI.

  --json FILE   write the figures to FILE
  --only PART   incidents, triggers, knowledge, figures or diagnosis (which needs no servers)`;

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help === true) {
  console.log(help);
  process.exit(0);
}
if (values.only !== undefined && !['incidents', 'triggers', 'knowledge', 'figures', 'diagnosis'].includes(values.only)) {
  console.error(`There is no part ${values.only}.\n\n${help}`);
  process.exit(2);
}

const wanted = (part: string) => values.only === undefined || values.only === part;
const says = (text: string) => console.log(`  ${text}`);
const measures: Measure[] = [];
if (wanted('diagnosis')) diagnosis();
if (values.only !== 'diagnosis') await withServices();
console.log(tableOf(measures));
if (values.json !== undefined) writeJson(values.json, measures);
process.exit(measures.every(holds) ? 0 : 1);

function diagnosis(): void {
  console.log('Diagnosis');
  measures.push(...measureDiagnosis(), ...measureGrouping());
}

async function withServices(): Promise<void> {
  const services = await startServices();
  try {
    await prepare(services.database);
    if (wanted('incidents')) await incidents(services);
    if (wanted('triggers')) await triggers(services);
    if (wanted('knowledge')) await knowledge(services);
    if (wanted('figures')) await figures(services);
  } finally {
    await services.stop();
  }
}

async function incidents(services: Services): Promise<void> {
  console.log('Incidents');
  const worker = await services.startWorker();
  measures.push(...(await measureShape(services)), ...(await measureThroughput(services, worker, says)));
  measures.push({ name: 'memory of the worker after 500 incidents', unit: 'MB', value: residentMegabytes(worker), bound: { atMost: 900 } });
  await worker.stop();
}

async function triggers(services: Services): Promise<void> {
  console.log('Triggers');
  const { api, measures: found } = await measureTriggers(services, says);
  measures.push(...found);
  measures.push({ name: 'memory of the API after the triggers', unit: 'MB', value: residentMegabytes(api), bound: { atMost: 500 } });
  await api.stop();
}

async function knowledge(services: Services): Promise<void> {
  console.log('Knowledge');
  measures.push(...(await measureKnowledge(services.database, says)));
}

async function figures(services: Services): Promise<void> {
  console.log('Figures');
  measures.push(...(await measureFigures(services.database, says)));
}
