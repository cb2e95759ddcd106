import type { Client } from './client.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';

/** What a command works with; made from the global options when it runs. */
export interface CommandContext {
  readonly client: Client;
  readonly output: Output;
  /** Says something beside the answer, on stderr. */
  readonly note: (text: string) => void;
  /** Ends with this code although the command has said all there is to say. */
  readonly endWith: (code: ExitCode) => void;
}
export type WithContext = () => CommandContext;
