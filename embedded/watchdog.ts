import { resolve } from 'node:path';
import { endLeftovers } from './process-registry.ts';

/**
 * Ends the stack's processes when its supervisor dies without doing so. The supervisor holds the other end of standard
 * input: the end of that pipe is the one sign of death that no kill can withhold.
 */
const [stateDirectory] = process.argv.slice(2);
if (stateDirectory === undefined) {
  console.error('Usage: node embedded/watchdog.ts STATE_DIR');
  process.exit(2);
}

process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.stdin.on('error', () => {});
process.stdin.on('close', () => {
  void endLeftovers(resolve(stateDirectory, 'processes.json'), { except: process.pid }).then((names) => {
    console.log(JSON.stringify({ ended: names }));
    process.exit(0);
  });
});
process.stdin.resume();
console.log(JSON.stringify({ ready: true }));
