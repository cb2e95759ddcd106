import { readFileSync } from 'node:fs';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Config } from '../config.ts';

/** How to reach Temporal, from the configuration; the same for workers and clients. */
export function connectionOptions(config: Config): NativeConnectionOptions & { readonly address: string } {
  if (config.TEMPORAL_ADDRESS === undefined) throw new Error('TEMPORAL_ADDRESS is missing: it names the Temporal server as host:port');
  const { TEMPORAL_TLS_CA_FILE: ca, TEMPORAL_TLS_CERT_FILE: certificate, TEMPORAL_TLS_KEY_FILE: key } = config;
  const encrypted = config.TEMPORAL_TLS || config.TEMPORAL_API_KEY !== undefined || ca !== undefined || certificate !== undefined;
  return {
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_API_KEY === undefined
      ? {}
      : { apiKey: config.TEMPORAL_API_KEY, metadata: { 'temporal-namespace': config.TEMPORAL_NAMESPACE } }),
    ...(encrypted
      ? {
          tls: {
            ...(ca === undefined ? {} : { serverRootCACertificate: readFileSync(ca) }),
            ...(certificate === undefined || key === undefined
              ? {}
              : { clientCertPair: { crt: readFileSync(certificate), key: readFileSync(key) } }),
          },
        }
      : {}),
  };
}
