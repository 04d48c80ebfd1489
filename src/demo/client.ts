import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { documentOf, everyQuestion, furtherEntries, type Question } from './every-field.js';

/** A person at their own GraphQL client: the demonstration holds nothing that a partner's client could not. */
export interface GraphqlAnswer<T> {
  data?: T | null;
  errors?: {
    message: string;
    extensions?: { code?: string; reason?: string; fields?: { path: string; messages: string[] }[] };
  }[];
}

export class DemoClient {
  private known: Promise<GraphQLSchema> | undefined;

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

  /** Everything of a referral, of the caller's work and of what the caller is told. @throws Error when a question is refused */
  look(id: string): Promise<Seen> {
    return this.asked(id, ({ name }) => AT_A_LOOK.includes(name));
  }
  /** Everything that the schema has an answer to. @throws Error when a question is refused */
  everything(id: string): Promise<Seen> {
    return this.asked(id, () => true);
  }

  /** Page by page, and the whole of it as it came. */
  private async asked(id: string, which: (question: Question) => boolean): Promise<Seen> {
    const schema = await this.schema();
    let raw = '';
    let referral: SeenReferral | null = null;
    const cursors: Record<string, string | null> = {};
    for (let questions = everyQuestion(schema).filter(which); questions.length > 0;) {
      const answer: Answered = await this.answered(documentOf(schema, questions), { id, ...cursors });
      raw += JSON.stringify(answer);
      referral ??= (answer.referral ?? null) as SeenReferral | null;
      questions = questions.filter(({ name, after }) => {
        const { hasNextPage, endCursor } = (answer[name] as Paged | null)?.pageInfo ?? NO_MORE;
        if (after) cursors[after] = endCursor;
        return hasNextPage;
      });
    }
    for (let end = referral?.timeline.pageInfo; end?.hasNextPage;) {
      const answer: Answered = await this.answered(furtherEntries(schema), { id, after: end.endCursor });
      raw += JSON.stringify(answer);
      const { timeline } = answer.referral as SeenReferral;
      referral?.timeline.edges.push(...timeline.edges);
      end = timeline.pageInfo;
    }
    return { raw, referral };
  }

  private async answered(query: string, variables: Record<string, unknown>): Promise<Answered> {
    const { data, errors } = await this.ask<Answered>(query, variables);
    if (!data || errors)
      throw new Error(`${this.email} got an error from a query: ${errors?.[0]?.message ?? 'no answer'}`);
    return data;
  }

  /** What can be asked, as the server itself says. */
  private schema(): Promise<GraphQLSchema> {
    this.known ??= this.ask<IntrospectionQuery>(getIntrospectionQuery()).then(({ data }) => {
      if (!data) throw new Error('The server does not say what can be asked');
      return buildClientSchema(data);
    });
    return this.known;
  }
}
type Answered = Record<string, unknown>;
const AT_A_LOOK: readonly string[] = ['referral', 'worklist', 'notices'];

export interface Seen {
  raw: string;
  referral: SeenReferral | null;
}

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
interface Paged {
  pageInfo?: PageEnd;
}
const NO_MORE: PageEnd = { hasNextPage: false, endCursor: null };
