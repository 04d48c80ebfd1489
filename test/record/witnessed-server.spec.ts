import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORIGIN } from '../../libs/record/checkpoint.js';
import { auditVerify } from '../../src/record/audit-command.js';
import { WitnessFolder } from '../../src/witness/witness-folder.js';
import { WitnessServer } from '../../src/witness/witness-server.js';
import { HandrailBeside } from '../harness/beside.js';
import { submitted } from '../harness/incidents.js';

describe('A server whose settings name a witness', () => {
  let folder: string;
  let kept: WitnessFolder;
  let witness: WitnessServer;
  let handrail: HandrailBeside;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'handrail-witnessed-'));
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(folder, 'sealing.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    kept = await WitnessFolder.open(join(folder, 'witness'), 'police.example/witness');
    const logs = [{ name: ORIGIN, key: createPublicKey(privateKey) }];
    witness = await WitnessServer.start(kept, logs, { host: '127.0.0.1', port: 0 }, () => undefined);
    handrail = await HandrailBeside.start({
      HANDRAIL_SEALING_KEY_FILE: join(folder, 'sealing.pem'),
      HANDRAIL_WITNESSES: `${kept.verifierKey} ${witness.address}`,
    });
  });
  afterAll(async () => {
    await handrail.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const behind = async (): Promise<number> => {
    const text = await (await fetch(`${handrail.address}/metrics`)).text();
    const value = /^handrail_witness_behind_seconds\{witness="police.example\/witness"\} (\S+)$/m.exec(text)?.[1];
    return value === undefined ? Number.NaN : Number(value);
  };
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it('has what was recorded cosigned by itself within seconds, and verifies with the witness', async () => {
    await submitted(await handrail.as('dsl@northgate.example'));
    await until(() => kept.lastOf(ORIGIN) !== null);
    await until(async () => (await behind()) === 0);
    const printed: string[] = [];
    const whole = await auditVerify(
      { configuration: handrail.configuration, database: handrail.database },
      (line) => printed.push(line),
      { witness: [kept.verifierKey] },
    );
    expect([whole, printed.join('\n')]).toEqual([
      true,
      expect.stringContaining('The witness police.example/witness cosigned'),
    ]);
  }, 30_000);

  it('measures since when the witness is behind, and answers meanwhile as ever', async () => {
    await witness.close();
    kept.close();
    const dsl = await handrail.as('dsl@northgate.example');
    await submitted(dsl);
    await until(async () => (await behind()) > 1);
    expect((await dsl.ask('{ me { name } }')).errors).toEqual([]);
  }, 30_000);
});
