import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { actionMeasured } from './action.js';
import { BenchDatabases } from './bench-databases.js';
import { growthMeasured } from './growth.js';
import { memoryMeasured } from './memory.js';
import { recordMeasured } from './record.js';
import { wallsMeasured } from './walls.js';
import { worklistMeasured } from './worklist.js';

/** What one measurement found. Everything but memory is a ratio of medians within this run, so that it says the same on any machine. */
export interface Finding {
  /** Read across in the table: what was measured, in its own unit. */
  columns: Record<string, string>;
  /** What `--json` writes. */
  figures: Record<string, number>;
  /** Whether it is as good as it has to be. */
  met: boolean;
  bar: string;
}

const MEASUREMENTS = {
  worklist: worklistMeasured,
  action: actionMeasured,
  growth: growthMeasured,
  walls: wallsMeasured,
  memory: memoryMeasured,
  record: recordMeasured,
} as const;
type Name = keyof typeof MEASUREMENTS;
const NAMES = Object.keys(MEASUREMENTS) as Name[];

const options = new Command('bench')
  .description('Handrail beside plain references, measured in the same run on the same database')
  .option('--json <file>', 'also write the figures to a file')
  .addOption(new Option('--only <name>', 'run one measurement').choices(NAMES))
  .option('--referrals <number>', 'how many referrals there are; fewer for a quick look', '200000')
  .parse()
  .opts<{ json?: string; only?: Name; referrals: string }>();

const databases = await BenchDatabases.start(Number(options.referrals));
// Whoever has seen enough leaves no database behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void databases.close().finally(() => process.exit(130)));
const findings = new Map<Name, Finding>();
try {
  for (const name of options.only ? [options.only] : NAMES) {
    console.error(`${name} …`);
    findings.set(name, await MEASUREMENTS[name](databases));
  }
} finally {
  await databases.close();
}

for (const [name, { columns, met, bar }] of findings) {
  console.log(`\n${name}: ${met ? 'met' : 'NOT MET'} (${bar})`);
  for (const [title, value] of Object.entries(columns)) console.log(`  ${title.padEnd(52)}${value}`);
}
if (options.json) {
  const figures = Object.fromEntries([...findings].map(([name, finding]) => [name, finding.figures]));
  writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}
