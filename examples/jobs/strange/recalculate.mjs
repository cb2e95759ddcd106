// Ends without telling why.
console.log('stage 3 of 5');
console.log('stage 4 of 5');
console.log('hm, 0x1F again');
process.exit(9);
