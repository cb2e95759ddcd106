import { contentHash } from '../domain/canonical.ts';
import { type CorrectedRow, NotCorrectionsError, type ParsedCorrections, parseCorrections } from '../domain/learning/parse-corrections.ts';
import { importCorrection } from '../store/corrections.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import { invalidField } from './errors.ts';
import type { CorrectionImportAnswer } from './schemas/corrections.ts';

/** Rows that go into one transaction: short, so that nobody waits for long. */
const rowsATransaction = 20;
/** More in one request would outlast the patience of whoever waits for the answer. */
const mostRows = 1_000;

function parsed(csv: string): ParsedCorrections {
  try {
    return parseCorrections(csv);
  } catch (problem) {
    if (problem instanceof NotCorrectionsError) throw invalidField('csv', `is no file of corrections: ${problem.message}`);
    throw problem;
  }
}

/** Tells equal rows of one file apart, in the same way each time. */
function numbered(rows: readonly CorrectedRow[]): readonly (CorrectedRow & { readonly occurrence: number })[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const key = contentHash({ cells: row.cells });
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return { ...row, occurrence };
  });
}

/** Takes over the corrections of a file, in order. A file, or a part of it, can be sent again without harm. @throws AppError invalid */
export async function importCorrections(
  { transact, matcherFor, settings }: ApiDeps,
  { tenant, actor }: Caller,
  given: { readonly csv: string; readonly person: string; readonly firstLine: number },
): Promise<CorrectionImportAnswer> {
  const { rows, skipped, problems } = parsed(given.csv);
  if (rows.length > mostRows) throw invalidField('csv', `holds ${rows.length} corrections; send at most ${mostRows} at once`);
  const offset = given.firstLine - 1;
  const work = numbered(rows.map((row) => ({ ...row, line: row.line + offset })));
  let imported = 0;
  for (let start = 0; start < work.length; start += rowsATransaction)
    imported += await transact(tenant, actor, async (tx) => {
      const context = { matcher: await matcherFor(tx), person: given.person, secrets: settings.secrets };
      let fresh = 0;
      for (const row of work.slice(start, start + rowsATransaction)) if (await importCorrection(tx, row, context)) fresh += 1;
      return fresh;
    });
  return {
    imported,
    repeated: rows.length - imported,
    skipped,
    problems: problems.map((problem) => ({ ...problem, line: problem.line + offset })),
  };
}
