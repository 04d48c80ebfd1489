import { Module } from '@nestjs/common';
import { AgencyDirectory } from '../agencies/agency-directory.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { ClockFiring } from '../clocks/clock-firing.js';
import { ClockWorker } from '../clocks/clock-worker.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { RestrictionPassing } from '../clocks/restriction-passing.js';
import { StaffTelling } from '../clocks/staff-telling.js';
import { CommandAnswers } from './command-answers.js';
import { DoorTransactions } from './door-transactions.js';
import { EmergencyOpenings } from './emergency-openings.js';
import { ReferralDoor } from './referral-door.js';
import { ReferralReading } from './referral-reading.js';

@Module({
  providers: [
    AgencyCalendars,
    AgencyDirectory,
    ClockFiring,
    ClockWorker,
    CommandAnswers,
    DomainClock,
    DoorTransactions,
    EmergencyOpenings,
    ReferralDoor,
    ReferralReading,
    RestrictionPassing,
    StaffTelling,
  ],
  exports: [AgencyCalendars, AgencyDirectory, CommandAnswers, DomainClock, EmergencyOpenings, ReferralReading],
})
export class ReferralsModule {}
