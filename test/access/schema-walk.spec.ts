import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personActive } from '../../src/agencies/person-command.js';
import { ownerDataSource } from '../../src/database/migrate.js';
import { Handrail, newKey, type Person } from '../harness/http.js';
import { decision, invited, offered, PARTIES, party, people, reviewed } from '../harness/incidents.js';
import {
  everyMutation,
  everyType,
  everyWay,
  fieldsOf,
  mutationFor,
  questionFor,
  valuesAt,
  type Way,
} from './schema-fields.js';

/** Types that hold nothing of a referral: what they show is the caller's own, or the same for everybody. */
const OF_NO_REFERRAL = [
  ...['Agency', 'AgencyConnection', 'AgencyEdge', 'AgencyService', 'Me', 'Pathway', 'Training'],
  ...['TrainingNotice', 'TrainingNoticeConnection', 'TrainingNoticeEdge'],
];
/** Page information says whether there is more, roots hold nothing themselves, and a payload answers only who was let in. */
const FRAMES = ['PageInfo', 'Query', 'Mutation', 'ActionPayload'];
const EVERYTHING = ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK', 'SESSIONS'];
/** @returns the id of the opening */
async function opened(by: Person, referralId: string): Promise<string> {
  const { data, raw } = await by.ask(
    `mutation { breakGlass(input: { idempotencyKey: "${newKey()}", referralId: "${referralId}", emergency: SERIOUS_HARM, reason: "Invented" }) { id } }`,
  );
  if (!data?.breakGlass) throw new Error(raw);
  return (data.breakGlass as { id: string }).id;
}
const A_NAME = 'Zebedee';
const NO_REFERRAL = '00000000-0000-7000-8000-000000000000';

/*
 * Every field of every type of the committed schema is asked for by those who may not see the referral: another school, people whose role
 * reads nothing, a colleague who did not report it, an agency that declined, people of an agency who are not of the service that has it. A
 * case counts only when somebody who may see it finds something in that very field: a new field has none until the referral here holds
 * something for it.
 */
describe('every field of the schema', () => {
  let handrail: Handrail;
  let id: string;
  let reference: string;
  let insiders: Person[];
  let outsiders: Person[];
  /** Their agencies were asked, and declined. */
  let declined: Person[];
  const ways = everyWay();
  const looked = new Map<string, string>();

  beforeAll(async () => {
    handrail = await Handrail.start();
    const { dsl, head, triage, officer, care, lff, practitioner, riverside, teacher } = await people(handrail);
    id = await reviewed(
      dsl,
      { criteria: ['COERCION_OR_CAPACITY'] },
      { parties: [...PARTIES, { role: 'REPORTER', givenName: A_NAME, contact: '0161 496 0000' }] },
    );
    const handoffId = await offered(dsl, id, 'csc', { sections: EVERYTHING });
    await care.act(id, 'declineHandoff', { handoffId, reason: 'Known to another team' });
    const toCharity = await invited(dsl, id, 'survivors', { sections: EVERYTHING });
    const survivors = await handrail.as('coordinator@survivors.example');
    await survivors.act(id, 'declineInvitation', { invitationId: toCharity, reason: 'No place free' });
    const [, theirs] = (await dsl.see(id)).sharingDecisions;
    await dsl.act(id, 'withdrawSharingDecision', { sharingDecisionId: theirs?.id, reason: 'They take no part' });
    const joined = await invited(dsl, id, 'lff', {
      sections: EVERYTHING,
      ongoing: true,
      handlingConditions: `Not beyond those who work with ${A_NAME}`,
    });
    await lff.act(id, 'acceptInvitation', { invitationId: joined });
    const partyId = party(await lff.see(id), 'CHILD_SHARED');
    const interventionId = await lff.act(id, 'startIntervention', {
      partyId,
      programme: 'Inform Young People',
      plannedSessions: 2,
    });
    await practitioner.act(id, 'recordSession', { interventionId, occurredOn: '2026-11-20', attended: true });
    await lff.act(id, 'completeIntervention', {
      interventionId,
      completion: 'COMPLETED',
      summary: 'All sessions done',
    });
    const client = await handrail.as('lff-case-system');
    await client.act(id, 'addNote', { text: 'Invented', audience: 'ALL_PARTICIPANTS', onBehalfOf: 'Case worker 12' });
    await lff.act(id, 'passToService', { service: 'survivor-support' });
    await offered(dsl, id, 'gmp', { sections: EVERYTHING });
    const { deputy, supervisor } = await people(handrail);
    const notTo = await dsl.act(id, 'recordSharingDecision', {
      ...decision('riverside', { decision: 'DO_NOT_SHARE', sections: null, lawfulBasis: 'VITAL_INTERESTS' }),
      ...{ notSharedReasons: ['IDENTITY_AT_RISK'], necessity: 'Not needed there', proportionality: 'Too much' },
      ...{ consent: 'NOT_SOUGHT', consentNotSoughtReason: 'It would put a child at risk' },
      ...{ familyInformed: false, familyNotInformedReason: 'Not safe yet' },
    });
    await deputy.act(id, 'reviewSharingDecision', { sharingDecisionId: notTo, agrees: true, note: 'So would I' });
    const police = await invited(dsl, id, 'gmp', { sections: EVERYTHING });
    await supervisor.act(id, 'acceptInvitation', { invitationId: police });
    await officer.act(id, 'recordSharingDecision', {
      ...decision('csc', { lawfulBasis: 'LAW_ENFORCEMENT_TASK', schedule8Condition: 'SAFEGUARDING' }),
    });
    for (const [by, personEmail] of [
      [dsl, 'deputy@northgate.example'],
      [await handrail.as('support.lead@lff.example'), 'support@lff.example'],
    ] as const)
      await by.act(id, 'allocate', { personEmail });
    // Who worked on it left: the list of what must be moved holds it.
    const owner = await ownerDataSource(handrail.store.ownerUrl);
    await personActive(owner, 'deputy@northgate.example', false);
    await owner.destroy();
    reference = (await dsl.see(id)).reference;
    const mosovo = await handrail.as('mosovo@gmp.example');
    const openingId = await opened(mosovo, id);
    await dsl.ask(
      `mutation { judgeEmergencyOpening(input: { idempotencyKey: "${newKey()}", openingId: "${openingId}", justified: false, judgement: "Not an emergency" }) { id } }`,
    );
    // A colleague with every right, to whom it is shut.
    await dsl.act(id, 'declareConflict', { personEmail: head.email });
    const service = ['support.lead@lff.example', 'support@lff.example'];
    insiders = [dsl, triage, officer, ...(await Promise.all(service.map((email) => handrail.as(email))))];
    declined = [care, survivors];
    outsiders = [
      riverside,
      ...declined,
      head,
      lff,
      practitioner,
      await handrail.as('programme.lead@lff.example'),
      teacher,
      await handrail.as('auditor@gmp.example'),
      await handrail.as('intel@gmp.example'),
      mosovo,
      await handrail.as('admin@gmp.example'),
      await handrail.as('researcher@university.example'),
    ];
  }, 120_000);
  afterAll(() => handrail.stop());

  it('has a way to it', () => {
    expect(ways.map(({ type }) => type.name).sort()).toEqual(everyType().sort());
  });

  it('shows nothing of a referral to whoever may not see it', async () => {
    const told: string[] = [];
    const unlike: string[] = [];
    for (const way of ways.filter(({ root, type }) => root === 'query' && type.name !== 'Query')) {
      const question = questionFor(way, id);
      const filled = new Set<string>();
      for (const insider of insiders) {
        const { data, errors } = await insider.ask(question);
        // Who sees the referral and does not decide about sharing is told so.
        const refused = ['FORBIDDEN', 'ACTION_NOT_AVAILABLE'].filter(() => way.path[0]?.name === 'previewPacket');
        expect(errors.filter(({ extensions }) => !refused.includes(extensions.code))).toEqual([]);
        for (const [field, values] of valuesAt(data, way)) if (values.length > 0) filled.add(field);
      }
      // What police did here is for the auditor of police to read, and of the referral nothing else.
      const audits = way.type.name.startsWith('Record') ? ['auditor@gmp.example'] : [];
      for (const outsider of outsiders.filter(({ email }) => !audits.includes(email))) {
        const { raw } = await outsider.ask(question);
        // A notice stays of the moment in which an agency lost sight of a referral: its own answer, with the reference only.
        const toldBefore = way.type.name.startsWith('Notice') && declined.includes(outsider);
        const telling = [id, A_NAME, ...(toldBefore ? [] : [reference])];
        if (telling.some((word) => raw.includes(word))) told.push(`${outsider.email}: ${way.type.name}`);
        const absent = await outsider.ask(questionFor(way, NO_REFERRAL));
        if (raw !== absent.raw) unlike.push(`${outsider.email}: ${way.type.name}`);
      }
      for (const { name } of fieldsOf(way.type))
        if (filled.has(name) || OF_NO_REFERRAL.includes(way.type.name) || FRAMES.includes(way.type.name))
          looked.set(`${way.type.name}.${name}`, question);
    }
    expect(told).toEqual([]);
    expect(unlike).toEqual([]);
  }, 240_000);

  it('says what a hand-off that waits would miss to the agency that offered it, and to nobody else', async () => {
    const question = (of: string): string =>
      `{ previewPacket(referralId: "${of}", input: { recipientAgency: "gmp", sections: [SUMMARY] }) { missingForHandoff } }`;
    const [dsl] = insiders;
    expect((await dsl?.ask(question(id)))?.data).toEqual({ previewPacket: { missingForHandoff: ['RISK'] } });
    for (const outsider of outsiders)
      expect((await outsider.ask(question(id))).raw).toBe((await outsider.ask(question(NO_REFERRAL))).raw);
    looked.set('PacketPreview.missingForHandoff', question(id));
  });

  it('of every mutation finds no referral for whoever may not see it', async () => {
    const answered: string[] = [];
    // Who opens it in an emergency comes in: what that shows, and to whom, is tried by itself.
    const inNeed = ['teacher@northgate.example', 'intel@gmp.example', 'mosovo@gmp.example'];
    const comesIn = (mutation: string, email: string): boolean => mutation === 'breakGlass' && inNeed.includes(email);
    const [payload] = ways.filter(({ type }) => type.name === 'ActionPayload');
    const answer = fieldsOf((payload as Way).type)
      .map(({ name }) => `${name} { __typename id }`)
      .join(' ');
    for (const mutation of everyMutation()) {
      looked.set(`Mutation.${mutation.name}`, mutation.name);
      if (mutation.name === 'submitReferral') continue;
      const its = mutation.type.toString() === 'ActionPayload!' ? answer : 'id reference reason';
      for (const outsider of outsiders.filter(({ email }) => !comesIn(mutation.name, email))) {
        const { errors, data } = await outsider.ask(mutationFor(mutation, id, its));
        const code = errors[0]?.extensions.code;
        if (code !== 'NOT_FOUND' || data?.[mutation.name]) answered.push(`${outsider.email} ${mutation.name}: ${code}`);
      }
    }
    for (const { name } of fieldsOf((payload as Way).type)) looked.set(`ActionPayload.${name}`, 'every mutation');
    expect(answered).toEqual([]);
  }, 240_000);

  it('was looked at, each of them', () => {
    const all = ways.flatMap(({ type }) => fieldsOf(type).map(({ name }) => `${type.name}.${name}`));
    // The roots' own fields lead to the types that were asked for.
    const roots = ways.flatMap(({ path, root }) => (root === 'query' && path[0] ? [`Query.${path[0].name}`] : []));
    const missing = all.filter((field) => !looked.has(field) && !roots.includes(field) && field !== 'Query.worklist');
    console.info(
      `${all.length} fields of ${ways.length} types, ${outsiders.length} outsiders: ${missing.length} without a case`,
    );
    expect(missing).toEqual([]);
  });
});
