import { cleanText, stripControls } from './clean-text.ts';
import { redact } from './redact.ts';

/**
 * Text from outside, made fit to store, show and send: without control characters, then without secrets, then bounded. The order matters: a secret with
 * a NUL byte in its middle would not be recognised, and one that the bound cuts in two neither.
 */
export const safeText = (text: string, options: { readonly secrets: readonly string[]; readonly maxBytes: number }): string =>
  cleanText(redact(stripControls(text), options.secrets), options);
