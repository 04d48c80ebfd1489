import type { Section } from '../../libs/access/vocabulary.js';
import type { ActiveState } from '../../libs/pathways/pathway.js';

/**
 * An active state as an agency's part keeps it, with the section that it tells of, so that a role reads it only where it reads that
 * section. The main way is everybody's who reads the summary.
 */
export const keptState = ({ path, tells }: ActiveState): string => keptAs(tells?.section ?? 'SUMMARY', path);
const keptAs = (section: Section, path: string): string => `${section}/${path}`;

/** Of the states that are kept, those that a role reads. */
export const statesRead = (kept: readonly string[], sections: readonly Section[]): string[] =>
  kept.flatMap((state) => {
    const [section, path] = state.split('/');
    return path !== undefined && sections.some((one) => one === section) ? [path] : [];
  });

/** What a state may be kept as, for whoever reads these sections: what they filter by never finds more than they are shown. */
export const keptAsOneOf = (path: string, sections: readonly Section[]): string[] =>
  sections.map((section) => keptAs(section, path));
