// Builds the turnover report. A closing bracket went missing in the last change.
const movements = [
  { article: 'A-1004', out: 120, stock: 40 },
  { article: 'A-1021', out: 16, stock: 80 },
];

function turnover(movement) {
  return (movement.out / movement.stock;
}

for (const movement of movements) console.log(movement.article, turnover(movement).toFixed(2));
