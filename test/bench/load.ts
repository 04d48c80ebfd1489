import { Pool } from 'undici';

const CONNECTIONS = 16;

export interface Request {
  path: string;
  token: string;
  body: string;
}

/** Requests per second over so many milliseconds, 16 connections at once, each answer read whole and looked at. */
export async function requestsPerSecond(address: string, next: () => Request, milliseconds: number): Promise<number> {
  const pool = new Pool(address, { connections: CONNECTIONS, pipelining: 1 });
  const start = performance.now();
  const end = start + milliseconds;
  let answered = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) {
        await answer(pool, next());
        answered += 1;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return answered / seconds;
}

/** So many requests, 16 connections at once. */
export async function someRequests(address: string, next: () => Request, times: number): Promise<void> {
  const pool = new Pool(address, { connections: CONNECTIONS, pipelining: 1 });
  let left = times;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while ((left -= 1) >= 0) await answer(pool, next());
    }),
  );
  await pool.close();
}

/** Milliseconds that each of so many requests took, one after the other. */
export async function latencies(address: string, next: () => Request, times: number): Promise<number[]> {
  const pool = new Pool(address, { connections: 1, pipelining: 1 });
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await answer(pool, next());
    took.push(performance.now() - start);
  }
  await pool.close();
  return took;
}

async function answer(pool: Pool, { path, token, body }: Request): Promise<void> {
  const { statusCode, body: answered } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const text = await answered.text();
  // What is refused costs less than what is done: a measurement of refusals would be a lie.
  if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`${statusCode}: ${text.slice(0, 400)}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

/** The two are measured in turn, so that whatever else the machine does meets both. */
export async function inTurns<Name extends string>(
  rounds: number,
  measured: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measured) as Name[];
  const found = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) found.get(name)?.push(await measured[name]());
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, median(values)])) as Record<Name, number>;
}
