import { isIP } from 'node:net';
import type { Configuration } from '../operations/configuration.js';

/**
 * Whether the demo may answer under this name. It signs in whoever asks, so a page elsewhere must not reach it by a name of its own that
 * it lets lead to this machine (DNS rebinding): only names that lead here anyway, addresses, and what was configured.
 */
export function isDemoHost(
  authority: string | undefined,
  { host, oidcIssuer }: Pick<Configuration, 'host' | 'oidcIssuer'>,
): boolean {
  const name = nameOf(`http://${authority ?? ''}`);
  if (name === undefined) return false;
  if (name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true;
  return name === host.toLowerCase() || name === nameOf(oidcIssuer);
}

const nameOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);
