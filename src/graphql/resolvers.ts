import type { Type } from '@nestjs/common';
import { actionMutations } from './action-mutations.js';
import { EmergenciesResolver } from './emergencies.resolver.js';
import { MeResolver } from './me.resolver.js';
import { NoticesResolver } from './notices.resolver.js';
import { ReadingResolver } from './reading.resolver.js';
import { RecordResolver } from './record.resolver.js';
import { EntryResolver, PersonResolver, ReferralPartsResolver } from './referral-parts.resolver.js';
import { SharingResolver } from './sharing.resolver.js';
import { StaffResolver } from './staff.resolver.js';
import { DateScalar, DateTimeScalar } from './scalars.js';

/** All that the schema is made of. */
export const resolvers: Type<unknown>[] = [
  MeResolver,
  ReadingResolver,
  ReferralPartsResolver,
  PersonResolver,
  EntryResolver,
  NoticesResolver,
  SharingResolver,
  EmergenciesResolver,
  RecordResolver,
  StaffResolver,
  actionMutations(),
];
export const scalars = [DateScalar, DateTimeScalar];
