import type { AgencyService } from '../../libs/access/actor.js';
import { specsOf } from '../../libs/pathways/field.js';
import type { ActionDeclaration, FieldFault } from '../../libs/pathways/pathway.js';

/** `service` takes the key or id of one of the own agency's services in which somebody could carry on; from here on it is an id. */
export function resolvedServices(
  action: ActionDeclaration,
  given: Record<string, unknown>,
  services: readonly AgencyService[],
): { input: Record<string, unknown>; faults: FieldFault[] } {
  const input = { ...given };
  const faults: FieldFault[] = [];
  for (const { name } of specsOf(action.input).filter(({ kind, of }) => kind === 'id' && of === 'service')) {
    const named = input[name];
    if (typeof named !== 'string' || named.trim() === '') continue;
    const service = services.find(({ id, key }) => key === named || id === named.toLowerCase());
    if (service) input[name] = service.id;
    else
      faults.push({
        path: name,
        messages: ['Your agency has no such service in which somebody could carry on with this.'],
      });
  }
  return { input, faults };
}
