import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { policy, rolesThatRead, sectionsFor } from './policy.js';
import { inWords, Section } from './vocabulary.js';

it('says of each kind of agency and role once what it reads, as its page has it', () => {
  const lines = policy.map(({ kind, role, sees }) =>
    [inWords(kind), inWords(role), ...Object.values(Section).map((one) => (sees.includes(one) ? 'yes' : '–'))].join(
      ' | ',
    ),
  );
  const page = readFileSync('docs/access.md', 'utf8');
  const ofRoles = page.matchAll(/^\| (.* \| .*(?: \| (?:yes|–)){10}) \|$/gm);
  expect(lines).toEqual([...ofRoles].map(([, line]) => line));
});

it('lets somebody read what any of their roles reads at an agency of that kind', () => {
  const leader = sectionsFor('SCHOOL', ['SCHOOL_LEADER']);
  const lead = sectionsFor('SCHOOL', ['SAFEGUARDING_LEAD']);
  expect(leader).toContain('RISK');
  expect(leader).not.toContain('OWN_NOTES');
  expect(sectionsFor('SCHOOL', ['SCHOOL_LEADER', 'SAFEGUARDING_LEAD']).sort()).toEqual([...lead].sort());
});

it('lets a role read nothing at an agency of another kind, and no role nothing', () => {
  expect(sectionsFor('POLICE', ['SAFEGUARDING_LEAD'])).toEqual([]);
  expect(sectionsFor('SCHOOL', ['STAFF_REFERRER', 'AUDITOR'])).toEqual([]);
  expect(sectionsFor('SCHOOL', [])).toEqual([]);
  expect(sectionsFor('HEALTH', ['CASE_WORKER'])).toEqual([]);
});

it('names the roles of a kind of agency that read', () => {
  expect(rolesThatRead('SCHOOL')).toEqual(['SAFEGUARDING_LEAD', 'SCHOOL_LEADER']);
  expect(rolesThatRead('POLICE')).toEqual(['TRIAGE_OFFICER', 'CASE_WORKER', 'SUPERVISOR']);
  expect(rolesThatRead('RESEARCH')).toEqual([]);
});
