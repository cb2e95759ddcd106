import { readFileSync } from 'node:fs';

/** What a workflow must not do; the bundle test shows that it cannot. */
export const forbiddenWorkflow = (): Promise<string> => Promise.resolve(readFileSync('/dev/null', 'utf8'));
