import { ConnectorError } from '../../connectors/contract.ts';
import type { Lifecycle } from '../support/lifecycle.ts';
import { type Ending, green, red } from '../support/scripted-platform.ts';

const refused = red('Error: connect ECONNREFUSED 127.0.0.1:5432');
const heap = red('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
const syntax = red("/srv/job.mjs:3\nconst = 4;\n      ^\n\nSyntaxError: Unexpected token '='");
const strange = red('it went sideways');
export const memory = {
  name: 'memoryMb',
  type: 'integer',
  unit: 'MB',
  min: 32,
  max: 512,
  step: 8,
  default: 64,
  factor: 2,
  helps: ['RESOURCE'],
} as const;

/** One way a case can go, from the failure to where it rests. */
export interface Branch {
  readonly name: string;
  readonly endings: readonly Ending[];
  readonly job?: Parameters<Lifecycle['platform']['declare']>[0] extends infer Job ? Partial<Job> : never;
  /** Moves of people and the world; the case is open when it is called. */
  readonly moves?: (life: Lifecycle, incidentId: string) => Promise<void>;
  readonly before?: (life: Lifecycle) => void;
  readonly status: string;
  readonly attempts: number;
  readonly mails: readonly string[];
  /** Most events of its history, where `design` sets a budget. */
  readonly events?: number;
}

const rests = (status: string) => async (life: Lifecycle, id: string) =>
  void (await life.until(async () => (await life.read(id)).status === status));
const mailed = (life: Lifecycle, id: string, purpose: string) =>
  life.until(async () => life.mail.sent.some((mail) => mail.incidentId === id && mail.purpose === purpose));
const critical = { criticality: 'critical', tunables: [memory] } as const;

/** Every control flow of the incident workflow; each has a recorded history that must replay. */
export const branches: readonly Branch[] = [
  { name: 'resolved-at-once', job: { tunables: [memory] }, endings: [heap, green], status: 'RESOLVED', attempts: 1, mails: [], events: 29 },
  {
    name: 'platform-answers-late',
    job: { tunables: [memory] },
    endings: [heap, green],
    status: 'RESOLVED',
    attempts: 1,
    mails: [],
    events: 29,
    before: ({ platform }) => {
      const { readHistory } = platform;
      platform.readHistory = async () => {
        platform.readHistory = readHistory;
        throw new ConnectorError('unavailable', 'Busy');
      };
    },
  },
  { name: 'resolved-with-back-off', endings: [refused, refused, green], status: 'RESOLVED', attempts: 2, mails: [] },
  {
    name: 'resolved-with-new-parameters',
    job: { tunables: [memory] },
    endings: [heap, heap, heap, green],
    status: 'RESOLVED',
    attempts: 3,
    mails: [],
  },
  {
    name: 'approved',
    job: critical,
    endings: [heap, green],
    status: 'RESOLVED',
    attempts: 1,
    mails: ['approval-request'],
    events: 41,
    moves: async (life, id) => {
      const { hash } = await life.proposal(id);
      await mailed(life, id, 'approval-request');
      await life.move(id, 'verdict', { verdict: 'approve', hash });
    },
  },
  {
    name: 'amended',
    job: critical,
    endings: [heap, green],
    status: 'RESOLVED',
    attempts: 1,
    mails: ['approval-request'],
    moves: async (life, id) => {
      const { hash } = await life.proposal(id);
      await mailed(life, id, 'approval-request');
      await life.move(id, 'verdict', { verdict: 'amend', hash, parameters: { memoryMb: 320 } });
    },
  },
  {
    name: 'rejected',
    job: critical,
    endings: [heap],
    status: 'ESCALATED',
    attempts: 0,
    mails: ['approval-request', 'escalation'],
    moves: async (life, id) => {
      const { hash } = await life.proposal(id);
      await life.move(id, 'verdict', { verdict: 'reject', hash, reason: 'Not before the close' });
      await mailed(life, id, 'escalation');
    },
  },
  {
    name: 'other-action',
    job: critical,
    endings: [heap],
    status: 'EMAILED',
    attempts: 0,
    mails: ['approval-request', 'owner'],
    moves: async (life, id) => {
      const { hash } = await life.proposal(id);
      await life.move(id, 'verdict', { verdict: 'other-action', hash, action: 'SEND_EMAIL' });
      await rests('EMAILED')(life, id);
    },
  },
  {
    name: 'expired-and-rerouted',
    job: critical,
    endings: [heap],
    status: 'ESCALATED',
    attempts: 0,
    mails: ['approval-request', 'approval-reminder', 'approval-reminder', 'escalation'],
    moves: (life, id) => mailed(life, id, 'escalation').then(() => undefined),
  },
  {
    name: 'taken-over',
    job: critical,
    endings: [heap],
    status: 'ESCALATED',
    attempts: 0,
    mails: ['approval-request'],
    moves: async (life, id) => {
      await life.proposal(id);
      await mailed(life, id, 'approval-request');
      await life.move(id, 'take-over', { reason: 'I know this one' });
    },
  },
  {
    name: 'cancelled',
    job: critical,
    endings: [heap],
    status: 'CANCELLED',
    attempts: 0,
    mails: ['approval-request'],
    moves: async (life, id) => {
      await life.proposal(id);
      await mailed(life, id, 'approval-request');
      await life.move(id, 'cancel', { reason: 'The job is retired' });
    },
  },
  { name: 'emailed', endings: [syntax], status: 'EMAILED', attempts: 0, mails: ['owner'], moves: rests('EMAILED') },
  {
    name: 'emailed-and-recovered',
    endings: [syntax, green],
    status: 'RESOLVED',
    attempts: 0,
    mails: ['owner'],
    moves: async (life, id) => {
      await rests('EMAILED')(life, id);
      life.platform.run('emailed-and-recovered', new Date((await life.environment.currentTimeMs()) + 60_000));
      await rests('RESOLVED')(life, id);
    },
  },
  {
    name: 'emailed-and-escalated',
    endings: [syntax],
    status: 'ESCALATED',
    attempts: 0,
    mails: ['owner', 'escalation'],
    moves: async (life, id) => {
      await rests('EMAILED')(life, id);
      await life.environment.sleep('7 hours');
      await mailed(life, id, 'escalation');
    },
  },
  {
    name: 'ignored',
    job: { expectedErrors: [{ exitCode: 1, pattern: null, reason: 'nothing to do on Sundays' }] },
    endings: [strange],
    status: 'IGNORED',
    attempts: 0,
    mails: [],
  },
  {
    name: 'escalated-by-limit',
    endings: [refused],
    status: 'ESCALATED',
    attempts: 3,
    mails: ['escalation'],
    moves: (life, id) => mailed(life, id, 'escalation').then(() => undefined),
  },
  {
    name: 'escalated-by-confidence',
    endings: [strange],
    status: 'ESCALATED',
    attempts: 0,
    mails: ['escalation'],
    moves: (life, id) => mailed(life, id, 'escalation').then(() => undefined),
  },
  {
    name: 'escalated-by-unknown-effect',
    endings: [refused],
    status: 'ESCALATED',
    attempts: 1,
    mails: ['escalation'],
    before: (life) => {
      life.platform.asksBack = false;
      life.platform.onSubmit = () => {
        throw new ConnectorError('unknown-outcome', 'The connection broke after the request was sent');
      };
    },
    moves: (life, id) => mailed(life, id, 'escalation').then(() => undefined),
  },
  {
    name: 'interrupted-and-repeated',
    job: { tunables: [memory] },
    endings: [heap, { state: 'interrupted' }, green],
    status: 'RESOLVED',
    attempts: 1,
    mails: [],
  },
];

/** Plays a branch to where it rests. @returns the incident's id. */
export async function play(life: Lifecycle, branch: Branch): Promise<string> {
  const { onSubmit } = life.platform;
  branch.before?.(life);
  life.platform.declare({ ...branch.job, jobKey: branch.name }, branch.endings);
  const id = await life.open(life.platform.run(branch.name));
  await (branch.moves?.(life, id) ?? life.result(id));
  await life.until(async () => (await life.read(id)).status === branch.status);
  life.platform.asksBack = true;
  life.platform.onSubmit = onSubmit;
  return id;
}
