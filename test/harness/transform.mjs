// Jest runs tests in a context of their own, where whoever names a global (`Object`, `JSON`) waits for it to be looked up: a quarter of the
// time of what is worked out there. So each module of ours takes those that it names once, at its beginning; CommonJS modules of others are
// given them by jest's `sandboxInjectedGlobals`.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import swc from '@swc/jest';

export const GIVEN = [
  'Object',
  'Array',
  'JSON',
  'Map',
  'Set',
  'Math',
  'Number',
  'String',
  'Symbol',
  'Promise',
  'Error',
];
const TAKEN = [...GIVEN, 'Reflect', 'Date', 'Buffer', 'Uint8Array', 'Infinity'];
const { process, processAsync, getCacheKey } = swc.createTransformer();

function withItsGlobals({ code, map }) {
  const has = (pattern) => new RegExp(pattern).test(code);
  const taken = TAKEN.filter(
    (name) =>
      has(`\\b${name}\\b`) &&
      !has(`\\b(?:class|function|const|let|var|as) ${name}\\b|\\bimport [^;]*[{,]\\s*${name}\\b`),
  );
  // On the first line, so that all keep their numbers.
  return { code: taken.length > 0 ? `const { ${taken.join(', ')} } = globalThis; ${code}` : code, map };
}
const ownText = readFileSync(new URL(import.meta.url));

export default {
  process: (...asked) => withItsGlobals(process(...asked)),
  processAsync: async (...asked) => withItsGlobals(await processAsync(...asked)),
  getCacheKey: (...asked) =>
    createHash('sha1')
      .update(getCacheKey(...asked))
      .update(ownText)
      .digest('hex'),
};
