import type { DataSource } from 'typeorm';
import { agencyOf, demoAgencies, demoClient, demoId, demoPeople, demoServices } from './demo-people.js';

/**
 * Fills an empty database with the demonstration's agencies and people, and marks it as such. As the owner; safe to run again.
 * @returns whether it was empty
 */
export async function seedDemo(dataSource: DataSource): Promise<boolean> {
  return dataSource.transaction(async (db) => {
    const known: unknown[] = await db.query('select 1 from agency limit 1');
    if (known.length > 0) return false;
    await db.query('insert into demo_mark values (now())');
    for (const { key, name, kind } of demoAgencies) {
      await db.query('insert into agency (id, key, name, kind) values ($1, $2, $3, $4)', [
        demoId(key),
        key,
        name,
        kind,
      ]);
    }
    for (const { email, name, role } of demoPeople) {
      const id = demoId(email);
      await db.query('insert into person (id, email, name, agency_id) values ($1, $2, $3, $4)', [
        id,
        email,
        name,
        demoId(agencyOf(email)),
      ]);
      await db.query('insert into person_role (person_id, role) values ($1, $2)', [id, role]);
      await db.query(
        `insert into training (person_id, kind, completed_on, expires_on) values ($1, 'safeguarding', current_date - 90, current_date + 640)`,
        [id],
      );
    }
    await db.query('insert into machine_client (id, client_id, name, agency_id, role) values ($1, $2, $3, $4, $5)', [
      demoId(demoClient.clientId),
      demoClient.clientId,
      demoClient.name,
      demoId(demoClient.agency),
      demoClient.role,
    ]);
    for (const { agency, key, name, people } of demoServices) {
      await db.query('insert into service (id, agency_id, key, name) values ($1, $2, $3, $4)', [
        demoId(key),
        demoId(agency),
        key,
        name,
      ]);
      for (const email of people)
        await db.query('insert into person_service (person_id, service_id) values ($1, $2)', [
          demoId(email),
          demoId(key),
        ]);
    }
    return true;
  });
}
