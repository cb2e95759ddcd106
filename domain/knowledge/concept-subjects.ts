/**
 * What failures are about: phrases of one concept, separated by commas, mean the same thing to a person on call. `a+b` fits in any order with a
 * few words between; everything else fits as it stands. Case and word endings do not matter.
 */
export const subjectPhrases: Readonly<Record<string, string>> = {
  cache: 'redis, memcached, memcache, cache, elasticache, valkey, hazelcast, cache service',
  database: `
    database, postgresql, mysql, mariadb, oracle, mssql, sql server, mongodb, cassandra, dynamodb, sqlite, db2, jdbc,
    pgbouncer, rds, aurora, snowflake, bigquery, redshift, clickhouse, tablespace, hibernate, sqlalchemy`,
  queue: 'kafka, rabbitmq, activemq, sqs, pulsar, message broker, broker, queue, topic, amqp, celery, consumer group, kinesis',
  search: 'elasticsearch, opensearch, solr, lucene, search index',
  memory: `
    memory, heap, oom, ram, java heap space, gc overhead, memoryerror, bad alloc, malloc, metaspace, swap, executor memory,
    off heap, oomkilled, enomem`,
  disk: `
    disk, filesystem, file system, volume, no space left, enospc, storage space, inode, tmp space, partition is full, mount,
    tablespace, device full, disk quota`,
  cpu: 'cpu, load average, processor, cores, high load',
  network: `
    network, socket, tcp, route, econnrefused, econnreset, ehostunreach, enetunreach, firewall, proxy, vpn, gateway,
    packet loss, link down`,
  dns: `
    dns, name resolution, resolve+host, enotfound, eai again, nxdomain, unknown host, name or service not known,
    nodename nor servname, getaddrinfo, lookup+host`,
  tls: 'tls, ssl, certificate, x509, handshake, pkix, truststore, keystore',
  credential: `
    password, credential, token, login, api key, access key, secret key, authentication, kerberos, ticket, oauth,
    session+expired, user+locked, sasl, jwt, sign in, logon, keytab, service principal`,
  grant:
    'permission, permitted, access denied, authorized, unauthorized, forbidden, access, privilege, authorization, role, iam, grant, acl, policy, rbac, scope, access control',
  objectstore: 's3, bucket, blob, gcs, object storage, adls, minio, container storage, hdfs, dbfs, datalake',
  file: 'file, directory, path, folder, enoent, filenotfound, parquet, csv, feed, extract, sftp, ftp',
  container: `
    kubernetes, pod, container, docker, kubelet, deployment, replica, crash loop, crashloopbackoff, image pull,
    imagepullbackoff, namespace, helm, openshift, node pool`,
  spark: `
    spark, executor, driver, shuffle, rdd, stage failure, dataframe, pyspark, databricks, yarn, mapreduce, hadoop,
    cluster manager, emr, dataproc`,
  orchestrator: `
    airflow, dag, task, scheduler, autosys, prefect, dagster, control m, cron, oozie, luigi, workflow, task instance, operator,
    jil`,
  pool: `
    connection pool, pool, hikari, hikaripool, hikari pool, queuepool, max connections, too many connections, too many clients,
    connection slots, pool size, connections exhausted, connection limit`,
  lock: `
    lock, deadlock, mutex, lease, serialization, serialize access, latch, concurrent update, concurrent modification,
    row lock`,
  quota: 'quota, rate limit, throttling, throttled, too many requests, requests per second, slow down, slowdown',
  schema: 'schema, column, field, table, relation, data type, datatype, view, attribute, record layout',
  query: 'sql, query, statement, select, insert, join, plan, optimizer',
  code: `
    traceback, null pointer, nonetype, typeerror, nullpointerexception, keyerror, attributeerror, indexerror, assertion,
    script, undefined, stack trace, unhandled exception`,
  package: `
    module, package, library, dependency, import, jar, wheel, pip, npm, classpath, class def, noclassdeffound, plugin,
    shared object`,
  setting: 'configuration, setting, environment variable, property, parameter, option, profile, yaml, env var, flag',
  api: 'api, endpoint, http, rest, upstream, webhook, remote service, third party, gateway, web service, microservice',
  mail: 'mail, smtp, email, mailbox',
  data: `
    record, row, value, input data, dataset, encoding, utf, unicode, json, xml, avro, csv, delimiter, payload, checksum,
    null value, duplicate, constraint, foreign key, primary key`,
  replica: 'replica, replication, leader, quorum, failover, standby, primary, election, zookeeper, raft, etcd, consensus, namenode',
  gpu: 'gpu, cuda, nvidia, cudnn',
  warehouse: 'warehouse, snowflake, redshift, bigquery, synapse, dbt, etl, elt, ingest',
  license: 'license, licence, subscription, seat, billing, payment',
  clock: 'clock, ntp, time skew, clock skew, time drift, timestamp+future',
};
