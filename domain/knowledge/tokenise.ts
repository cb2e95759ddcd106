import { stemmer } from 'stemmer';

/** Longest text that is read; the root of an error stands in far less. */
const longestText = 4_000;
const longestWord = 40;
const mostTokens = 400;

/** Product names that the split at capitals would tear apart. */
const wholeNames =
  /postgresql|mysql|mariadb|mongodb|dynamodb|couchdb|influxdb|rabbitmq|activemq|bigquery|autosys|openshift|zookeeper|databricks|pgbouncer|elasticsearch|opensearch|clickhouse|githubactions|graphql|oauth2?|javascript|typescript/gi;
const stopWords = new Set(
  'a an the of to in on at by for from with and or is are was were be been being this that these those it its as into than then there their your our we you i he she they will would should may might must do does did has have had s t re ve ll am pm via per please'.split(
    ' ',
  ),
);
/** Words that say the same, before stems are taken. */
const sameWord: Readonly<Record<string, string>> = {
  cannot: 'not',
  cant: 'not',
  couldnt: 'not',
  unable: 'not',
  isnt: 'not',
  wasnt: 'not',
  doesnt: 'not',
  didnt: 'not',
  wont: 'not',
  never: 'not',
  without: 'no',
  failure: 'fail',
  failures: 'fail',
  failing: 'fail',
  err: 'error',
  conn: 'connection',
  connecting: 'connection',
  db: 'database',
  mem: 'memory',
  perms: 'permission',
  auth: 'authentication',
  authn: 'authentication',
  authz: 'authorization',
  svc: 'service',
  srv: 'server',
  msg: 'message',
  k8s: 'kubernetes',
  pg: 'postgresql',
  postgres: 'postgresql',
  mongo: 'mongodb',
  creds: 'credential',
  config: 'configuration',
  conf: 'configuration',
  dir: 'directory',
};

const stems = new Map<string, string>();
const mostStems = 20_000;

/** The stem of a lower-case word, remembered because logs say the same words over and over. */
function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= mostStems) stems.clear();
  const stem = /\d/.test(word) ? word : stemmer(word);
  stems.set(word, stem);
  return stem;
}

const split = (text: string): string =>
  text
    .slice(0, longestText)
    .replace(wholeNames, (name) => ` ${name.toLowerCase()} `)
    .replace(/\b([A-Z]{2,5})-(\d{3,6})\b/g, '$1$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/(\w)['’](\w)/g, '$1$2')
    .toLowerCase();

/** Digits tell one run from another, save status codes (three digits) and codes that letters go with. */
const isNoise = (word: string): boolean =>
  stopWords.has(word) || word.length > longestWord || (word.length === 1 && !/\d/.test(word)) || (/^\d+$/.test(word) && word.length !== 3);

/** The stems of a text's telling words, in their order. Splits names at capitals, drops stop words and numbers. */
export function tokenise(text: string): readonly string[] {
  const words = split(text).match(/[a-z0-9]+/g) ?? [];
  const tokens: string[] = [];
  for (const word of words) {
    const same = Object.hasOwn(sameWord, word) ? (sameWord[word] ?? word) : word;
    if (isNoise(same)) continue;
    tokens.push(stemOf(same));
    if (tokens.length >= mostTokens) break;
  }
  return tokens;
}
