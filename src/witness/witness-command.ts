import { type Verifier, verifierOf } from '../../libs/record/signed-note.js';
import { StopSignal } from '../operations/stop-signal.js';
import { WitnessFolder } from './witness-folder.js';
import { WitnessServer } from './witness-server.js';

export interface WitnessOptions {
  state: string;
  log: string[];
  name?: string;
  host: string;
  port: string;
}

/** `handrail witness`: cosigns the heads of other people's records until it is asked to stop. Needs no database and no setting. */
export async function witness(
  { state, log, name, host, port }: WitnessOptions,
  print: (line: string) => void,
): Promise<void> {
  const logs = log.map(watchedLog);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error('--port is malformed. Expected: a port number from 0 to 65535.');
  const stop = new StopSignal();
  const folder = await WitnessFolder.open(state, name);
  try {
    const report = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);
    const server = await WitnessServer.start(folder, logs, { host, port: Number(port) }, report);
    print(`Witness ${folder.name}`);
    print(`  verifier key  ${folder.verifierKey}`);
    print(`  listens at    ${server.address}`);
    for (const origin of new Set(logs.map((one) => one.name))) {
      const last = folder.lastOf(origin);
      print(
        `  watches       ${origin}, ${last ? `of which it cosigned ${last.size} entries` : 'of which it cosigned nothing yet'}`,
      );
    }
    await stop.given;
    await server.close();
  } finally {
    folder.close();
  }
}

function watchedLog(text: string): Verifier {
  const log = verifierOf(text);
  if (!log)
    throw new Error('--log is malformed. Expected: the verifier key of a log, as handrail audit key prints it.');
  return log;
}
