export { failureReportWorkflow } from './failure-report.ts';
export { incidentWorkflow } from './incident.ts';
export { platformCheckWorkflow } from './platform-check.ts';
export { platformImportWorkflow } from './platform-import.ts';
export { platformSweepWorkflow } from './platform-sweep.ts';
export { startRunWorkflow } from './start-run.ts';
export { taskRetryWorkflow } from './task-retry.ts';
