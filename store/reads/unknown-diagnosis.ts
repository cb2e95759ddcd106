import type { Diagnosis } from '../../domain/diagnosis/types.ts';

/** What is shown where no diagnosis was stored. */
export const unknownDiagnosis: Pick<Diagnosis, 'rootCause' | 'quotes' | 'confidence' | 'method' | 'cause' | 'origin'> = {
  rootCause: 'The failure has not been diagnosed.',
  quotes: [],
  confidence: 0,
  method: 'rule',
  cause: 'UNKNOWN',
  origin: 'UNKNOWN',
};
