import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import type { Database } from '../database/database.js';
import { agencyAdd, agencyShow } from './agency-command.js';
import { clientActive, clientAdd } from './client-command.js';
import {
  personActive,
  personAdd,
  personRole,
  personShow,
  personTraining,
  personTrainingWithdrawn,
} from './person-command.js';
import { serviceAdd, serviceAssign, serviceShow, serviceUnassign } from './service-command.js';

/** Where a command does its work; what it answers is printed. */
interface Places {
  onDatabase: (work: (database: Database) => Promise<string>) => Promise<void>;
  onOwner: (work: (owner: DataSource) => Promise<string>) => Promise<void>;
}

const AS_OWNER = 'needs DATABASE_OWNER_URL beside DATABASE_URL';

/** The operator's commands about who there is: agencies, their people, their systems, their services. */
export function agencyCommands(program: Command, places: Places): void {
  forAgencies(program, places);
  forPeople(program, places);
  forClients(program, places);
  forServices(program, places);
}

function forAgencies(program: Command, { onDatabase, onOwner }: Places): void {
  const agency = program.command('agency').description('agencies, and who works there');
  agency
    .command('show')
    .argument('[AGENCY]', 'the agency’s key; all of them unless given')
    .description('prints agencies with their people and systems, and which has nobody to whom work could be offered')
    .action((key?: string) => onDatabase((database) => agencyShow(database, key)));
  agency
    .command('add')
    .argument('<KEY>', 'a short name of its own, as hillside')
    .argument('<NAME>', 'what people call it')
    .argument('<KIND>', 'as SCHOOL')
    .description(`enters an agency; ${AS_OWNER}`)
    .action((key: string, name: string, kind: string) => onOwner((owner) => agencyAdd(owner, { key, name, kind })));
}

function forClients(program: Command, { onOwner }: Places): void {
  const client = program
    .command('client')
    .description(`agencies’ own systems, which sign in by themselves; ${AS_OWNER}`);
  client
    .command('add')
    .argument('<CLIENT_ID>', 'what the issuer calls it')
    .argument('<NAME>', 'what people call it')
    .argument('<AGENCY>', 'the agency’s key')
    .description('enters an agency’s system, which may do what the role INTEGRATION may')
    .action((clientId: string, name: string, agency: string) =>
      onOwner((owner) => clientAdd(owner, { clientId, name, agency })),
    );
  client
    .command('deactivate')
    .argument('<CLIENT_ID>')
    .description('shuts a system out, whatever token it holds')
    .action((clientId: string) => onOwner((owner) => clientActive(owner, clientId, false)));
  client
    .command('activate')
    .argument('<CLIENT_ID>')
    .description('lets a system in again')
    .action((clientId: string) => onOwner((owner) => clientActive(owner, clientId, true)));
}

function forServices(program: Command, { onDatabase }: Places): void {
  const service = program
    .command('service')
    .description('services of an agency: each keeps its work to its own people');
  service
    .command('show')
    .description('prints every agency’s services, and who belongs to them')
    .action(() => onDatabase((database) => serviceShow(database)));
  service
    .command('add')
    .argument('<AGENCY>', 'the agency’s key')
    .argument('<KEY>', 'the service’s own key within it, as survivor-support')
    .argument('<NAME>', 'what its people call it')
    .description('adds a service to an agency; work is passed to it once somebody belongs to it')
    .action((agency: string, key: string, name: string) =>
      onDatabase((database) => serviceAdd(database, agency, key, name)),
    );
  service
    .command('assign')
    .argument('<EMAIL>', 'somebody of the agency')
    .argument('<KEY>', 'a service of that agency')
    .description('lets somebody find what is with a service, beside what is all of the agency’s')
    .action((email: string, key: string) => onDatabase((database) => serviceAssign(database, email, key)));
  service
    .command('unassign')
    .argument('<EMAIL>', 'somebody of the agency')
    .argument('<KEY>', 'a service of that agency')
    .description('ends that at once; refused where it would leave a service’s work to nobody')
    .action((email: string, key: string) => onDatabase((database) => serviceUnassign(database, email, key)));
}

function forPeople(program: Command, { onOwner }: Places): void {
  const person = program
    .command('person')
    .description(`people of staff: changes count from that moment, what is added within two seconds; ${AS_OWNER}`);
  person
    .command('show')
    .argument('<EMAIL>')
    .description('prints a person’s agency, roles and training')
    .action((email: string) => onOwner((owner) => personShow(owner, email)));
  person
    .command('add')
    .argument('<EMAIL>', 'the address that the issuer vouches for')
    .argument('<NAME>')
    .argument('<AGENCY>', 'the agency’s key')
    .argument('[ROLE...]', 'as SAFEGUARDING_LEAD')
    .description('enters a person of an agency; their training comes next')
    .action((email: string, name: string, agency: string, roles: string[]) =>
      onOwner((owner) => personAdd(owner, { email, name, agency, roles })),
    );
  person
    .command('deactivate')
    .argument('<EMAIL>')
    .description('shuts a person out; what they work on is listed to their supervisors')
    .action((email: string) => onOwner((owner) => personActive(owner, email, false)));
  person
    .command('activate')
    .argument('<EMAIL>')
    .description('lets a person in again')
    .action((email: string) => onOwner((owner) => personActive(owner, email, true)));
  person
    .command('role')
    .argument('<add|remove>')
    .argument('<EMAIL>')
    .argument('<ROLE>', 'as SAFEGUARDING_LEAD')
    .description('gives a person a role, or takes it away')
    .action((change: string, email: string, role: string) =>
      onOwner((owner) => personRole(owner, { change, email, role })),
    );
  person
    .command('training')
    .argument('<EMAIL>')
    .argument('<KIND>', 'as safeguarding')
    .argument('<DATE>', 'the day on which it was completed, as 2026-09-01')
    .argument('<EXPIRES>', 'the last day on which it counts')
    .description('enters a training, in place of the earlier one of its kind')
    .action((email: string, kind: string, completedOn: string, expiresOn: string) =>
      onOwner((owner) => personTraining(owner, { email, kind, completedOn, expiresOn })),
    );
  person
    .command('withdraw-training')
    .argument('<EMAIL>')
    .argument('<KIND>', 'as person show lists it')
    .description('takes away a training that was entered by mistake')
    .action((email: string, kind: string) => onOwner((owner) => personTrainingWithdrawn(owner, { email, kind })));
}
