import { ConnectorError, type ConnectorErrorKind } from '../contract.ts';

const kinds: readonly (readonly [pattern: RegExp, kind: ConnectorErrorKind, advice: string])[] = [
  [/^ParameterNotFound/, 'invalid', 'there is no such parameter in this region'],
  [
    /AccessDenied|Unrecognized|Expired|InvalidSignature|NotAuthorized/,
    'denied',
    'the role needs ssm:GetParameter on it, and kms:Decrypt on its key',
  ],
  [/Credentials/, 'denied', 'no AWS credentials were found'],
  [/Throttl|TooManyRequests/, 'rate-limited', 'AWS asks to slow down'],
  [/Timeout|Abort|ECONN|ENOTFOUND|EHOST|Network/i, 'unreachable', 'AWS cannot be reached from here'],
];

const codeOf = (error: unknown): string => {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ');
};

/** A decrypted parameter of the AWS Systems Manager. Credentials and endpoint are those of the AWS SDK's own environment. @throws ConnectorError */
export async function readParameter(
  { parameter, region }: { readonly parameter: string; readonly region: string },
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string> {
  // Loaded when it is needed: few installations keep an address there.
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ region, maxAttempts: 1 });
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const { Parameter: found } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }), {
      abortSignal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    });
    return found?.Value?.trim() ?? '';
  } catch (error) {
    const code = codeOf(error);
    const [, kind, advice] = kinds.find(([pattern]) => pattern.test(code)) ?? [null, 'unavailable' as const, 'AWS did not give it'];
    throw new ConnectorError(kind, `AWS SSM parameter ${parameter} in ${region}: ${advice} (${code || 'unknown error'})`, { cause: error });
  } finally {
    client.destroy();
  }
}
