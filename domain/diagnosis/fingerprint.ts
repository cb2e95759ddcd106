import { createHash } from 'node:crypto';
import { lineKind } from './line-kinds.ts';
import { mask } from './mask.ts';
import type { NormalisedEvidence } from './normalise.ts';
import type { DiagnosisInput } from './types.ts';

/** Reasons that are the fault themselves, whatever the log said last. */
const decisiveReasons: readonly string[] = ['time-limit', 'memory-limit'];
/** Lines that tell more than a wrapper, for failures whose root line is none. */
const contextLines = 5;

function basis(input: DiagnosisInput, evidence: NormalisedEvidence): string[] {
  const ending = [input.platformReason ?? '', input.exitCode === null ? '' : String(input.exitCode), input.signal ?? ''];
  if (decisiveReasons.includes(input.platformReason ?? '')) return ['platform-reason', input.platformReason ?? ''];
  if (evidence.rootLine === '') return ['no-text', input.platform, ...ending];
  if (lineKind(evidence.rootLine) !== 'wrapper') return [evidence.exceptionType ?? '', evidence.maskedRoot];
  const context = evidence.lines.filter((line) => ['plain', 'wrapper'].includes(lineKind(line.text))).slice(-contextLines);
  return ['wrapper', ...ending, ...context.map((line) => mask(line.text))];
}

/**
 * Identity of a fault: the same fault on another day, host, id or path has the same one. 32 hex characters of SHA-256 over the masked root error
 * and its exception type; where the root line only says that something failed, over the lines around it and how the process ended.
 */
export function fingerprint(input: DiagnosisInput, evidence: NormalisedEvidence): string {
  return createHash('sha256').update(basis(input, evidence).join('\n')).digest('hex').slice(0, 32);
}
