import type { MailFacts } from './mail-facts.ts';

/** A critical job that ran out of memory and waits for an approval; tests vary it. */
export const exampleFacts: MailFacts = {
  incidentId: '01JD8ZK3V9M7Q2',
  incidentUrl: 'https://nightshift.example.com/incidents/01JD8ZK3V9M7Q2',
  approvalUrl: 'https://nightshift.example.com/approvals/01JD8ZK3V9M7Q2',
  application: 'payments',
  job: 'nightly-settlement',
  platform: 'local',
  runKey: '2026-11-20T22:00',
  try: 0,
  runUrl: 'https://platform.example.com/jobs/nightly-settlement/runs/20261120-2200',
  failedAt: '2026-11-20T23:41:09+01:00',
  owner: 'payments-team@example.com',
  cause: 'RESOURCE',
  origin: 'WORKFLOW_ENGINE',
  confidence: 0.91,
  method: 'rule',
  rootCause: 'The JavaScript heap reached its limit of 256 MB while the positions were sorted.',
  errorText:
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb8d0a3 node::Abort()\n 2: 0xa9aa9e\n[exit code 134]',
  quotes: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  precedent: '512 MB worked 9 of 10 times for this error; the run then took about 6 minutes.',
  attempts: [],
  tried: [],
  action: 'RETRY_WITH_NEW_PARAMS',
  reason: 'More memory resolved this error before, and 512 MB is inside the limits of this job',
  riskTier: 'R2',
  changes: [{ name: 'memoryMb', before: 256, after: 512, unit: 'MB' }],
  approvalReasons: ['critical-job'],
  advice: [],
  narrative: null,
  deadline: '2026-11-20T23:11:00Z',
  otherwise: null,
  reminder: 0,
  rerouted: false,
};

/** An input file that only its supplier can mend. */
export const exampleOwnerFacts: MailFacts = {
  ...exampleFacts,
  job: 'orders-import',
  application: 'sales',
  cause: 'DATA',
  origin: 'INPUT_DATA_QUALITY',
  confidence: 0.97,
  rootCause: 'Line 17 of orders.csv has 5 fields where 6 are expected',
  errorText: 'Error: orders.csv line 17: expected 6 fields, found 5\n    at parse (/jobs/orders-import/parse.mjs:41:11)',
  quotes: ['Error: orders.csv line 17: expected 6 fields, found 5'],
  precedent: 'The same error stopped this job on 3 Nov 2026; a corrected file resolved it.',
  action: 'SEND_EMAIL',
  reason: 'A rerun would meet the same file and fail again',
  riskTier: 'R0',
  changes: [],
  approvalReasons: [],
  advice: ['Correct line 17 of orders.csv, or ask whoever supplies the file for a new one.'],
  runUrl: 'https://platform.example.com/jobs/orders-import/runs/20261120-2200',
  deadline: '2026-11-21T22:41:00Z',
  owner: 'sales-data@example.com',
};

/** A job whose resubmissions are used up. */
export const exampleEscalationFacts: MailFacts = {
  ...exampleFacts,
  job: 'never-works',
  application: 'reporting',
  cause: 'NETWORK',
  origin: 'THIRD_PARTY_SYSTEM',
  confidence: 0.88,
  rootCause: 'Nothing listens at warehouse.example.com:5439; every connection is refused',
  errorText:
    'Error: connect ECONNREFUSED 203.0.113.20:5439\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)\n[exit code 1]',
  quotes: ['Error: connect ECONNREFUSED 203.0.113.20:5439'],
  precedent: null,
  attempts: [
    { number: 1, changes: [], result: 'failed again after 2 s: connection refused' },
    { number: 2, changes: [], result: 'failed again after 2 s: connection refused' },
    {
      number: 3,
      changes: [{ name: 'connectTimeoutSeconds', before: 10, after: 30, unit: 's' }],
      result: 'failed again after 31 s: connection refused',
    },
  ],
  runUrl: 'https://platform.example.com/jobs/never-works/runs/20261120-2200',
  tried: ['Waited 30 s, 1 min and 2 min between the attempts.'],
  action: 'ESCALATE',
  reason: '3 of 3 resubmissions of this run are used up',
  riskTier: 'R0',
  changes: [],
  approvalReasons: [],
  advice: ['Check whether the warehouse is up and reachable from this network.'],
  deadline: '2026-11-21T02:00:00Z',
  owner: 'reporting-team@example.com',
};

/** A repeated run that needs nobody. */
export const exampleRetryFacts: MailFacts = {
  ...exampleEscalationFacts,
  attempts: [],
  tried: [],
  advice: [],
  action: 'RETRY',
  reason: 'Network failures of this kind are mostly gone after a short wait',
  riskTier: 'R1',
  deadline: null,
  otherwise: 'Nightshift tries up to 3 times and then escalates the case.',
};
