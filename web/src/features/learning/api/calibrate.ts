import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { write } from '../../../lib/api.ts';
import type { Calibration } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

const calibrate = (dryRun: boolean): Promise<Calibration> => write<Calibration>('POST', '/api/calibration', { dryRun });

/** What calibrating now would change; asked when the dialog opens, and changes nothing. */
export const useCalibrationPreview = (wanted: boolean) =>
  useQuery({ queryKey: [...queryKeys.learning, 'calibration-preview'], queryFn: () => calibrate(true), enabled: wanted, gcTime: 0 });

/** Calibrates; what is taken holds from the next diagnosis on. */
export function useCalibrate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => calibrate(false),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.learning }),
  });
}
