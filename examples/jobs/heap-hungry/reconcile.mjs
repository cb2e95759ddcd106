// Matches ledger entries with bank lines. Both sides are kept in memory: the more entries, the more heap.
const entries = Number(process.argv[2]);
console.log(`Reconciling ${entries} ledger entries with ${process.execArgv.join(' ') || 'the default heap'}`);

const ledger = [];
for (let number = 0; number < entries; number += 1) {
  ledger.push({ reference: `INV-${number}`, cents: (number * 7919) % 100_000, account: 4000 + (number % 50), matched: false });
  if (number % 100_000 === 0) console.log(`  ${number} entries loaded`);
}

const byReference = new Map(ledger.map((entry) => [entry.reference, entry]));
let total = 0;
for (let number = 0; number < entries; number += 1) {
  const entry = byReference.get(`INV-${number}`);
  entry.matched = true;
  total += entry.cents;
}
console.log(`Reconciled ${byReference.size} entries, ${(total / 100).toFixed(2)} in total`);
