import { partOf } from '../../../access/standing.js';
import { field, id, line } from '../../field.js';
import type { ActionDeclaration, InputRule } from '../../pathway.js';
import type { ReferralContext } from '../../referral-context.js';
import { declareAction, fault, type Input, mustBeOpen, mustTakePart } from '../rules.js';
import { membersOf, nameOfService, nobodyCarriesOn, ONLY_THAT_SERVICE, passedToService } from '../services.js';
import { whoMayAccept } from '../who-may.js';

export class PassToServiceInput {
  @field('Service of yours that takes it', id('service'), { hint: ONLY_THAT_SERVICE }) service!: string;
}
const anotherService: InputRule<ReferralContext, Input> = {
  id: 'handrail.another-service',
  faults: ({ service }, context, { agencyId }) =>
    typeof service === 'string' && partOf(context, agencyId)?.serviceId === service
      ? [fault('service', 'It is with this service already.')]
      : [],
};
class ServiceThatHasIt {
  @field('Service that has it now', line(200)) serviceName!: string;
}
/** A wall inside the agency: survivors' work and work with people who have offended never meet. Nothing of it shows to other agencies. */
export const passToService: ActionDeclaration = declareAction({
  name: 'passToService',
  title: 'Pass to a service',
  done: 'Passed to a service',
  description:
    'The agency’s part, with its own notes, belongs to one of its services: nobody else of the agency sees it. Work that somebody else holds goes back, to be allocated in the service.',
  takenBy: whoMayAccept,
  input: PassToServiceInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [anotherService],
  leavesNobody: nobodyCarriesOn,
  names: (input, _actor, facts) => membersOf(input, facts),
  alsoSays: {
    fields: ServiceThatHasIt,
    of: (input, _context, _kept, _actor, facts) => ({ serviceName: nameOfService(input, facts) }),
  },
  effect: passedToService,
});
