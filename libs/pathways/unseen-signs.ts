import { plain } from './encoded-text.js';

/** Characters that show nothing, and so part what is one, or carry what nobody sees. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Those that writing needs: breaks and joiners, the direction of a script, the form of a small picture. */
const USUAL = /^(?:[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]|\u00ad|\u061c|\ufe0e|\ufe0f|\ufeff)$/;
/** Rare forms of Chinese characters need some others. */
const UNUSUAL = 300;
/** Of usual ones Persian has a tenth of its letters. */
const MANY = 400;
/** What everyday writing is made of: flags of nations within a state, coloured and joined pictures, words of scripts that write no spaces. */
const EVERYDAY = new RegExp(
  [
    '\\u{1f3f4}[\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}',
    '(?<=[\\p{Emoji}\\p{M}])\\ufe0f',
    '(?<=\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\ufe0f]?)\\u200d(?=\\p{Extended_Pictographic})',
    '(?<=[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff])\\u200b(?=[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff])',
  ].join('|'),
  'gu',
);
/** Accents that no letter has taken in, of so many kinds as no language has. */
const ACCENTS = /[\u0300-\u036f]/g;
const MANY_ACCENTS = 600;
const KINDS_OF_ACCENTS = 16;
/** Signs that stand for so many letters stand for themselves here: an Arabic phrase has one for eighteen. */
const MOST_FOR_ONE = 4;

/** A text as it would be read: full-width letters and digits are letters and digits; what shows nothing is not there, nor an accent that parts. */
export const asRead = (text: string): string =>
  plain(text)
    ? text
    : text
        .replace(UNSEEN, '')
        .normalize('NFC')
        .replace(ACCENTS, '')
        .replaceAll(/[^\t\n\r -~]/gu, readAs);
function readAs(sign: string): string {
  const meant = sign.normalize('NFKC');
  return meant.length <= MOST_FOR_ONE ? meant : sign;
}

/** Whether it holds more of what nobody sees, or reads, than writing needs. */
export function carriesUnseen(text: string): boolean {
  if (plain(text)) return false;
  const unseen = text.replace(EVERYDAY, '').match(UNSEEN) ?? [];
  const accents = text.normalize('NFC').match(ACCENTS) ?? [];
  return (
    unseen.filter((one) => !USUAL.test(one)).length > UNUSUAL ||
    (unseen.length > MANY && unseen.length > (text.length - unseen.length) / 4) ||
    (accents.length > MANY_ACCENTS && new Set(accents).size > KINDS_OF_ACCENTS)
  );
}
