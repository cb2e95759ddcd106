import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { IncidentStatus } from '../domain/incidents/vocabulary.ts';
import { type InvestigateResult, searchAttributeNames } from './contract.ts';

const cause = defineSearchAttributeKey(searchAttributeNames.cause, SearchAttributeType.KEYWORD);
const severity = defineSearchAttributeKey(searchAttributeNames.severity, SearchAttributeType.KEYWORD);
const status = defineSearchAttributeKey(searchAttributeNames.status, SearchAttributeType.KEYWORD);

/** Makes the case findable in Temporal by what its first diagnosis says; each upsert is an event, so later rounds are not told. */
export function describeCase(found: InvestigateResult, currentStatus: IncidentStatus): void {
  if (workflowInfo().typedSearchAttributes.get(cause) !== undefined) return;
  upsertSearchAttributes([
    { key: cause, value: found.cause },
    { key: severity, value: found.severity },
    { key: status, value: currentStatus },
  ]);
}

/** Tells Temporal where the case rests or how it ended; does nothing when it knows. */
export function describeStatus(currentStatus: IncidentStatus): void {
  if (workflowInfo().typedSearchAttributes.get(status) !== currentStatus) upsertSearchAttributes([{ key: status, value: currentStatus }]);
}
