import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { Severity } from '../domain/incidents/vocabulary.ts';
import { type IncidentInput, incidentQueue, incidentWorkflowId, searchAttributeNames } from '../workflows/contract.ts';

export interface IncidentStart extends IncidentInput {
  readonly application: string;
  readonly severity: Severity;
}

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/**
 * Starts the workflow of a case, or joins the one that runs already. Called after intake has committed, and again by the steward
 * for cases without a live workflow: the incident row is the outbox.
 */
export async function startIncident(client: Client, { application, severity, ...input }: IncidentStart): Promise<void> {
  try {
    await client.workflow.start('incidentWorkflow', {
      workflowId: incidentWorkflowId(input.incidentId, input.generation),
      taskQueue: incidentQueue,
      args: [input satisfies IncidentInput],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      typedSearchAttributes: [
        { key: keyword(searchAttributeNames.status), value: 'DETECTED' },
        { key: keyword(searchAttributeNames.severity), value: severity },
        { key: keyword(searchAttributeNames.application), value: application },
        { key: keyword(searchAttributeNames.tenant), value: input.tenantId },
      ],
    });
  } catch (error) {
    // This generation has run to its end; only the steward opens the next one.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
