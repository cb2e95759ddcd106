/** Made-up failures, as different from each other as real ones: the same seed gives the same texts. */

const systems =
  'postgresql,oracle,mysql,redis,kafka,spark,airflow,databricks,kubernetes,s3,snowflake,elasticsearch,rabbitmq,hdfs,mongodb,dbt,autosys,sftp,ldap,smtp';
const faults =
  'connection refused by,cannot connect to,timed out waiting for,out of memory in,no space left on,permission denied by,too many requests to,deadlock detected in,unknown column in,missing file for,malformed record in,certificate expired at,version mismatch with,lost heartbeat of,duplicate key in,lock wait timeout in,service unavailable at,invalid token for,checksum mismatch in,quota exceeded at';
const activities =
  'while loading,while exporting,during the merge of,after the upgrade of,before the close of,while compacting,while indexing,in the nightly run of';
const syllables =
  'ba,be,bo,ca,co,da,de,di,fa,fe,ga,go,ha,hi,ja,ka,ke,la,le,lo,ma,me,mo,na,ne,no,pa,pe,po,ra,re,ro,sa,se,so,ta,te,to,va,ve,vo,za';

/** A small generator of numbers from 0 to 1 (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Failure texts one after the other. */
export function createTexts(seed: number): () => string {
  const random = numbersFrom(seed);
  const among = (list: string): string => list.split(',')[Math.floor(random() * list.split(',').length)] ?? '';
  const name = (): string => Array.from({ length: 3 + Math.floor(random() * 2) }, () => among(syllables)).join('');
  return () => {
    const code = random() < 0.3 ? ` E${Math.floor(random() * 9_000 + 1_000)}${among('A,B,C,D')}` : '';
    return `${among(faults)} ${among(systems)} ${name()} ${among(activities)} ${name()} ${name()}${code}`;
  };
}
