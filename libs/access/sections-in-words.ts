import { isRelated, sectionOfParty } from '../pathways/party.js';
import { PartyRole, Section } from './vocabulary.js';

export const HOLDS: Record<Section, string> = {
  SUMMARY: 'reference, pathway, neutral summary',
  SUBJECT_IDENTITY: 'who did it, and their families',
  HARMED_PERSON: 'who was harmed, and their families',
  NARRATIVE: 'the account, what was asked and answered',
  RISK: 'reviews, criteria, safety, new information',
  POLICE_RECORD: 'triage, police decision, outcome',
  SOCIAL_CARE_RECORD: 'social care’s decision',
  SESSIONS: 'interventions and how they go',
  OWN_NOTES: 'an agency’s own notes',
  INTELLIGENCE: 'police intelligence',
};

/** Each section in which somebody's identity stands, with the people who stand there. */
export function peopleBySection(): [Section, string[]][] {
  const roles = Object.values(PartyRole);
  const standsIn = (section: Section): PartyRole[] => roles.filter((role) => sectionOfParty({ role }, []) === section);
  return Object.values(Section)
    .filter((section) => standsIn(section).length > 0)
    .map((section) => [
      section,
      standsIn(section).map((role) => `\`${role}\`${isRelated(role) ? ' without `relatedTo`' : ''}`),
    ]);
}
