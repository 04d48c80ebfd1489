import { Emergency } from '../../libs/access/break-glass.js';
import { choice, field, text, yesNo } from '../../libs/pathways/field.js';

export class BreakGlass {
  @field('Reference of the referral', text(60), {
    optional: true,
    hint: 'As it stands on a letter, in place of the id: one of the two.',
  })
  reference?: string;
  @field('What kind of emergency', choice('Emergency', Emergency)) emergency!: string;
  @field('Why you must see this now', text(2000), {
    hint: 'Your supervisor and the agency that holds the referral read it. Name no child in this.',
  })
  reason!: string;
}

export class JudgeEmergencyOpening {
  @field('Did it have to be', yesNo()) justified!: boolean;
  @field('Why, or why not', text(2000), { hint: 'Name no child in this.' }) judgement!: string;
}
