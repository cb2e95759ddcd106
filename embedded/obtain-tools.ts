import { messageOf } from './environment.ts';
import { obtainTemporalCli, obtainTestServer } from './temporal-cli.ts';

/** Gets the Temporal programs before they are needed, for example while an image is built. */
try {
  for (const obtain of [obtainTemporalCli, obtainTestServer]) console.log(await obtain({ environment: process.env, says: console.log }));
} catch (problem) {
  console.error(messageOf(problem));
  process.exit(1);
}
