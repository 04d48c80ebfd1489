import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { readConfiguration } from './operations/configuration.js';
import { inPlainWords } from './operations/plain-words.js';
import { serve } from './operations/serve.js';

// The heap grows by two fifths of what is in use before it is swept. Left alone, V8 lets it grow to four times that, which gains nothing
// here. It has no cap: an answer that needs more gets it.
setFlagsFromString('--heap-growing-percent=40');
// Code is compiled at its first call and made fast after a twentieth of the calls that V8 waits for. Left alone, an action takes twice as
// long in the first half minute after a start as later.
for (const flag of ['--always-sparkplug', '--no-lazy-feedback-allocation', '--interrupt-budget=6000'])
  setFlagsFromString(flag);

try {
  await serve(readConfiguration(process.env));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${inPlainWords(error)}\n`);
  process.exit(1);
}
