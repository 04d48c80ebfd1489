import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agencies, the people and machine clients that act for them, their roles and training. Small tables of reference, new. */
export class AgenciesAndPeople1764000000000 implements MigrationInterface {
  name = 'AgenciesAndPeople1764000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table agency (
        id uuid primary key,
        key text not null unique,
        name text not null,
        kind text not null,
        active boolean not null default true
      );
      create table person (
        id uuid primary key,
        email text not null unique,
        name text not null,
        agency_id uuid not null references agency (id),
        active boolean not null default true
      );
      create table person_role (
        person_id uuid not null references person (id),
        role text not null,
        primary key (person_id, role)
      );
      create table training (
        person_id uuid not null references person (id),
        kind text not null,
        completed_on date not null,
        expires_on date not null,
        primary key (person_id, kind)
      );
      create table machine_client (
        id uuid primary key,
        client_id text not null unique,
        name text not null,
        agency_id uuid not null references agency (id),
        role text not null,
        active boolean not null default true,
        jwks jsonb
      );
      comment on column machine_client.jwks is 'Public keys with which the client signs its assertions';
      create table demo_mark (marked_at timestamptz primary key);
      comment on table demo_mark is 'A row says that this database holds demonstration data; production refuses it';
      grant select on agency, person, person_role, training, machine_client, demo_mark to handrail_app, handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}
