// Connects to a server on a port where nobody listens.
import { connect } from 'node:net';

const [host, port] = ['127.0.0.1', 1];
console.log(`Connecting to the archive server at ${host}:${port}`);
connect(port, host, () => {
  console.log('Connected');
  process.exit(0);
});
