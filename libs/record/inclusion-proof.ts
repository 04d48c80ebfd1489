import { partsIn } from './signed-note.js';

/** What C2SP tlog-proof carries: all that is needed to see, offline, that an entry is in the log. */
export interface InclusionProof {
  /** The entry as it is hashed; the format's "extra data". Nothing vouches for it but its hash. */
  entry: Buffer;
  position: number;
  hashes: readonly Buffer[];
  /** The signed head, with its cosignatures. */
  checkpoint: string;
}

const FORMAT = 'c2sp.org/tlog-proof@v1';
const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?';
const PROOF = new RegExp(
  `^${FORMAT.replace(/[.]/g, '\\.')}\\nextra (${BASE64})\\nindex (0|[1-9]\\d{0,15})\\n((?:${BASE64}\\n)*?)\\n([^]+)$`,
);

export const proofText = ({ entry, position, hashes, checkpoint }: InclusionProof): string =>
  [
    FORMAT,
    `extra ${entry.toString('base64')}`,
    `index ${position}`,
    ...hashes.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n');

/** The proof that such a text carries, or null when it is none of this form or carries no entry. */
export function proofOf(text: string): InclusionProof | null {
  const found = partsIn<[entry: string, position: string, lines: string, checkpoint: string]>(PROOF, text);
  if (!found) return null;
  const [entry, position, lines, checkpoint] = found;
  const hashes = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'base64'));
  if (hashes.some((hash) => hash.length !== 32)) return null;
  return { entry: Buffer.from(entry, 'base64'), position: Number(position), hashes, checkpoint };
}
