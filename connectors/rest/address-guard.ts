import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Agent, fetch as guardedFetch } from 'undici';
import { ConnectorError } from '../contract.ts';

/** Networks, mapped forms included, that a declared request may not reach unless the operator allows it: this machine, the house, and what carries no public host. */
const inner: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

const innerNetworks = new BlockList();
for (const [network, prefix, family] of inner) innerNetworks.addSubnet(network, prefix, family);

/** Says whether an address may be called. Names of hosts among the allowed ones are compared as they stand. */
export interface AddressGuard {
  permits(address: string): boolean;
  permitsName(host: string): boolean;
}

export function createAddressGuard(allow: readonly string[]): AddressGuard {
  const allowed = listOf(allow);
  const names = new Set(allow.filter((entry) => isIP(entry.split('/')[0] ?? '') === 0).map((entry) => entry.toLowerCase()));
  return {
    permits: (address) => allowed.check(address, familyOf(address)) || !innerNetworks.check(address, familyOf(address)),
    permitsName: (host) => names.has(host.toLowerCase()),
  };
}

const refused = (host: string): ConnectorError =>
  new ConnectorError('denied', `${host} lies in a network that may not be called; an operator can allow it under "allow"`);

/** Looks a host up and hands on only addresses that may be called: what is checked is what is connected to, so no second answer can slip in. */
function guardedLookup(guard: AddressGuard): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 4);
      const fine = guard.permitsName(host) || addresses.every(({ address }) => guard.permits(address));
      if (!fine || addresses[0] === undefined) return callback(refused(host), '', 4);
      if (options.all === true) return callback(null, addresses);
      callback(null, addresses[0].address, addresses[0].family);
    });
  };
}

/** A fetch that connects to permitted addresses only. Redirects are the caller's business: a client that follows none needs no more. */
export function createGuardedFetch(allow: readonly string[]): typeof fetch {
  const guard = createAddressGuard(allow);
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(guard) } });
  return (async (input: string | URL | Request, init?: RequestInit) => {
    const { hostname } = new URL(input instanceof Request ? input.url : input);
    const literal = hostname.replace(/^\[|\]$/g, '');
    // An address in the place of a name is not looked up.
    if (isIP(literal) !== 0 && !guard.permits(literal)) throw refused(hostname);
    return guardedFetch(input as string, { ...(init as object), dispatcher });
  }) as typeof fetch;
}
