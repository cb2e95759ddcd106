// Imports orders from a CSV file, strictly: one bad line and nothing is imported.
import { readFileSync } from 'node:fs';

class MalformedCsvError extends Error {
  name = 'MalformedCsvError';
}

const file = process.argv[2];
const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
const columns = header.split(',');
console.log(`Importing ${lines.length} orders from ${file}`);

const orders = lines.map((line, index) => {
  const values = line.split(',');
  if (values.length !== columns.length)
    throw new MalformedCsvError(
      `malformed CSV in ${file}, line ${index + 2}: expected ${columns.length} columns, found ${values.length}: "${line}"`,
    );
  const order = Object.fromEntries(columns.map((column, at) => [column, values[at]]));
  if (Number.isNaN(Number(order.amount)))
    throw new MalformedCsvError(`malformed CSV in ${file}, line ${index + 2}: amount is not a number: "${order.amount}"`);
  return order;
});
console.log(`Imported ${orders.length} orders`);
