import type { SeenReferral } from './client.js';

/** What the people of one agency see between them. */
export interface AgencySight {
  /** The agency's part, strongest first; empty when nobody there knows of the referral. */
  part: string[];
  /** FULL or PACKET, for each section that somebody there reads. */
  access: ReadonlyMap<string, string>;
  people: string[];
  entries: number;
}

const NOTHING: AgencySight = { part: [], access: new Map(), people: [], entries: 0 };
const WIDER = ['NONE', 'PACKET', 'FULL'];

/** Whether the first reads more of a section than the second; undefined reads nothing. */
export const isWider = (access: string | undefined, than: string | undefined): boolean =>
  WIDER.indexOf(access ?? 'NONE') > WIDER.indexOf(than ?? 'NONE');

/** Roles of one agency see different sections, so the agency sees what any of them sees. */
export function sightOf(views: readonly (SeenReferral | null)[]): AgencySight {
  return views.reduce<AgencySight>((sight, view) => (view ? joined(sight, view) : sight), NOTHING);
}

function joined(sight: AgencySight, view: SeenReferral): AgencySight {
  const access = new Map(sight.access);
  for (const one of view.sections)
    if (isWider(one.access, access.get(one.section))) access.set(one.section, one.access);
  return {
    part: sight.part.length > 0 ? sight.part : view.relations,
    access,
    people: [...new Set([...sight.people, ...view.parties.map(({ givenName, role }) => givenName ?? inWords(role))])],
    entries: Math.max(sight.entries, view.timeline.edges.length),
  };
}

/** `recordPoliceOutcome`, `CHILD_SHARED` and `police.notAsked` as a reader would say them. */
export const inWords = (code: string): string =>
  code
    .replace(/(?<=[a-z])([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .replace('.', ': ')
    .toLowerCase();
