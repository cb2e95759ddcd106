import { expect, test } from 'vitest';
import { type End, judge, type Observed } from './judge.ts';

const end: End = { status: 'ESCALATED', starts: 2, mails: { escalation: 1, 'retry-notice': 1 } };
const expected = new Map([['late', end]]);
const [first, again] = [
  { job: 'late', run: 'late-1', key: 'foreign:late' },
  { job: 'late', run: 'late-2', key: 'inc_1/1/submit' },
];
const [escalation, notice] = [
  { messageId: 'inc-inc-1.a@x', incidentId: 'inc_1', purpose: 'escalation' },
  { messageId: 'inc-inc-1.b@x', incidentId: 'inc_1', purpose: 'retry-notice' },
];
const incident = { id: 'inc_1', job: 'late', status: 'ESCALATED' };
const right: Observed = { starts: [first, again], mails: [escalation, notice], incidents: [incident], uncertain: new Set() };

test('has nothing to say when everything is as it should be', () => expect(judge(right, expected)).toEqual([]));

test.each<[string, Partial<Observed>, RegExp]>([
  ['no incident', { incidents: [] }, /0 incidents/],
  ['two incidents of one failure', { incidents: [incident, { ...incident, id: 'inc_2' }] }, /2 incidents/],
  ['an incident of nothing', { incidents: [incident, { id: 'inc_2', job: 'fine', status: 'RESOLVED' }] }, /Nothing failed in fine/],
  ['another end', { incidents: [{ ...incident, status: 'RESOLVED' }] }, /ended as RESOLVED/],
  ['an attempt that was not submitted', { starts: [first] }, /started 1 times instead of 2/],
  ['an attempt that was submitted twice', { starts: [first, again, { ...again, run: 'late-3' }] }, /submitted 2 times/],
  ['an attempt under another key', { starts: [first, again, { ...again, run: 'late-3', key: 'inc_1/1/submit~x' }] }, /submitted 2 times/],
  ['a command that ran twice', { starts: [first, again, again] }, /run late-2 was started 2 times/],
  ['a submission of another case', { starts: [first, { ...again, key: 'inc_9/1/submit' }] }, /not submitted by its incident/],
  ['a mail that is missing', { mails: [notice] }, /0 mails \(escalation\) instead of 1/],
  ['a mail that must arrive and is missing in the window', { mails: [notice], uncertain: new Set(['inc-inc-1.a@x']) }, /0 mails/],
  ['a second mail of its kind', { mails: [escalation, notice, { ...escalation, messageId: 'c' }] }, /2 mails \(escalation\)/],
  ['a mail that came twice', { mails: [escalation, escalation, notice] }, /came 2 times/],
  [
    'a notice that came twice in the window',
    { mails: [escalation, notice, notice], uncertain: new Set(['inc-inc-1.b@x']) },
    /came 2 times/,
  ],
  [
    'a mail that came three times',
    { mails: [escalation, escalation, escalation, notice], uncertain: new Set(['inc-inc-1.a@x']) },
    /came 3/,
  ],
  ['a mail nobody asked for', { mails: [escalation, notice, { ...notice, purpose: 'owner' }] }, /1 mails \(owner\) instead of 0/],
  ['a mail about nothing', { mails: [escalation, notice, { ...notice, incidentId: 'inc_7' }] }, /which nobody shows/],
])('complains about %s', (_name, change, complaint) => {
  expect(judge({ ...right, ...change }, expected).join('\n')).toMatch(complaint);
});

test.each<[string, Partial<Observed>]>([
  ['a mail that must arrive twice', { mails: [escalation, escalation, notice], uncertain: new Set(['inc-inc-1.a@x']) }],
  ['no notice', { mails: [escalation], uncertain: new Set(['inc-inc-1.b@x']) }],
])('accepts, in the window, %s', (_name, change) => expect(judge({ ...right, ...change }, expected)).toEqual([]));
