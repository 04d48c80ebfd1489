import type { Actor } from './actor.js';
import type { AgencyKind, Role } from './vocabulary.js';

/** Somebody invented, of an agency of that kind and with these roles, for the tests of what those let them do. */
export const somebody = (kind: AgencyKind, ...roles: Role[]): Actor => ({
  id: 'dana',
  kind: 'PERSON',
  name: 'Dana Demo',
  email: null,
  agency: { id: 'ours', key: 'ours', name: 'Ours', kind },
  roles,
  services: [],
});
