import { readFileSync } from 'node:fs';

/** Who the database runs as. PostgreSQL refuses to run as root, so root hands it to an account that may do less. */
export interface PostgresAccount {
  uid: number;
  gid: number;
  name: string;
}

/** Undefined when we are not root: the database then runs as whoever we are. */
export function postgresAccount(): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find(([login]) => login === name);
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor a user "nobody" to run it as. ' +
      'Create one (useradd --system postgres), run Handrail as an ordinary user, or set DATABASE_URL.',
  );
}
