import { englandAndWales, feedWarning } from '../../libs/working-time/calendar.js';
import { Database } from '../database/database.js';
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
  const holidays = feedWarning(englandAndWales(), new Date().toISOString().slice(0, 10));
  print(holidays === undefined ? 'ok       bank holidays are known for the next months' : `warning  ${holidays}`);
  print(`ok       environment: ${configuration.mode} mode, data in ${configuration.dataDir}`);
  try {
    const opened = await openForCommand(configuration);
    try {
      const database = await Database.open(opened.databaseUrl);
      await database.close();
      print(`ok       database (${opened.embedded ? 'embedded' : 'of DATABASE_URL'})`);
    } finally {
      await opened.close();
    }
  } catch (error) {
    print(`BROKEN   database: ${inPlainWords(error)}`);
    return false;
  }
  return !tooOld;
}
