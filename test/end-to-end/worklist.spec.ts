import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cursorOf } from '../../src/referrals/cursor.js';
import { type Person, SEEN } from '../harness/http.js';
import { HandrailWithin } from '../harness/in-process.js';
import { people, submitted } from '../harness/incidents.js';

interface Page {
  edges: { cursor: string; node: { id: string; nextDeadline: { dueAt: string } | null } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

describe('The worklist', () => {
  let handrail: HandrailWithin;
  let dsl: Person;
  const ids: string[] = [];
  beforeAll(async () => {
    handrail = await HandrailWithin.start();
    ({ dsl } = await people(handrail));
    for (let count = 0; count < 24; count += 1) ids.push(await submitted(dsl));
    for (const id of ids.slice(0, 8)) await dsl.act(id, 'openInitialReview');
  });
  afterAll(() => handrail.stop());

  const page = async (first: number, after: string | null, filter: object | null = null): Promise<Page> => {
    const answer = await dsl.ask(
      'query($first: Int, $after: String, $filter: WorklistFilter) { worklist(first: $first, after: $after, filter: $filter) { edges { cursor node { id nextDeadline { dueAt } } } pageInfo { hasNextPage endCursor } } }',
      { first, after, filter },
    );
    return answer.data?.worklist as Page;
  };
  async function everyPage(
    first: number,
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Page['edges']> {
    const edges: Page['edges'] = [];
    for (let after: string | null = null; ;) {
      const one = await page(first, after);
      edges.push(...one.edges);
      if (!one.pageInfo.hasNextPage) return edges;
      after = one.pageInfo.endCursor;
      await between();
    }
  }

  it('costs the same number of statements for two referrals as for twenty, with everything that hangs on them', async () => {
    const rows = jest.spyOn(handrail.database, 'rows');
    const asked = async (first: number): Promise<number> => {
      rows.mockClear();
      const answer = await dsl.ask(`query($first: Int) { worklist(first: $first) { edges { node { ${SEEN} } } } }`, {
        first,
      });
      expect(answer.errors).toEqual([]);
      return rows.mock.calls.length;
    };
    expect(await asked(2)).toBe(await asked(20));
    rows.mockClear();
    await page(20, null);
    expect(rows).toHaveBeenCalledTimes(1);
    rows.mockRestore();
  });

  it('shows each referral once, earliest deadline first, whatever the size of its pages', async () => {
    const whole = await everyPage(100);
    const due = whole.map(({ node }) => node.nextDeadline?.dueAt ?? '9');
    expect(due).toEqual([...due].sort());
    expect(new Set(whole.map(({ node }) => node.id))).toEqual(new Set(ids));
    for (const size of [1, 5, 7, 24])
      expect((await everyPage(size)).map(({ node }) => node.id)).toEqual(whole.map(({ node }) => node.id));
  });

  it('leaves out nothing and shows nothing twice while others write', async () => {
    const seen = (await everyPage(5, async () => ids.push(await submitted(dsl)))).map(({ node }) => node.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(ids.slice(0, 24).filter((id) => !seen.includes(id))).toEqual([]);
  });

  it('filters by state, holder, reference and what waits for us, and never widens what is seen', async () => {
    expect((await page(100, null, { state: 'initialReview' })).edges).toHaveLength(8);
    for (const holder of ['gmp', '']) expect((await page(100, null, { holder })).edges).toHaveLength(0);
    expect((await page(100, null, { waitingForUs: false })).edges).toHaveLength(0);
    const { reference } = await dsl.see(ids[3] ?? '');
    expect((await page(100, null, { reference })).edges.map(({ node }) => node.id)).toEqual([ids[3]]);
    const riverside = await handrail.as('dsl@riverside.example');
    expect(
      (
        await riverside.ask(
          'query($reference: String) { worklist(filter: { reference: $reference }) { edges { node { id } } } }',
          { reference },
        )
      ).raw,
    ).not.toContain(ids[3]);
  });

  it('refuses a page of none or of more than a hundred, and a cursor that is not its own', async () => {
    const ofNotices = cursorOf('notices', '2026-02-28T00:00:00Z', '018f0000-0000-7000-8000-000000000000');
    for (const variables of [
      { first: 0 },
      { first: 101 },
      { first: 5, after: 'nonsense' },
      { first: 5, after: ofNotices },
    ]) {
      const answer = await dsl.ask(
        'query($first: Int, $after: String) { worklist(first: $first, after: $after) { edges { cursor } } }',
        variables,
      );
      expect(answer.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});
