// Leaves with code 75 when there is nothing to pick up.
const returns = [];
if (returns.length === 0) {
  console.log('No new returns since the last run, nothing to do');
  process.exit(75);
}
