import type { Config } from '../config.ts';
import type { ModelEndpoint } from '../connectors/model/contract.ts';
import type { ModelOverride } from '../domain/model/gate.ts';

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);

/** Hosts that an administrator's question may go to: those that the configuration names anyway, and this machine. */
const configuredHosts = (config: Config, endpoint: ModelEndpoint | null): readonly string[] =>
  [endpoint?.baseUrl, config.LLM_BASE_URL, config.LOCAL_LLM_BASE_URL, config.AZURE_OPENAI_ENDPOINT].flatMap((url) =>
    url === undefined ? [] : [new URL(url).host],
  );

/** Why an override is not possible; null when it is. Nobody may make this server call any address. */
export function overrideProblem(
  config: Config,
  endpoint: ModelEndpoint | null,
  { model, url }: ModelOverride,
): { readonly field: 'model' | 'url'; readonly problem: string } | null {
  if (model !== undefined && !/^[\w.:/@+-]{1,200}$/.test(model)) return { field: 'model', problem: 'is no name of a model' };
  if (url === undefined) return null;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return { field: 'url', problem: 'must be an http or https address' };
  const { host, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return { field: 'url', problem: 'must not hold a user or password' };
  if (isLoopback(hostname) || configuredHosts(config, endpoint).includes(host)) return null;
  return { field: 'url', problem: 'must lead to this machine or to a host that the configuration names' };
}

/** The endpoint for one question; null when none is switched on and none is named. A name alone means the local server where none is on. An address of one's own never gets another server's key. */
export function endpointFor(config: Config, endpoint: ModelEndpoint | null, override: ModelOverride): ModelEndpoint | null {
  const { model, url } = override;
  if (overrideProblem(config, endpoint, override) !== null) return null;
  if (model === undefined && url === undefined) return endpoint;
  if (endpoint !== null && (url === undefined || new URL(endpoint.baseUrl).host === new URL(url).host))
    return { ...endpoint, baseUrl: url ?? endpoint.baseUrl, model: model ?? endpoint.model };
  return {
    kind: 'compatible',
    baseUrl: url ?? config.LOCAL_LLM_BASE_URL,
    model: model ?? config.LOCAL_LLM_MODEL,
    apiKey: config.LOCAL_LLM_API_KEY,
  };
}
