/** A person at their own GraphQL client: the demonstration holds nothing that a partner's client could not. */
export interface GraphqlAnswer<T> {
  data?: T | null;
  errors?: {
    message: string;
    extensions?: { code?: string; reason?: string; fields?: { path: string; messages: string[] }[] };
  }[];
}

export class DemoClient {
  constructor(
    private readonly address: string,
    readonly email: string,
    private readonly token: string,
  ) {}

  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer<T>> {
    const response = await fetch(`${this.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphqlAnswer<T>;
  }

  /** The version that the caller sees now; 1 where there is none for the caller. */
  async versionOf(id: string): Promise<number> {
    const answer = await this.ask<{ referral: { version: number } | null }>(
      'query Version($id: ID!) { referral(id: $id) { version } }',
      { id },
    );
    return answer.data?.referral?.version ?? 1;
  }

  /** Everything about one referral, page by page, and the whole of it as it came. @throws Error when a query is refused */
  async everything(id: string): Promise<{ raw: string; referral: SeenReferral | null }> {
    let entries: string | null = null;
    let notices: string | null = null;
    let referral: SeenReferral | null = null;
    let raw = '';
    for (;;) {
      const answer: GraphqlAnswer<SeenByOne> = await this.ask<SeenByOne>(EVERYTHING, { id, entries, notices });
      if (!answer.data || answer.errors)
        throw new Error(`${this.email} got an error from a query: ${answer.errors?.[0]?.message ?? 'no answer'}`);
      raw += JSON.stringify(answer);
      const page = answer.data.referral;
      if (referral && page) referral.timeline.edges.push(...page.timeline.edges);
      referral ??= page;
      const [timelineEnd, noticesEnd] = [page?.timeline.pageInfo, answer.data.notices.pageInfo];
      if (!timelineEnd?.hasNextPage && !noticesEnd.hasNextPage) return { raw, referral };
      entries = timelineEnd?.endCursor ?? entries;
      notices = noticesEnd.endCursor ?? notices;
    }
  }
}

const PARTY = 'id role givenName familyName dateOfBirth contact relatedTo { id givenName familyName }';
const AGENCY = '{ id key name kind }';
/** Everything that a caller can get about one referral. */
const EVERYTHING = `query Everything($id: ID!, $entries: String, $notices: String) {
  referral(id: $id) {
    id reference version summary narrative status state pathway { key version title } custodian ${AGENCY} relations
    sections { section access }
    parties { ${PARTY} }
    handoffs { id status fromAgency ${AGENCY} toAgency ${AGENCY} reason declineReason respondBy }
    invitations { id status fromAgency ${AGENCY} toAgency ${AGENCY} ask declineReason respondBy }
    sharingDecisions { id recipientAgency ${AGENCY} decision purpose lawfulBasis rationale sections ongoing decidedAt }
    interventions { id agency ${AGENCY} party { ${PARTY} } programme plannedSessions attendedSessions completion }
    deadlines { id kind dueAt status source explanation }
    nextDeadline { id kind dueAt status source explanation }
    availableActions { name title allowed reason fields { name title hint kind required options fields { name title hint kind required options } } }
    timeline(first: 100, after: $entries) { edges { node { id at action title agency ${AGENCY} actorName section text values { name title value } } } pageInfo { hasNextPage endCursor } }
  }
  worklist(first: 100) { edges { node { id reference summary narrative parties { ${PARTY} } } } }
  notices(first: 100, after: $notices) { edges { node { id kind title reference } } pageInfo { hasNextPage endCursor } }
}`;

export interface SeenReferral {
  id: string;
  reference: string;
  version: number;
  status: string;
  state: string[];
  custodian: { key: string; name: string };
  relations: string[];
  sections: { section: string; access: string }[];
  parties: { id: string; role: string; givenName: string | null }[];
  handoffs: { id: string; toAgency: { key: string } }[];
  invitations: { id: string; toAgency: { key: string } }[];
  sharingDecisions: { id: string; recipientAgency: { key: string } }[];
  interventions: { id: string; party: { givenName: string | null } | null }[];
  nextDeadline: { kind: string; dueAt: string; status: string } | null;
  timeline: { edges: { node: { id: string } }[]; pageInfo: PageEnd };
}
interface PageEnd {
  hasNextPage: boolean;
  endCursor: string | null;
}
interface SeenByOne {
  referral: SeenReferral | null;
  notices: { pageInfo: PageEnd };
}
