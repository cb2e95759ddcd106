import type { MarkKind } from '../../../components/mark.tsx';
import type { IncidentDetail, RecordLine } from '../../../lib/contract.ts';
import { isClosed } from '../../../lib/words.ts';

export interface TimelineGroup {
  readonly key: string;
  readonly stage: RecordLine['stage'];
  readonly lines: readonly RecordLine[];
}

/** The record cut where its stage changes, in the order in which things happened. */
export function groupByStage(lines: readonly RecordLine[]): readonly TimelineGroup[] {
  const groups: { key: string; stage: RecordLine['stage']; lines: RecordLine[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.stage === line.stage) last.lines.push(line);
    else groups.push({ key: line.id, stage: line.stage, lines: [line] });
  }
  return groups;
}

const methods: Readonly<Record<string, MarkKind>> = { rule: 'rule', knowledge: 'rule', model: 'model', human: 'person' };

/** Who a line is by: a diagnosis bears the mark of its method, all else that of its actor. */
export function markOfLine({ kind, actor, detail }: RecordLine): MarkKind {
  if (actor.kind === 'human') return 'person';
  const method = kind === 'incident-diagnosed' ? detail.method : undefined;
  return (typeof method === 'string' ? methods[method] : undefined) ?? 'system';
}

export interface RunningStage {
  readonly stage: RecordLine['stage'];
  readonly text: string;
  /** Since when it runs. */
  readonly since: string | null;
  /** Until when it waits. */
  readonly until: string | null;
}

/** What is going on in a case right now; null once it has ended. */
export function runningStage(incident: IncidentDetail): RunningStage | null {
  const { status, updatedAt, deadlineAt, owner, heldReason } = incident;
  if (isClosed(status)) return null;
  const notBefore = incident.rounds.at(-1)?.decisions.at(-1)?.notBefore ?? null;
  const run = incident.attemptList.findLast((attempt) => attempt.finishedAt === null && attempt.attempt > 0);
  if (heldReason !== null) return { stage: 'act', text: `Held: ${heldReason}`, since: updatedAt, until: null };
  switch (status) {
    case 'DETECTED':
    case 'ANALYZING':
      return { stage: 'investigate', text: 'Gathering evidence and looking for the cause', since: updatedAt, until: null };
    case 'DECIDED':
    case 'ACTING':
    case 'RETRYING':
      return run !== undefined
        ? { stage: 'verify', text: `Following attempt ${run.attempt}`, since: run.startedAt, until: null }
        : notBefore !== null && Date.parse(notBefore) > Date.now()
          ? { stage: 'act', text: 'Waits before the next attempt', since: null, until: notBefore }
          : { stage: 'act', text: 'Carrying out the decision', since: updatedAt, until: null };
    case 'VERIFYING':
      return {
        stage: 'verify',
        text: run === undefined ? 'Checking the outcome' : `Following attempt ${run.attempt}`,
        since: run?.startedAt ?? updatedAt,
        until: null,
      };
    case 'AWAITING_APPROVAL':
      return { stage: 'approve', text: 'Waits for an approver', since: null, until: deadlineAt };
    case 'EMAILED':
      return { stage: 'act', text: `Waits for ${owner ?? 'the owner'}; a green run ends the case`, since: null, until: deadlineAt };
    default:
      return { stage: 'people', text: `Waits for ${owner ?? 'a person'}`, since: null, until: deadlineAt };
  }
}
