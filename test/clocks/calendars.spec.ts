import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { type Calendar, englandAndWales } from '../../libs/working-time/calendar.js';
import { sameSchoolDay, withinWorkingDays } from '../../libs/working-time/counting.js';
import { calendarHours, calendarRefresh, calendarShow, calendarTerms } from '../../src/clocks/calendar-command.js';
import type { Seen } from '../harness/http.js';
import { HandrailBeside } from '../harness/beside.js';
import { offered, people, submitted } from '../harness/incidents.js';
import { deadlinesOf, everyReplay } from '../harness/replay.js';

const today = Temporal.Now.plainDateISO('Europe/London');
const tomorrow = today.add({ days: 1 }).toString();
const lastYear = Math.max(2028, today.year + 2);
const HOLIDAYS = ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-26'];

/** Eight days a year, and those given. */
const feed = (until: number, ...special: string[]) => ({
  'england-and-wales': {
    division: 'england-and-wales',
    events: Array.from({ length: until - today.year + 1 }, (_, place) => today.year + place)
      .flatMap((year) => HOLIDAYS.map((day) => `${year}-${day}`))
      .concat(special)
      .map((date) => ({ title: 'A bank holiday', date, notes: '', bunting: false })),
  },
});
/** A week on from today without a working day, so that a deadline cannot help but move. */
const nextWeek = Array.from({ length: 7 }, (_, place) => today.add({ days: place }).toString());

describe('the calendar that operators keep', () => {
  let handrail: HandrailBeside;
  let who: Awaited<ReturnType<typeof people>>;
  let folder: string;
  let published: Server;
  let address: string;
  let answer: { status: number; body: string; cut?: true } = { status: 200, body: '{}' };
  beforeAll(async () => {
    handrail = await HandrailBeside.start();
    who = await people(handrail);
    folder = mkdtempSync(join(tmpdir(), 'handrail-calendar-'));
    published = createServer((_request, response) => {
      response.writeHead(answer.status, { 'content-length': answer.body.length + (answer.cut ? 100 : 0) });
      response.write(answer.body, () => (answer.cut ? response.destroy() : response.end()));
    });
    await new Promise<void>((resolve) => published.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(published.address() as AddressInfo).port}/bank-holidays.json`;
  });
  afterAll(async () => {
    published.close();
    await handrail.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const publish = (value: unknown): void => {
    answer = { status: 200, body: JSON.stringify(value) };
  };
  const entries = async (): Promise<number> => {
    const rows = await handrail.store.asSuperuser((client) =>
      client.query<{ count: number }>('select count(*)::int as count from calendar_entry'),
    );
    return rows.rows[0]?.count ?? 0;
  };
  const deadline = (seen: Seen, kind: string): Seen['deadlines'][number] => {
    const found = seen.deadlines.find((one) => one.kind === kind);
    if (!found) throw new Error(`No ${kind} runs`);
    return found;
  };
  /** What is kept in memory of the calendar grows old within two seconds. */
  const heardOf = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_100));
  const reported = async (): Promise<Seen> => who.dsl.see(await submitted(who.dsl));

  it.each([
    ['is not JSON', 'holidays', 'is not JSON'],
    ['lacks England and Wales', { scotland: {} }, 'not a feed of bank holidays with a division england-and-wales'],
  ])('refuses a feed that %s, and changes nothing', async (_what, value, words) => {
    await expect(calendarRefresh(handrail.database, file('feed.json', value))).rejects.toThrow(words);
    expect(await entries()).toBe(0);
  });

  it('says what to do when the feed cannot be fetched', async () => {
    answer = { status: 503, body: '' };
    await expect(calendarRefresh(handrail.database, address)).rejects.toThrow('answered with 503. Nothing was changed');
    answer = { status: 200, body: '{ "england-and-wales": ', cut: true };
    await expect(calendarRefresh(handrail.database, address)).rejects.toThrow('name the file instead');
    await expect(calendarRefresh(handrail.database, 'http://127.0.0.1:1/feed.json')).rejects.toThrow(
      'cannot be reached from here',
    );
    await expect(calendarRefresh(handrail.database, join(folder, 'none.json'))).rejects.toThrow('cannot be read');
    expect(await entries()).toBe(0);
  });

  it('counts by a refreshed feed in the server that runs, and leaves deadlines that were set earlier their day', async () => {
    const earlier = await reported();
    expect(deadline(earlier, 'initialReview').dueAt).toBe(sameSchoolDay(await submittedAt(earlier), englandAndWales()));

    publish(feed(lastYear, ...nextWeek));
    const said = await calendarRefresh(handrail.database, address);
    expect(said).toContain(`new      ${tomorrow}`);
    await heardOf();

    const later = await reported();
    const calendar = englandAndWales(feed(lastYear, ...nextWeek));
    expect(deadline(later, 'initialReview').dueAt).toBe(sameSchoolDay(await submittedAt(later), calendar));
    expect(deadline(later, 'initialReview').dueAt > deadline(earlier, 'initialReview').dueAt).toBe(true);
    expect(deadline(await who.dsl.see(earlier.id), 'initialReview')).toEqual(deadline(earlier, 'initialReview'));
    expect(await calendarShow(handrail.database)).toContain(`from ${address}, entered on`);
  });

  it('is never replaced by a feed that ends earlier', async () => {
    await expect(calendarRefresh(handrail.database, file('short.json', feed(lastYear - 1)))).rejects.toThrow(
      'earlier than the one in use',
    );
    expect(await entries()).toBe(1);
  });

  it('has nothing to do when the feed is the one in use', async () => {
    publish(feed(lastYear, ...nextWeek));
    expect(await calendarRefresh(handrail.database, address)).toContain('Nothing to do');
    expect(await entries()).toBe(1);
  });

  it('counts what reaches an agency after its closing time from the next day, and says so', async () => {
    await expect(calendarHours(handrail.database, 'nobody', '17:00')).rejects.toThrow('no active agency with this key');
    await expect(calendarHours(handrail.database, 'csc', '5pm')).rejects.toThrow('as 17:00, or none');
    // One minute after midnight: whenever this test runs, social care have closed.
    await calendarHours(handrail.database, 'csc', '00:01');
    await heardOf();
    const { id } = await reported();
    await offered(who.dsl, id, 'csc');
    const seen = await who.dsl.see(id);
    const calendar = englandAndWales(feed(lastYear, ...nextWeek));
    const received = nextWorkingDay(await submittedAt(seen), calendar);
    expect(deadline(seen, 'socialCareDecision').dueAt).toBe(withinWorkingDays(1, received, calendar));
    expect(deadline(seen, 'socialCareDecision').explanation).toContain('because it arrived after office hours');

    await calendarHours(handrail.database, 'csc', 'none');
    await heardOf();
    const other = await reported();
    await offered(who.dsl, other.id, 'csc');
    expect(deadline(await who.dsl.see(other.id), 'socialCareDecision').explanation).not.toContain('office hours');
  });

  it('shows the office hours that count today and those that are to come, and none that are over', async () => {
    const [yesterday, nextYear] = [today.subtract({ days: 1 }), today.add({ years: 1 })].map(String);
    for (const [time, from] of [
      ['12:00', nextYear],
      ['11:00', '2026-01-05'],
      ['16:30', yesterday],
      ['17:00', yesterday],
    ] as const)
      await calendarHours(handrail.database, 'survivors', time, from);
    const shown = (await calendarShow(handrail.database)).split('\n').filter((one) => one.startsWith('survivors'));
    expect(shown).toEqual([
      `survivors: closes at 17:00, from ${yesterday}`,
      `survivors: closes at 12:00, from ${nextYear}`,
    ]);
  });

  it('counts a school’s days by the terms that it has entered, and no other school’s', async () => {
    const begins = today.add({ days: 40 }).toString();
    const terms = file('terms.json', {
      terms: [
        { from: today.subtract({ days: 60 }).toString(), until: today.subtract({ days: 1 }).toString() },
        { from: begins, until: today.add({ days: 90 }).toString() },
      ],
    });
    await expect(calendarTerms(handrail.database, 'gmp', terms)).rejects.toThrow('Only a school has terms');
    await expect(calendarTerms(handrail.database, 'northgate', file('none.json', { terms: [] }))).rejects.toThrow(
      'Terms are needed',
    );
    await calendarTerms(handrail.database, 'northgate', terms);
    await heardOf();
    const northgate = deadline(await reported(), 'initialReview');
    expect(northgate.dueAt.slice(0, 10) >= begins).toBe(true);
    expect(northgate.explanation).toContain('the school’s own terms');
    const riverside = await who.riverside.see(await submitted(who.riverside));
    expect(deadline(riverside, 'initialReview').dueAt < northgate.dueAt).toBe(true);
  });

  it('tells one of two operators who enter at the same moment to look again', async () => {
    const before = await entries();
    const both = await Promise.allSettled(
      ['16:00', '17:00'].map((time) => calendarHours(handrail.database, 'gmp', time, tomorrow)),
    );
    const refused = both.filter((one) => one.status === 'rejected');
    expect((await entries()) - before).toBe(2 - refused.length);
    for (const one of refused) expect((one.reason as Error).message).toContain('at the same moment');
  });

  it('replays every referral to the deadlines that it had, whatever was entered since', async () => {
    const replays = await everyReplay(handrail.store.ownerUrl);
    expect(replays.length).toBeGreaterThan(4);
    expect(new Set(replays.flatMap(({ events }) => events.map(({ calendar }) => calendar))).size).toBeGreaterThan(3);
    for (const { stored, replay, deadlines } of replays) {
      expect(replay).toEqual(stored);
      expect(deadlines).toEqual(deadlinesOf(stored));
    }
  });

  async function submittedAt({ id }: Seen): Promise<string> {
    const { rows } = await handrail.store.asSuperuser((client) =>
      client.query<{ at: Date }>('select max(at) as at from event where referral_id = $1', [id]),
    );
    return rows[0]?.at.toISOString() ?? '';
  }
});

function nextWorkingDay(instant: string, calendar: Calendar): string {
  let day = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate();
  do day = day.add({ days: 1 });
  while (!calendar.isWorkingDay(day.toString()));
  return new Date(day.toZonedDateTime('Europe/London').epochMilliseconds).toISOString();
}
