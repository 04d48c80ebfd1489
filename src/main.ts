import 'reflect-metadata';
import { readConfiguration } from './operations/configuration.js';
import { inPlainWords } from './operations/plain-words.js';
import { serve } from './operations/serve.js';

try {
  await serve(readConfiguration(process.env));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${inPlainWords(error)}\n`);
  process.exit(1);
}
