// Reads a ledger that this account may not read. Root may read anything, so the job gives root up first, as services do.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const vault = join(process.env.NIGHTSHIFT_SCRATCH ?? '.scratch', 'vault');
const ledger = join(vault, 'general-ledger.csv');
rmSync(vault, { recursive: true, force: true });
mkdirSync(vault, { recursive: true });
writeFileSync(ledger, 'account,balance\n');
chmodSync(ledger, 0o000);

const nobody = 65534;
if (process.getuid?.() === 0) {
  process.setgroups([]);
  process.setgid(nobody);
  process.setuid(nobody);
}
console.log(`Exporting the general ledger as user ${process.getuid?.()}`);
const lines = readFileSync(ledger, 'utf8').split('\n');
console.log(`Exported ${lines.length} lines`);
