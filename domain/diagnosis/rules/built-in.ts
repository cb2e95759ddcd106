import type { Rule } from '../types.ts';
import { airflowRules } from './airflow.ts';
import { apiRules } from './apis.ts';
import { awsRules } from './aws.ts';
import { azureRules } from './azure.ts';
import { bigqueryRules } from './bigquery.ts';
import { clientRules } from './clients.ts';
import { cloudSuiteRules } from './cloud-suites.ts';
import { codeOrDataRules } from './code-or-data.ts';
import { contradictionRules } from './contradictions.ts';
import { databaseCodeRules } from './database-codes.ts';
import { databricksRules } from './databricks.ts';
import { dbtRules } from './dbt.ts';
import { documentStoreRules } from './document-stores.ts';
import { enterpriseRules } from './enterprise.ts';
import { everydayRules } from './everyday.ts';
import { exceptionNameRules } from './exception-names.ts';
import { ftpRules } from './ftp.ts';
import { gcpRules } from './gcp.ts';
import { genericRules } from './generic.ts';
import { hadoopRules } from './hadoop.ts';
import { hiveOozieRules } from './hive-oozie.ts';
import { hostSystemRules } from './host-systems.ts';
import { hostToolRules } from './host-tools.ts';
import { httpRules } from './http.ts';
import { httpAccessRules } from './http-access.ts';
import { integrationRules } from './integration.ts';
import { javaRules } from './java.ts';
import { kafkaRules } from './kafka.ts';
import { kubernetesRules } from './kubernetes.ts';
import { localRules } from './local.ts';
import { machineLearningRules } from './machine-learning.ts';
import { moreWordingRules } from './more-wordings.ts';
import { networkRules } from './network.ts';
import { nodeRules } from './node.ts';
import { notPassingRules } from './not-passing.ts';
import { oddWordRules } from './odd-words.ts';
import { orchestrationRules } from './orchestration.ts';
import { otherTongueRules } from './other-tongues.ts';
import { ownerOnlyRules } from './owner-only.ts';
import { plainRules } from './plain.ts';
import { productMessageRules } from './product-messages.ts';
import { pythonRules } from './python.ts';
import { queueRules } from './queues-and-repositories.ts';
import { relationRules } from './relations.ts';
import { resourceRules } from './resources.ts';
import { runtimeRules } from './runtimes.ts';
import { saidInsideRules } from './said-inside.ts';
import { serviceLogRules } from './service-logs.ts';
import { shellRules } from './shell.ts';
import { snowflakeRules } from './snowflake.ts';
import { sparkRules } from './spark.ts';
import { sqlRules } from './sql.ts';
import { mysqlRules } from './sql-mysql.ts';
import { oracleRules } from './sql-oracle.ts';
import { otherStoreRules } from './sql-other.ts';
import { postgresRules } from './sql-postgres.ts';
import { sqlServerRules } from './sql-server.ts';
import { stopRules } from './stops.ts';
import { streamEngineRules } from './stream-engines.ts';
import { systemCodeRules } from './system-codes.ts';
import { toolRules } from './tools.ts';
import { wordingRules } from './wordings.ts';

/** All rules that come with the product. */
export const builtInRules: readonly Rule[] = [
  localRules,
  resourceRules,
  networkRules,
  httpRules,
  httpAccessRules,
  pythonRules,
  javaRules,
  nodeRules,
  shellRules,
  sqlRules,
  postgresRules,
  mysqlRules,
  oracleRules,
  sqlServerRules,
  otherStoreRules,
  documentStoreRules,
  snowflakeRules,
  bigqueryRules,
  sparkRules,
  hadoopRules,
  databricksRules,
  airflowRules,
  oddWordRules,
  orchestrationRules,
  dbtRules,
  kubernetesRules,
  kafkaRules,
  awsRules,
  gcpRules,
  azureRules,
  apiRules,
  ftpRules,
  integrationRules,
  runtimeRules,
  toolRules,
  hostToolRules,
  enterpriseRules,
  clientRules,
  stopRules,
  streamEngineRules,
  hiveOozieRules,
  hostSystemRules,
  machineLearningRules,
  queueRules,
  cloudSuiteRules,
  relationRules,
  contradictionRules,
  notPassingRules,
  productMessageRules,
  codeOrDataRules,
  plainRules,
  serviceLogRules,
  ownerOnlyRules,
  saidInsideRules,
  wordingRules,
  moreWordingRules,
  databaseCodeRules,
  systemCodeRules,
  exceptionNameRules,
  everydayRules,
  otherTongueRules,
  genericRules,
].flat();
