export { incidentWorkflow } from './incident.ts';
export { platformSweepWorkflow } from './platform-sweep.ts';
export { startRunWorkflow } from './start-run.ts';
