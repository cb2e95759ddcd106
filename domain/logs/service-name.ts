const byWord = /\bservice[ :='"]+([a-z][\w.-]{1,60}[\w])\b/i;
const bySuffix =
  /\b([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*[-_](?:service|api|server|worker|gateway|db|broker|scheduler|node|prod(?:-\d+)?|cache)(?:-\d+)?)\b/i;
const products =
  /\b(redis|memcached|postgres(?:ql)?|mysql|mariadb|oracle|mongodb?|cassandra|elasticsearch|opensearch|kafka|rabbitmq|zookeeper|nginx|haproxy|airflow|spark|databricks|snowflake|hadoop|hdfs|yarn|hive|kubernetes|docker|jenkins|vault|consul|etcd)\b/i;
/** Words that follow "service" in prose and name none. */
const notAName =
  /^(?:is|was|has|not|timed?|timeout|unavailable|failed|failure|error|down|crashed|stopped|check|account|level|health|call|request)$/i;

/** The service that a message speaks of, by its wording alone; null when it names none. */
export function serviceIn(message: string): string | null {
  const text = message.slice(0, 2_000);
  const named = bySuffix.exec(text)?.[1] ?? byWord.exec(text)?.[1];
  if (named !== undefined && !notAName.test(named)) return named;
  return products.exec(text)?.[1]?.toLowerCase() ?? null;
}
