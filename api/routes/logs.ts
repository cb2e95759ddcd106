import { createRoute, type z } from '@hono/zod-openapi';
import { categoryFits } from '../../domain/knowledge/categories.ts';
import type { ScoredEntry } from '../../domain/knowledge/types.ts';
import { analyzeLine, type LogAnalysis } from '../../domain/logs/analyze-line.ts';
import { type LogLine, readLevel } from '../../domain/logs/log-line.ts';
import { parseLine } from '../../domain/logs/parse-line.ts';
import { readTime } from '../../domain/logs/read-time.ts';
import { errorText } from '../../domain/reports/error-text.ts';
import { cleanText, stripControls } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import { callerOf, covers, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { AppError, invalidField } from '../errors.ts';
import { cleanReport } from '../intake/clean-report.ts';
import type { Intake } from '../intake/intake.ts';
import { logFailure } from '../intake/log-failure.ts';
import { type JudgedText, judgeText } from '../judge-text.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { ClassifyAnswer, ClassifyRequest, LogAnalysisAnswer, LogAnalysisRequest } from '../schemas/logs.ts';

type Asked = z.output<typeof LogAnalysisRequest>;
const messageLimitBytes = 64 * 1024;

/** The line with what the caller told beside it. @throws AppError invalid */
function readLine(asked: Asked, now: string): LogLine {
  const line = parseLine(asked.message, now);
  const level = asked.level === undefined ? line.level : readLevel(asked.level);
  if (asked.level !== undefined && level === null) throw invalidField('level', `${asked.level} is not a log level`);
  const timestamp = asked.timestamp === undefined ? line.timestamp : readTime(asked.timestamp);
  if (asked.timestamp !== undefined && timestamp === null) throw invalidField('timestamp', 'must be a date and time, ISO 8601');
  return { ...line, level, timestamp, service: asked.service ?? line.service };
}

/** Rules of a platform apply where the caller says that the line comes from it. */
const platformOf = (metadata: Asked['metadata']): string => (metadata?.['dag_id'] === undefined ? 'http' : 'airflow');

const presentKnown = ({ entry: { id, title, category, solution }, score }: ScoredEntry) => ({ id, title, category, solution, score });

/** Names as programs of operations write them. */
const presentAnalysis = (
  asked: Asked,
  line: LogLine,
  { analysis, diagnosis, ownRule }: JudgedText & { readonly analysis: LogAnalysis },
  message: string,
) => ({
  pattern_matched: analysis.pattern,
  category: analysis.category,
  severity: analysis.severity,
  service: analysis.service,
  confidence: diagnosis.cause === 'UNKNOWN' && ownRule !== null ? ownRule.confidence : diagnosis.confidence,
  recommended_action: analysis.remedies[0] ?? diagnosis.proposedAction,
  recommended_actions: [...analysis.remedies],
  cause: diagnosis.cause,
  origin: diagnosis.origin,
  action: diagnosis.proposedAction,
  method: diagnosis.method,
  root_cause: diagnosis.rootCause,
  timestamp: line.timestamp,
  level: line.level,
  message,
  metadata: { ...line.fields, ...asked.metadata },
  knowledge: analysis.known === null ? null : presentKnown(analysis.known),
  category_fits: asked.expected_category === undefined ? null : categoryFits(asked.expected_category, analysis.category),
});

/** Opening a case is more than looking. @throws AppError forbidden */
function requireReporter({ role }: Caller): void {
  if (!covers(role, 'operator')) throw new AppError('forbidden', `Opening an incident needs the role operator; you have ${role}`);
}

/** What a single text means. Nothing is kept and nothing is started, unless a case is asked for. */
export function createLogRoutes(deps: ApiDeps, intake: Intake) {
  const open = async (caller: Caller, trigger: ReturnType<typeof logFailure>): Promise<string> => {
    const report = cleanReport(trigger, { detectedBy: 'trigger', secrets: deps.settings.secrets });
    return (await intake.accept(caller.tenant, caller.actor, report)).incidentId;
  };
  const safe = (text: string) => cleanText(redact(stripControls(text), deps.settings.secrets), { maxBytes: messageLimitBytes });
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/logs/analyze',
        tags: ['logs'],
        summary: 'What a log line means',
        description:
          'Takes bracketed lines, JSON lines, syslog and plain text. It names the pattern, the service, the cause, and what is usually done about it. With `open_incident` it also opens a case.',
        middleware: [need('viewer')],
        request: { body: body(LogAnalysisRequest) },
        responses: { 200: answer('The analysis', LogAnalysisAnswer), ...writeErrors },
      }),
      async (c) => {
        const asked = c.req.valid('json');
        const [caller, now] = [callerOf(c), deps.now().toISOString()];
        if (asked.open_incident) requireReporter(caller);
        const line = readLine(asked, now);
        const text = await judgeText(deps, caller, {
          platform: platformOf(asked.metadata),
          text: line.message,
          service: line.service,
          isFailure: false,
          useModel: false,
        });
        const analysis = analyzeLine(line, text.diagnosis, text.ownRule, text.found);
        const judged = { ...text, analysis };
        const isTrouble = analysis.pattern !== null || text.diagnosis.cause !== 'UNKNOWN';
        const { fingerprint } = text.diagnosis;
        const incidentId =
          asked.open_incident && isTrouble
            ? await open(caller, logFailure(line, analysis, { fingerprint, metadata: asked.metadata, now }))
            : null;
        return c.json({ ...presentAnalysis(asked, line, judged, safe(line.message)), incident_id: incidentId }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/classify',
        tags: ['diagnosis'],
        summary: 'Classify an error',
        description: 'The ladder over one error. `category` is the origin: whose side the fix is on.',
        middleware: [need('viewer')],
        request: { body: body(ClassifyRequest) },
        responses: { 200: answer('The classification', ClassifyAnswer), ...errors },
      }),
      async (c) => {
        const asked = c.req.valid('json');
        const { diagnosis } = await judgeText(deps, callerOf(c), {
          platform: 'http',
          text: errorText(asked),
          isFailure: true,
          useModel: asked.use_llm_fallback,
        });
        const { origin, cause, proposedAction, rootCause, confidence, method, quotes } = diagnosis;
        return c.json(
          { category: origin, cause, action: proposedAction, reasoning: rootCause, confidence, method, quotes: [...quotes] },
          200,
        );
      },
    );
}
export type LogRoutes = ReturnType<typeof createLogRoutes>;
