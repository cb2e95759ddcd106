import { wholeNumber } from './parse-values.ts';

/** How far back the figures of a command look. */
export const daysOption = ['--days <count>', 'how many days back the figures look', wholeNumber(1, 3650), 30] as const;
