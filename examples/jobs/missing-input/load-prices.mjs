// Loads a price list that the supplier is to deliver into the inbox before this job runs.
import { readFileSync } from 'node:fs';

const file = process.argv[2];
console.log(`Loading prices from ${file}`);
const prices = readFileSync(file, 'utf8').trim().split('\n');
console.log(`Loaded ${prices.length} prices`);
