export * from '../../workflows/index.ts';
export { bareWorkflow } from './bare.ts';
export { everyStepRemoteWorkflow } from './every-step-remote.ts';
