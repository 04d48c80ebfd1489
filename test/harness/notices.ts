import type { Person } from './http.js';

export interface Notice {
  id: string;
  kind: string;
  title: string;
  at: string;
  reference: string;
  referral: { id: string } | null;
}
export interface NoticePage {
  edges: { cursor: string; node: Notice }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
export const NOTICES = `query($first: Int, $after: String) { notices(first: $first, after: $after) {
  edges { cursor node { id kind title at reference referral { id } } } pageInfo { hasNextPage endCursor } } }`;

export async function noticePage(person: Person, first: number, after: string | null): Promise<NoticePage> {
  const answer = await person.ask(NOTICES, { first, after });
  if (answer.errors.length > 0) throw new Error(answer.raw);
  return answer.data?.notices as NoticePage;
}

/** Everything that a person was told, from the first page to the last. */
export async function allNotices(person: Person, first = 100): Promise<Notice[]> {
  const notices: Notice[] = [];
  let after: string | null = null;
  do {
    const { edges, pageInfo }: NoticePage = await noticePage(person, first, after);
    notices.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return notices;
}

/** What a person was told of one referral, in order: kinds. */
export const toldOn = async (person: Person, reference: string): Promise<string[]> =>
  (await allNotices(person)).filter((one) => one.reference === reference).map(({ kind }) => kind);
