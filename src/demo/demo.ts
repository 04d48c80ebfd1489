import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { agencyOf, demoAgencies, demoClient, demoPeople } from '../agencies/demo-people.js';
import { clockAdvance } from '../clocks/clock-command.js';
import { Database } from '../database/database.js';
import { freePort } from '../database/free-port.js';
import { mintDemoToken } from '../identity/demo-token.js';
import { type Configuration, readConfiguration } from '../operations/configuration.js';
import { openForCommand } from '../operations/opened-database.js';
import { inPlainWords } from '../operations/plain-words.js';
import { StopSignal } from '../operations/stop-signal.js';
import { auditVerify } from '../record/audit-command.js';
import { type Incident, readIncident } from './incident.js';
import { Play, type Player } from './play.js';
import { inWords } from './sight.js';
import { legend, wrapped } from './transcript.js';

const HELP = `Usage: npm run demo [-- --incident FILE]

Plays one incident over HTTP against a server of its own, and prints, step by step, who did what and what each agency can see. Ends with 1
when a step is not as the file says, when somebody can read what the file keeps from their agency, or when the record does not verify.

  --incident FILE  another incident, of the form of src/demo/demo-incident.json, whose "form" explains it
  --help           this
`;
const STARTS_WITHIN_MS = 60_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const nameOf = (agency: string): string => demoAgencies.find(({ key }) => key === agency)?.name ?? agency;
/** Everybody who can sign in, the partner's machine included. */
const players: readonly Player[] = [
  ...demoPeople.map(({ email, name, role }) => ({ email, name, role, agency: agencyOf(email) })),
  { email: demoClient.clientId, ...demoClient },
].map(({ email, name, role, agency }) => ({
  email,
  agency,
  words: `${name}, ${inWords(role)}, ${nameOf(agency)} [${agency}]`,
}));

/** `npm run demo`: a server of its own on a folder of its own, an incident played over HTTP, and what is wrong with it, if anything. */
async function demo(): Promise<number> {
  const { values } = parseArgs({ options: { incident: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const incident = readIncident(
    values.incident ?? fileURLToPath(new URL('./demo-incident.json', import.meta.url)),
    players.map(({ email }) => email),
    demoAgencies.map(({ key }) => key),
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-demo-'));
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    HANDRAIL_DATA_DIR: dataDir,
    HANDRAIL_MODE: 'demo',
    LOG_LEVEL: 'warn',
  };
  const server = spawn(process.execPath, [fileURLToPath(new URL('../main.js', import.meta.url))], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    return await Promise.race([played(incident, readConfiguration(env), server), brokenOff()]);
  } finally {
    await stopped(server);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Somebody stops it, or nobody reads on: the server and its folder go then too. */
async function brokenOff(): Promise<number> {
  const unread = new Promise((resolve) => process.stdout.on('error', resolve));
  await Promise.race([new StopSignal().given, unread]);
  return 1;
}

async function played(
  incident: Required<Incident>,
  configuration: Configuration,
  server: ChildProcess,
): Promise<number> {
  const address = `http://127.0.0.1:${configuration.port}`;
  await ready(address, server);
  const opened = await openForCommand(configuration);
  const database = await Database.open(opened.databaseUrl);
  try {
    wrapped(incident.about, '').forEach(print);
    print('');
    legend.forEach(print);
    const play = new Play(
      {
        address,
        players,
        token: (email) => mintDemoToken(email, configuration),
        advanceClock: async (days) => void (await clockAdvance(database, `P${days}D`)),
        print,
      },
      incident,
    );
    const wrong = await play.run();
    print(`\nThe record`);
    if (!(await auditVerify({ configuration, database }, (line) => print(`    ${line}`))))
      wrong.push('The record does not verify');
    return verdict(wrong, incident.mustNeverBeSeen.length > 0);
  } finally {
    await database.close();
    await opened.close();
  }
}

function verdict(wrong: string[], hid: boolean): number {
  if (wrong.length === 0) {
    print(
      `\nEverything was as the incident says: ${hid ? 'nobody saw what was not theirs, and ' : ''}the record is whole.`,
    );
    return 0;
  }
  print(`\nNOT as the incident says (${wrong.length}):`);
  wrong.forEach((line) => print(`  - ${line}`));
  return 1;
}

async function ready(address: string, server: ChildProcess): Promise<void> {
  const until = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < until) {
    if (server.exitCode !== null)
      throw new Error('The demonstration’s server did not start; what it said stands above.');
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The demonstration’s server was not ready within a minute.');
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

const code = await demo().catch((error: unknown) => {
  process.stderr.write(`${inPlainWords(error)}\n`);
  return 1;
});
// What was being played when it was broken off is not waited for.
process.exit(code);
