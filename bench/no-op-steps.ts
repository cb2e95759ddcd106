/** Steps that do nothing, for the workflows that the lifecycle is compared with. */
const nothing = async (_input: unknown): Promise<void> => undefined;

export const noOpSteps = {
  noOpInvestigate: async (_input: unknown) => ({ cause: 'RESOURCE', severity: 'high' }) as const,
  noOpDecide: nothing,
  noOpAct: nothing,
  noOpFollow: nothing,
  noOpConclude: nothing,
  stepGather: nothing,
  stepClaim: nothing,
  stepNotify: nothing,
};
export type NoOpSteps = typeof noOpSteps;
