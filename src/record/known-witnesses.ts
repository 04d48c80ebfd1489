import { cosignerOf, cosignerText } from '../../libs/record/cosignature.js';
import type { Verifier } from '../../libs/record/signed-note.js';

/** A witness that is asked to cosign the record's heads. */
export interface KnownWitness extends Verifier {
  /** Its key in one form, however it was written. */
  vkey: string;
  /** Where it answers C2SP tlog-witness; without the slash at the end. */
  url: string;
}

/**
 * The witnesses that a setting names: for each its verifier key and its URL with a space between, separated by commas.
 * @throws Error where it is not of that form, or names one witness twice
 */
export function knownWitnesses(text: string | undefined): KnownWitness[] {
  const witnesses = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(knownWitness);
  mustDiffer(witnesses);
  if (text !== undefined && witnesses.length === 0) throw new Error('No witness is named');
  return witnesses;
}

/** Two keys of one name, or two names of one key, are one witness: what a cosigner signs does not carry its name. */
export function mustDiffer(witnesses: readonly Verifier[]): void {
  for (const [place, one] of witnesses.entries())
    if (witnesses.slice(0, place).some((other) => other.name === one.name || other.key.equals(one.key)))
      throw new Error('One witness is named twice');
}

function knownWitness(text: string): KnownWitness {
  const [vkey = '', address = '', ...more] = text.split(/\s+/);
  const witness = cosignerOf(vkey);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!witness || !url || more.length > 0) throw new Error('That is not the key of a witness and its URL');
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new Error('That is not the URL of a witness');
  return { ...witness, vkey: cosignerText(witness), url: url.href.replace(/\/$/, '') };
}
