import { between, letters, pick, type Random, uuid } from '../domain/text/fixtures/random.ts';

/** Log messages of many kinds of systems, in words of our own. What stands in braces differs from line to line. */
const templates: readonly string[] = [
  'Received block blk_{n} of size {n} from {ip}',
  'Deleting block blk_{n} file {path}',
  'Served block blk_{n} to {ip}:{port} in {ms}',
  'Exception while serving blk_{n} to {ip}:{port}',
  'Starting task {n}.0 in stage {n}.0 (TID {n}, {host}, executor {n}, partition {n})',
  'Removed broadcast_{n}_piece{n} on {host}:{port} in memory (size: {size}, free: {size})',
  'Lost executor {n} on {host}: heartbeat older than {ms}',
  'ShuffleMapStage {n} (map at Loader.scala:{n}) failed in {s} due to stage cancellation',
  'Container container_{n}_{n}_01_{n} completed with state FAILED, exit status 1',
  'Application application_{n}_{n} moved from ACCEPTED to RUNNING',
  'Session 0x{hex} for client {ip}:{port} expired after {ms}',
  'Follower {n} acknowledged proposal 0x{hex} of epoch {n}',
  'Failed password for user {quoted} from {ip} port {port}',
  'Accepted publickey for {mail} from {ip} port {port}',
  'Connection closed by {ip} after {s}',
  'worker process {n} exited on signal, respawning as {n}',
  'client {ip} denied by server configuration: {path}',
  'GET {url} took {ms} with status 503',
  'upstream {ip}:{port} timed out after {s} while reading response header',
  'Request {uuid} rejected: rate budget of {n} per minute used up',
  'Transaction {uuid} rolled back after {n} conflicts',
  'Checkpoint complete: wrote {n} buffers in {s}, {size} of log recycled',
  'Vacuum of relation {n} removed {n} rows in {ms}',
  'Replication slot lags by {size}, last contact {time}',
  'Consumer group rebalanced, generation {n}, {n} members, leader {uuid}',
  'Offset {n} is out of range for partition {n}, resetting to {n}',
  'Segment {n} rolled at offset {n} after {ms}',
  'Node {host} joined the cluster with term {n}',
  'Shard {n} of index moved from {host} to {host} in {s}',
  'Garbage collection paused for {ms}, heap {size} of {size}',
  'Thread pool exhausted: {n} active, {n} queued, rejected request {uuid}',
  'Pulling image registry.example.com/jobs/loader@sha256:{hash} took {s}',
  'Pod loader-{hex}-{short} evicted from {host}: memory at {percent}',
  'Liveness probe failed with status 500 after {ms}',
  'Volume {uuid} detached from instance i-{hex}',
  'Uploaded {path} ({size}) to bucket in {s}, etag {md5}',
  'Checksum of {path} is {md5}, expected {md5}',
  'Imported {n} of {n} records from {path}, {n} rejected',
  'Row {n} holds {quoted} where a date is expected',
  'Key {quoted} appears {n} times in {path}',
  'Mail to {mail} deferred for {s}: mailbox full',
  'Token of client {uuid} expires at {time}',
  'Job {n} started by {mail} at {time}',
  'Step {n} of {n} finished in {s}, {percent} done',
  'Retrying in {ms}, attempt {n} of {n}',
  'Disk {path} is {percent} full, {size} left',
  'Clock drift of {ms} against {host} corrected',
  'Cache evicted {n} entries ({size}) in {ms}',
  'Process {n} killed, resident size {size}',
  'Link eth{n} down on {host} for {s}',
];

const makers: Readonly<Record<string, (random: Random) => string>> = {
  n: (r) => String(between(r, 0, 10 ** between(r, 1, 9))),
  port: (r) => String(between(r, 1024, 65_535)),
  ip: (r) => Array.from({ length: 4 }, () => between(r, 1, 254)).join('.'),
  host: (r) => `${pick(r, ['db', 'node', 'worker', 'ip-10-0-3'])}-${between(r, 1, 300)}.${pick(r, ['eu', 'us', 'prod'])}.example.com`,
  path: (r) => `/data/${letters(r, 'lower', 5)}/${between(r, 1, 99)}/part-${between(r, 1, 99_999)}.${pick(r, ['csv', 'parquet', 'json'])}`,
  url: (r) => `https://api.example.com/v${between(r, 1, 3)}/items/${between(r, 1, 99_999)}?page=${between(r, 1, 99)}`,
  uuid,
  hex: (r) => letters(r, 'hex', 10),
  short: (r) => `${letters(r, 'lower', 2)}${between(r, 2, 9)}${letters(r, 'lower', 2)}`,
  hash: (r) => letters(r, 'hex', 64),
  md5: (r) => `a1${letters(r, 'hex', 30)}`,
  mail: (r) => `${letters(r, 'lower', 6)}@example.com`,
  ms: (r) => `${between(r, 1, 99_999)} ms`,
  s: (r) => `${between(r, 0, 999)}.${between(r, 0, 99)} s`,
  size: (r) => `${between(r, 1, 999)}.${between(r, 0, 9)} ${pick(r, ['MB', 'GB', 'KiB'])}`,
  percent: (r) => `${between(r, 1, 100)}%`,
  quoted: (r) => `'${letters(r, 'lower', between(r, 4, 10))}${between(r, 1, 99)}'`,
  time: (r) =>
    `2026-${String(between(r, 1, 12)).padStart(2, '0')}-${String(between(r, 1, 28)).padStart(2, '0')} 0${between(r, 0, 9)}:11:${between(r, 10, 59)}`,
};

/** A line, and the number of the template that it was made from. */
export interface TemplateLine {
  readonly template: number;
  readonly text: string;
}

/** So many lines with prefixes as logs have them; every template occurs. */
export const makeLines = (random: Random, count: number): readonly TemplateLine[] =>
  Array.from({ length: count }, (_, index) => {
    const template = index < templates.length ? index : between(random, 0, templates.length - 1);
    const body = (templates[template] ?? '').replace(/\{(\w+)\}/g, (_hole, name: string) => makers[name]?.(random) ?? '');
    return {
      template,
      text: `${makers['time']?.(random) ?? ''},${between(random, 100, 999)} INFO [worker-${between(random, 1, 40)}] ${body}`,
    };
  });
