import { RESTRICTION_PASSED_ON } from '../../libs/pathways/common/restriction-passed-on.js';
import { titleOfNotice as noticeTitled } from '../../libs/pathways/common/told.js';
import { type FieldSpec, specsOf } from '../../libs/pathways/field.js';
import { pathways } from '../../libs/pathways/index.js';
import type { ActionDeclaration } from '../../libs/pathways/pathway.js';
import { SubmissionInput } from '../../libs/pathways/submission.js';

const OTHER_TITLES: ReadonlyMap<string, string> = new Map([
  ['submitReferral', 'Referral submitted'],
  ['feedbackToReferrer', 'Feedback to the referrer'],
  [RESTRICTION_PASSED_ON, 'Nobody named could go on with it: restricted to those who supervise as well'],
]);

const declared = (action: string): ActionDeclaration | undefined =>
  [...pathways.values()].map(({ actions }) => actions.get(action)).find((one) => one !== undefined);

const clocks = [...pathways.values()].flatMap((pathway) => pathway.clocks);

/** What a notice says in words, whichever referral and pathway it is about. */
export const titleOfNotice = (kind: string): string => noticeTitled(kind, clocks);

/** What happened, in the past: with an action's other agency, as far as the reader may know it, or which deadline ran out. */
export function titleOfEntry(action: string, otherAgency: string | null): string {
  const done = OTHER_TITLES.get(action) ?? declared(action)?.done;
  return done === undefined
    ? titleOfNotice(`${action}.overdue`)
    : done.replace('{agency}', otherAgency ?? 'another agency');
}

/** The fields that an entry's values came from, by name: from all depths, since a value keeps its own name only. */
export function fieldsOfEntry(action: string): ReadonlyMap<string, FieldSpec> {
  const said = declared(action);
  const classes = action === 'submitReferral' ? [SubmissionInput] : [said?.input, said?.alsoSays?.fields];
  const specs = classes.flatMap((one) => (one ? flat(specsOf(one)) : []));
  return new Map(specs.map((spec) => [spec.name, spec]));
}
const flat = (specs: readonly FieldSpec[]): FieldSpec[] => specs.flatMap((spec) => [spec, ...flat(spec.fields ?? [])]);
