import { specsOf } from '../../libs/pathways/field.js';
import type { ActionDeclaration, FieldFault } from '../../libs/pathways/pathway.js';
import type { AgencyDirectory } from '../agencies/agency-directory.js';

/** `toAgency` and `recipientAgency` take an agency's key or id; from here on they are ids. */
export async function resolvedAgencies(
  directory: AgencyDirectory,
  action: ActionDeclaration,
  given: Record<string, unknown>,
): Promise<{ input: Record<string, unknown>; faults: FieldFault[] }> {
  const input = { ...given };
  const faults: FieldFault[] = [];
  for (const spec of specsOf(action.input).filter(({ kind, of }) => kind === 'id' && of === 'agency')) {
    const named = input[spec.name];
    if (typeof named !== 'string' || named.trim() === '') continue;
    const agency = await directory.byKeyOrId(named);
    if (agency) input[spec.name] = agency.id;
    else faults.push({ path: spec.name, messages: ['There is no such agency here.'] });
  }
  return { input, faults };
}
