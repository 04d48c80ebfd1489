import 'reflect-metadata';
import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { agencyCommands } from './agencies/commands.js';
import {
  calendarHours,
  calendarRefresh,
  calendarShow,
  calendarTerms,
  PUBLISHED_FEED,
} from './clocks/calendar-command.js';
import { clockAdvance, clockShow } from './clocks/clock-command.js';
import { Database } from './database/database.js';
import { token } from './identity/token-command.js';
import { type Configuration, readConfiguration } from './operations/configuration.js';
import { mustBeADemo } from './operations/demo-wall.js';
import { doctor } from './operations/doctor.js';
import { type OpenedDatabase, openForCommand } from './operations/opened-database.js';
import { inPlainWords } from './operations/plain-words.js';
import { asOwner, migrateDatabase, prepareForCommand, seedDatabase } from './operations/prepared-database.js';
import { serve } from './operations/serve.js';
import { settingsInWords } from './operations/settings.js';
import { auditExport, auditKey, auditVerify, trustedKey, type Trusted } from './record/audit-command.js';
import { auditProve, auditVerifyProof } from './record/proof-command.js';
import { witness, type WitnessOptions } from './witness/witness-command.js';

/** The operator's tool. Beside a running server it joins that server's database; with none running it starts the database itself. */
const program = new Command('handrail')
  .description('Runs Handrail and looks after it.')
  .showHelpAfterError()
  .addHelpText('after', settingsInWords());
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const configuration = (): Configuration => readConfiguration(process.env, { seals: false });

/** An option that may be given several times. */
const each = (one: string, before: string[] | undefined): string[] => [...(before ?? []), one];

async function onDatabase<T>(work: (opened: OpenedDatabase, settings: Configuration) => Promise<T>): Promise<T> {
  const settings = configuration();
  const opened = await openForCommand(settings);
  try {
    return await work(opened, settings);
  } finally {
    await opened.close();
  }
}

const onSessions = <T>(work: (database: Database, settings: Configuration) => Promise<T>): Promise<T> =>
  onDatabase(async (opened, settings) => {
    await prepareForCommand(settings, opened);
    return inSessions(opened, settings, work);
  });
/** Where nothing is, nothing is made: whoever looks at the record of a folder that is not the right one is told so. */
const onWhatIsThere = <T>(work: (database: Database, settings: Configuration) => Promise<T>): Promise<T> =>
  onDatabase((opened, settings) => inSessions(opened, settings, work));
async function inSessions<T>(
  opened: OpenedDatabase,
  settings: Configuration,
  work: (database: Database, settings: Configuration) => Promise<T>,
): Promise<T> {
  const database = await Database.open(opened.databaseUrl);
  try {
    return await work(database, settings);
  } finally {
    await database.close();
  }
}

program
  .command('serve')
  .description('serves until it is asked to stop')
  .action(() => serve(readConfiguration(process.env)));
program
  .command('migrate')
  .description('brings the database to this version; needs DATABASE_OWNER_URL beside DATABASE_URL')
  .action(async () => {
    const applied = await onDatabase((opened) => migrateDatabase(opened));
    print(
      applied.length === 0
        ? 'Nothing to do: the database is at this version.'
        : applied.map((name) => `applied ${name}`).join('\n'),
    );
  });
program
  .command('seed')
  .description('enters the demo’s agencies and people where there is no agency yet (demo mode)')
  .action(async () => {
    const done = await onDatabase((opened, { mode }) => {
      if (mode !== 'demo') throw new Error('Demo data is for demo mode only.');
      return seedDatabase(opened);
    });
    print(done ? 'The demo’s agencies and people are there.' : 'Agencies are there already; nothing was changed.');
  });
program
  .command('token')
  .argument('<EMAIL_OR_CLIENT>', 'a demo sign-in')
  .description('prints a bearer token for a demo sign-in, and nothing else (demo mode)')
  .action(async (emailOrClient: string) => print(await token(configuration(), emailOrClient)));

const clock = program.command('clock').description('the domain’s time');
clock
  .command('show')
  .description('prints the domain’s time')
  .action(async () => print(await onSessions((database) => clockShow(database))));
clock
  .command('advance')
  .argument('<DURATION>', 'how far, as P1D or PT4H (ISO 8601)')
  .description('moves the domain’s time on, and returns when everything due by then has fired (demo mode)')
  .action(async (duration: string) =>
    print(
      await onSessions(async (database, { mode }) => {
        if (mode !== 'demo') throw new Error('The clock is moved in demo mode only.');
        await mustBeADemo(database);
        return clockAdvance(database, duration);
      }),
    ),
  );

const calendar = program.command('calendar').description('the days that deadlines are counted in');
calendar
  .command('show')
  .description('prints the bank holidays ahead, and what agencies have entered')
  .action(async () => print(await onSessions((database) => calendarShow(database))));
calendar
  .command('refresh')
  .argument('[FILE_OR_URL]', 'a feed of the form of gov.uk’s', PUBLISHED_FEED)
  .description('takes a newer feed of bank holidays into use; deadlines that run keep their day')
  .action(async (source: string) => print(await onSessions((database) => calendarRefresh(database, source))));
calendar
  .command('hours')
  .argument('<AGENCY>', 'the agency’s key')
  .argument('<TIME>', 'as 17:00, or none')
  .option('--from <DAY>', 'first day on which it counts; today unless given')
  .description('sets from when on what reaches an agency counts as received on the next day')
  .action(async (agency: string, time: string, { from }: { from?: string }) =>
    print(await onSessions((database) => calendarHours(database, agency, time, from))),
  );
calendar
  .command('terms')
  .argument('<AGENCY>', 'the school’s key')
  .argument('<FILE>', 'JSON: terms, each with from and until, and closed days')
  .description('enters a school’s terms and closed days, in place of those it had')
  .action(async (agency: string, file: string) =>
    print(await onSessions((database) => calendarTerms(database, agency, file))),
  );

const onOwner = (work: (owner: DataSource) => Promise<string>): Promise<void> =>
  onDatabase(async (opened, settings) => {
    await prepareForCommand(settings, opened);
    return asOwner(opened, work);
  }).then(print);
agencyCommands(program, { onDatabase: (work) => onSessions(work).then(print), onOwner });

const audit = program.command('audit').description('the record');
audit
  .command('verify')
  .description(
    'proves that nothing of the record was changed, removed, inserted or reordered; names the first bad entry',
  )
  .option('--key <FILE>', 'with a public key that was kept elsewhere: what audit key printed, or PEM')
  .option('--head <FILE>', 'and that the record still goes on from a signed head that was kept elsewhere', each)
  .option('--witness <VKEY>', 'and that it goes on from the newest head that this witness cosigned', each)
  .option('--witnesses-needed <N>', 'of the witnesses, how many must have cosigned; all unless given')
  .option(
    '--from <FILE>',
    'goes on from where an earlier verification with this file had come; without the file, begins it',
  )
  .action(async (trusted: Trusted) => {
    const whole = await onWhatIsThere((database, settings) =>
      auditVerify({ configuration: settings, database }, print, trusted),
    );
    if (!whole) process.exitCode = 1;
  });
audit
  .command('prove')
  .argument('<ENTRY_ID>', 'the entry, by its id')
  .description(
    'prints a proof that this entry is in the record (C2SP tlog-proof), for somebody who has no access to it',
  )
  .option('--key <FILE>', 'with a public key that was kept elsewhere')
  .action(async (entryId: string, { key }: { key?: string }) => {
    const proof = await onWhatIsThere((database, settings) => auditProve(database, entryId, trustedKey(settings, key)));
    process.stdout.write(proof);
  });
audit
  .command('verify-proof')
  .argument('<FILE>', 'what audit prove printed')
  .description('says what such a proof proves, without a database')
  .option('--key <FILE>', 'the record’s public key: what audit key printed, or PEM')
  .action((file: string, { key }: { key?: string }) => {
    if (!auditVerifyProof(file, trustedKey(configuration(), key), print)) process.exitCode = 1;
  });
audit
  .command('export')
  .argument('<DIR>', 'a folder that is not there yet')
  .description('writes the sealed record as JSON Lines with its heads, for somebody who verifies it with other tools')
  .option('--key <FILE>', 'with a public key that was kept elsewhere')
  .action(async (folder: string, { key }: { key?: string }) =>
    print(await onWhatIsThere((database, settings) => auditExport({ configuration: settings, database }, folder, key))),
  );
audit
  .command('key')
  .description('prints the record’s public key, to be kept where the record is not')
  .action(() => print(auditKey(configuration())));

program
  .command('witness')
  .description(
    'cosigns heads of another agency’s record (C2SP tlog-witness), only those that go on from the last; needs no database',
  )
  .requiredOption('--state <FOLDER>', 'where it keeps its key, made at the first start, and the last head of each log')
  .requiredOption('--log <VKEY>', 'verifier key of a log that it watches, as audit key prints it; once for each', each)
  .option('--name <NAME>', 'its own name, such as police.example/witness; at the first start')
  .option('--port <PORT>', 'to listen on; 0 takes a free one', '3100')
  .option('--host <HOST>', 'address to listen on; 0.0.0.0 for every address of the machine', '127.0.0.1')
  .action((options: WitnessOptions) => witness(options, print));

program
  .command('doctor')
  .description('says what this machine and this environment lack')
  .action(async () => {
    if (!(await doctor(readConfiguration(process.env), print))) process.exitCode = 1;
  });

try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  process.stderr.write(`${inPlainWords(error)}\n`);
  process.exit(1);
}
