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
}

const PARTY = 'id role givenName familyName dateOfBirth contact relatedTo { id givenName familyName }';
const AGENCY = '{ id key name kind }';
/** Everything that a caller can get about one referral. */
export const EVERYTHING = `query Everything($id: ID!) {
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
    timeline(first: 100) { edges { node { id at action title agency ${AGENCY} actorName section text values { name title value } } } pageInfo { hasNextPage } }
  }
  worklist(first: 100) { edges { node { id reference summary narrative parties { ${PARTY} } } } }
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
  nextDeadline: { kind: string; dueAt: string; explanation: string } | null;
  timeline: { edges: { node: { id: string; title: string } }[] };
}
export interface SeenByOne {
  referral: SeenReferral | null;
  worklist: { edges: { node: { id: string } }[] };
}
