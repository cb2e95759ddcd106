import { Client, type ClientConfig } from 'pg';
import pgConnectionString from 'pg-connection-string';

const days = 30;
/** About what an investigated case of a real platform leaves: three stages, each with its reason and quoted lines. */
const stage = (name: string, answered: boolean): string =>
  `jsonb_build_object('stage', '${name}', 'outcome', '${answered ? 'answered' : 'abstained'}', 'cause', c.cause, 'origin', 'WORKFLOW_ENGINE', 'action', c.action,
    'severity', 'medium', 'confidence', c.confidence, 'source', ${answered ? `'rule-' || c.n % 300` : 'null'},
    'reason', 'The text names it: ' || md5('${name}' || c.n) || ' ' || repeat(md5(c.n::text) || ' ', 4), 'quotes', jsonb_build_array(md5('a' || c.n) || repeat(' at line', 12)))`;

/** The statements that give a tenant a month of cases, without a single one of them going through the product. */
const statements = (tenant: string, cases: number): readonly string[] => [
  `insert into tenant (id, name) values ('${tenant}', '${cases} cases')`,
  `insert into application (tenant_id, id, key, name) select '${tenant}', 'app_' || n, 'app-' || n, 'app-' || n from generate_series(0, 9) n`,
  `insert into platform (tenant_id, id, kind) values ('${tenant}', 'http', 'http')`,
  `insert into job (tenant_id, id, platform, job_key, name, application_id)
     select '${tenant}', 'job_' || n, 'http', 'job-' || n, 'job-' || n, 'app_' || n % 10 from generate_series(0, 199) n`,
  `create temp table c as select n, 'inc_' || lpad(n::text, 8, '0') as id, now() - interval '${days} days' * n / ${cases} as at, md5((n % ${cases / 20})::text) as fingerprint,
     (array['RESOURCE', 'NETWORK', 'DATA', 'TIMEOUT', 'UNKNOWN', 'SERVICE_UNAVAILABLE'])[1 + n % 6] as cause, (array['RETRY', 'SEND_EMAIL', 'RETRY_WITH_NEW_PARAMS'])[1 + n % 3] as action,
     (array['rule', 'rule', 'knowledge', 'model', 'human'])[1 + n % 5] as method, 0.5 + (n % 48) / 100.0 as confidence,
     (array['RESOLVED', 'RESOLVED', 'RESOLVED', 'ESCALATED', 'FALSE_POSITIVE'])[1 + n % 5] as status from generate_series(1, ${cases}) n`,
  `analyze c`,
  `insert into incident (tenant_id, id, job_id, status, detected_by, application_id, cause, origin, confidence, method, fingerprint, root_cause, action, resolved_by, resolution, opened_at, closed_at)
     select '${tenant}', id, 'job_' || n % 200, status, 'trigger', 'app_' || n % 10, cause, 'WORKFLOW_ENGINE', confidence, method, fingerprint, 'It broke', action, 'automation',
       case when status = 'RESOLVED' then 'verified' end, at, case when status <> 'ESCALATED' then at + interval '5 minutes' end from c`,
  `insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, state, incident_id, seen_by, finished_at, created_at)
     select '${tenant}', 'run_' || n, 'job_' || n % 200, 'http', 'job-' || n % 200, 'run-' || n, 0, 'failed', id, 'trigger', at - interval '20 seconds', at from c`,
  `insert into diagnosis (tenant_id, incident_id, round, fingerprint, at, body) select '${tenant}', id, 1, fingerprint, at, jsonb_build_object('cause', cause, 'origin', 'WORKFLOW_ENGINE',
     'severity', 'medium', 'rootCause', 'The text names it.', 'quotes', jsonb_build_array(md5('q' || n) || repeat(' at line', 12)), 'confidence', confidence, 'rawConfidence', confidence, 'method', method,
     'proposedAction', action, 'fingerprint', fingerprint, 'rootLine', repeat(md5('r' || n), 4), 'stages', jsonb_build_array(${stage('rules', true)}, ${stage('knowledge', false)}, ${stage('model', false)})) from c`,
  `insert into decision (tenant_id, incident_id, round, revision, policy_version, at, body) select '${tenant}', id, 1, 1, 0, at, jsonb_build_object('action', action, 'cause', cause,
     'parameters', '{}'::jsonb, 'changes', '[]'::jsonb, 'reason', repeat(md5('d' || n), 3), 'riskTier', 'R1', 'confidence', confidence, 'criticality', 'normal', 'approval', '[]'::jsonb, 'policyVersion', 0) from c`,
  `insert into effect (tenant_id, key, incident_id, round, kind, state, target, request, request_hash, automatic, claimed_at, outcome, outcome_at)
     select '${tenant}', id || '/1/submission', id, 1, 'submission', 'confirmed', 'job-' || n % 200, jsonb_build_object('action', action), md5(n::text), true, at,
       case when n % 4 = 0 then 'red' else 'green' end, at + interval '4 minutes' from c where action <> 'SEND_EMAIL'`,
  `insert into proposal (tenant_id, id, incident_id, round, revision, hash, content, state, expires_at, final)
     select '${tenant}', 'prop_' || n, id, 1, 1, md5(n::text), jsonb_build_object('decision', jsonb_build_object('cause', cause, 'action', action)),
       case when n % 3 = 0 then 'other-action' else 'approved' end, at + interval '1 hour', case when n % 3 = 0 then jsonb_build_object('action', 'SEND_EMAIL') end from c where n % 10 = 0`,
  `insert into feedback (tenant_id, id, incident_id, kind, body, actor, at) select '${tenant}', 'fb_' || n, id, (array['correct', 'wrong_category', 'outcome_success', 'comment'])[1 + n % 4],
     '{}', '{"kind": "human", "id": "ops", "name": "ops@example.com"}', at + interval '1 hour' from c where n % 12 = 0`,
  `insert into correction (tenant_id, id, source, incident_id, fingerprint, platform, text, root_line, masked_root, cause_before, origin_before, action_before, cause, origin, action, reason, person, actor, at)
     select '${tenant}', 'cor_' || n, 'csv', id, fingerprint, 'http', 'It broke', 'It broke', 'It broke', cause, 'WORKFLOW_ENGINE', action, 'DATA', 'INPUT_DATA_QUALITY', 'SEND_EMAIL', 'seen',
       'ops@example.com', '{}', at + interval '2 hours' from c where n % 50 = 0`,
  `insert into record (tenant_id, incident_id, kind, stage, actor_kind, actor_id, actor_name, summary, at) select '${tenant}', id, 'step', (array['detect', 'investigate', 'decide', 'act', 'verify', 'approve'])[step],
     case when step = 6 then 'human' else 'workflow' end, 'w', 'Nightshift', 'It was done', at from c, generate_series(1, 6) step where step < 6 or n % 10 = 0`,
  `insert into model_call (tenant_id, id, purpose, key, prompt_hash, prompt_version, provider, model, outcome, tokens_in, tokens_out, cost_micros, calls, reserved_tokens, reserved_micros, incident_id, at)
     select '${tenant}', 'mc_' || n, 'diagnosis', md5(n::text), md5(n::text), '1', 'compatible', 'small', 'answered', 900, 120, 300, 1, 0, 0, id, at from c where method = 'model'`,
  `drop table c`,
];

/** Fills tenants with a month of diagnosed, decided and partly judged cases each. Written beside the product's verbs, which would take hours. */
export async function writeJudgedPast(url: string, sizes: readonly number[], tenantOf: (cases: number) => string): Promise<void> {
  const client = new Client(pgConnectionString.parse(url) as ClientConfig);
  await client.connect();
  for (const cases of sizes) for (const statement of statements(tenantOf(cases), cases)) await client.query(statement);
  await client.query('vacuum analyze');
  await client.end();
}
