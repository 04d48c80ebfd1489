import { feedWarning } from '../../libs/working-time/calendar.js';
import { AgencyCalendars } from '../clocks/agency-calendars.js';
import { DomainClock } from '../clocks/domain-clock.js';
import { Database } from '../database/database.js';
import { discovered } from '../identity/authentication.js';
import type { Configuration } from './configuration.js';
import { openForCommand } from './opened-database.js';
import { inPlainWords } from './plain-words.js';

/** `handrail doctor`: what is fine, what should be seen to, what is broken; false when something is broken. */
export async function doctor(configuration: Configuration, print: (line: string) => void): Promise<boolean> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const tooOld = major < 20 || (major === 20 && minor < 19);
  if (tooOld) print('BROKEN   Node 20.19 or later is needed; 24 is recommended.');
  else if (major < 22) print('warning  This Node no longer gets security fixes; 24 is recommended.');
  else print('ok       Node');
  print(`ok       environment: ${configuration.mode} mode, data in ${configuration.dataDir}`);
  try {
    const opened = await openForCommand(configuration);
    try {
      const database = await Database.open(opened.databaseUrl);
      try {
        print(`ok       database (${opened.embedded ? 'embedded' : 'of DATABASE_URL'})`);
        print(await holidays(database));
      } finally {
        await database.close();
      }
    } finally {
      await opened.close();
    }
  } catch (error) {
    print(`BROKEN   database: ${inPlainWords(error)}`);
    return false;
  }
  return (await issuerAnswers(configuration, print)) && !tooOld;
}

/** Whether people could sign in: an issuer that answers as another, or not at all, is found out here and not by the first of them. */
async function issuerAnswers(
  { demoIssuer, oidcIssuer }: Configuration,
  print: (line: string) => void,
): Promise<boolean> {
  if (demoIssuer) return true;
  const answers = await discovered(oidcIssuer).then(
    () => true,
    () => false,
  );
  print(
    answers
      ? 'ok       issuer of sign-ins'
      : 'BROKEN   issuer of sign-ins: OIDC_ISSUER does not answer there as itself (/.well-known/openid-configuration)',
  );
  return answers;
}

async function holidays(database: Database): Promise<string> {
  const clock = new DomainClock(database);
  const calendar = await new AgencyCalendars(database, clock).now();
  const warning = feedWarning(calendar, await clock.today());
  return warning === undefined
    ? `ok       bank holidays are known until ${calendar.knownUntil}`
    : `warning  ${warning}`;
}
