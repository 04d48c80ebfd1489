import type pg from 'pg';

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}
const readOf = (table: string, plan: Plan): number =>
  (plan['Relation Name'] === table
    ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
    : 0) + (plan.Plans ?? []).reduce((sum, inner) => sum + readOf(table, inner), 0);

/** How many rows of a table a statement reads, shown or not, as its plan says once it ran. */
export async function rowsRead(client: pg.Client, table: string, text: string, values: unknown[]): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, timing off, format json) ${text}`,
    values,
  );
  const [row] = rows;
  if (!row) throw new Error('There is no plan');
  return readOf(table, row['QUERY PLAN'][0].Plan);
}
