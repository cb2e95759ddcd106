import { describe, expect, test } from 'vitest';
import { composeMail } from './compose-mail.ts';
import { type MailContent, mailPurposes } from './mail.ts';
import { exampleEscalationFacts, exampleFacts, exampleOwnerFacts, exampleRetryFacts } from './mail-facts.example.ts';
import type { MailFacts } from './mail-facts.ts';

const everything = (content: MailContent): string => JSON.stringify(content);
const titles = (content: MailContent): readonly string[] => content.sections.map(({ title }) => title);

describe('first line: what happened, what is needed, from whom, by when', () => {
  test.each<[Parameters<typeof composeMail>[0], MailFacts, string]>([
    [
      'owner',
      exampleOwnerFacts,
      'orders-import failed on 20 Nov 2026, 22:41 UTC: Line 17 of orders.csv has 5 fields where 6 are expected. Its owner is asked to put this right by 21 Nov 2026, 22:41 UTC.',
    ],
    [
      'escalation',
      exampleEscalationFacts,
      'never-works failed on 20 Nov 2026, 22:41 UTC: Nothing listens at warehouse.example.com:5439; every connection is refused. Nightshift has stopped trying (3 of 3 resubmissions of this run are used up); the engineer on call is asked to take over by 21 Nov 2026, 02:00 UTC.',
    ],
    [
      'escalation-reminder',
      { ...exampleEscalationFacts, reminder: 2 },
      'Reminder 2: never-works failed on 20 Nov 2026, 22:41 UTC: Nothing listens at warehouse.example.com:5439; every connection is refused. Nobody has taken the case over yet; the engineer on call is asked to do so by 21 Nov 2026, 02:00 UTC.',
    ],
    [
      'approval-request',
      exampleFacts,
      'nightly-settlement failed on 20 Nov 2026, 22:41 UTC: The JavaScript heap reached its limit of 256 MB while the positions were sorted. An approver is asked to decide by 20 Nov 2026, 23:11 UTC whether to run it again with memoryMb 512 MB.',
    ],
    [
      'approval-reminder',
      { ...exampleFacts, rerouted: true },
      'Passed on to you, because the first approvers have not decided: nightly-settlement failed on 20 Nov 2026, 22:41 UTC: The JavaScript heap reached its limit of 256 MB while the positions were sorted. An approver is asked to decide by 20 Nov 2026, 23:11 UTC whether to run it again with memoryMb 512 MB.',
    ],
    [
      'retry-notice',
      exampleRetryFacts,
      'never-works failed on 20 Nov 2026, 22:41 UTC: Nothing listens at warehouse.example.com:5439; every connection is refused. Nightshift is going to run it again with the same parameters; nothing is needed from you.',
    ],
  ])('%s', (purpose, facts, lead) => expect(composeMail(purpose, facts).lead).toBe(lead));
});

describe('subject', () => {
  test('names job, cause and what is needed', () => {
    expect(composeMail('owner', exampleOwnerFacts).subject).toBe(
      '[Nightshift] orders-import: bad or missing data — fix needed from its owner',
    );
    expect(composeMail('escalation', exampleEscalationFacts).subject).toBe(
      '[Nightshift] never-works: network failure — somebody has to take over',
    );
    expect(composeMail('retry-notice', exampleRetryFacts).subject).toBe(
      '[Nightshift] never-works: network failure — running again, nothing needed',
    );
  });

  test('a reminder repeats the subject of what it reminds of', () => {
    expect(composeMail('approval-reminder', exampleFacts).subject).toBe(`Re: ${composeMail('approval-request', exampleFacts).subject}`);
    expect(composeMail('escalation-reminder', exampleEscalationFacts).subject).toBe(
      `Re: ${composeMail('escalation', exampleEscalationFacts).subject}`,
    );
  });

  test('stays on one short line whatever the job is called', () => {
    const { subject } = composeMail('owner', { ...exampleOwnerFacts, job: `a\r\nBcc: x@example.com\u202E${'long '.repeat(100)}` });
    expect(subject).not.toMatch(/[\r\n\u202E]/);
    expect(subject.length).toBeLessThan(140);
    expect(subject).toMatch(/ — fix needed from its owner$/);
  });
});

test('an escalation holds job, run, attempts, error text, category, analysis, a link, and what is needed', () => {
  const content = composeMail('escalation', { ...exampleEscalationFacts, narrative: 'The warehouse was moved last night.' });
  const said = everything(content);
  for (const fact of [
    'never-works',
    '2026-11-20T22:00',
    'reporting-team@example.com',
    'at TCPConnectWrap.afterConnect',
    '(NETWORK)',
    'Whoever runs the system it depends on',
    '88 %, by a rule',
    'The warehouse was moved last night.',
    'https://platform.example.com/jobs/never-works/runs/20261120-2200',
    'Check whether the warehouse is up',
  ])
    expect(said).toContain(fact);
  expect(content.sections.find(({ title }) => title === 'What was tried')).toMatchObject({
    items: [
      'Attempt 1: same parameters. Failed again after 2 s: connection refused.',
      'Attempt 2: same parameters. Failed again after 2 s: connection refused.',
      'Attempt 3: connectTimeoutSeconds 10 s → 30 s. Failed again after 31 s: connection refused.',
      'Waited 30 s, 1 min and 2 min between the attempts.',
    ],
  });
  expect(content.link?.url).toBe(exampleFacts.incidentUrl);
});

test('an approval request holds the diff, the reasons, the risk, the precedent and what silence leads to', () => {
  const content = composeMail('approval-request', {
    ...exampleFacts,
    changes: [...exampleFacts.changes, { name: 'batch', before: null, after: 10, unit: null }],
  });
  expect(content.sections[0]).toEqual({
    kind: 'changes',
    title: 'Proposed change',
    changes: [
      { name: 'memoryMb', before: '256 MB', after: '512 MB' },
      { name: 'batch', before: 'not set', after: '10' },
    ],
  });
  expect(titles(content)).toEqual([
    'Proposed change',
    'Proposal',
    'If nobody decides',
    'Why we think so',
    'Seen before',
    'Diagnosis',
    'The failed run',
  ]);
  expect(everything(content)).toContain('R2: changes parameters inside their bounds');
  expect(everything(content)).toContain('The job is critical');
  expect(everything(content)).toContain('Nothing runs without a decision.');
  expect(content.link).toEqual({ label: 'Review and decide', url: exampleFacts.approvalUrl });
});

test.each(mailPurposes)('%s with nothing known has no empty part, no double full stop and no exclamation mark', (purpose) => {
  const bare: MailFacts = {
    ...exampleFacts,
    rootCause: '',
    errorText: '',
    quotes: [],
    precedent: null,
    reason: '',
    changes: [],
    approvalReasons: [],
    deadline: null,
    owner: null,
    runUrl: null,
    cause: 'UNKNOWN',
    origin: 'UNKNOWN',
  };
  const content = composeMail(purpose, bare);
  expect(content.lead).toMatch(/^[A-Z]?[^!]*\.$/);
  expect(everything(content)).not.toMatch(/\.\.|!|undefined|null"|""|\(\)/);
  for (const section of content.sections) {
    if (section.kind === 'list') expect(section.items.length).toBeGreaterThan(0);
    if (section.kind === 'quote') expect(section.lines.length).toBeGreaterThan(0);
  }
});

test('a long error text keeps its beginning and its end', () => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const content = composeMail('escalation', { ...exampleEscalationFacts, errorText: lines.join('\n') });
  const section = content.sections.find(({ title }) => title === 'Error text');
  expect(section).toMatchObject({ lines: expect.arrayContaining(['line 0', '… 470 lines left out …', 'line 499']) });
});

test('the same facts always give the same mail', () => {
  for (const purpose of mailPurposes) expect(composeMail(purpose, exampleFacts)).toEqual(composeMail(purpose, exampleFacts));
});
