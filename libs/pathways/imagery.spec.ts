import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type FieldSpec, specsOf } from './field.js';
import { imageryIn, MOST_OF_ALL } from './imagery.js';
import { pathways } from './index.js';
import { SubmissionInput } from './submission.js';

/** The same bytes at every run, as even as a compressed picture's. */
function bytes(count: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, place) =>
    createHash('sha256').update(`picture ${place}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, count);
}
const cut = (text: string, length: number, between: string): string =>
  (text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []).join(between);
const written = (count: number, byte: (value: number) => string): string => [...bytes(count)].map(byte).join('');
/** Each byte as one of these characters. */
const spelt = (count: number, alphabet: string): string =>
  written(count, (value) => alphabet[value % alphabet.length] ?? '');

/** So many characters of one script, each of so many kinds. */
const chinese = (count: number, kinds: number): string =>
  Array.from({ length: count }, (_, place) =>
    String.fromCharCode(0x4e00 + (numbers.readUInt32BE(4 * place) % kinds)),
  ).join('');
const numbers = bytes(8000);

/** A round, drawn row by row: most rows begin and end with one sign over and over. */
const disc = (size: number, between: string): string =>
  Array.from({ length: size }, (_row, y) =>
    Array.from({ length: size }, (_place, x) =>
      (x - size / 2) ** 2 + (y - size / 2) ** 2 < (size / 3) ** 2 ? '1' : '0',
    ).join(''),
  ).join(between);

const base64 = bytes(3000).toString('base64');
const photo = `/9j/4AAQSkZJRgABAQEAYABgAAD${base64}`;
const hex = bytes(1500).toString('hex');
const signs = '!#$%&()*+-;<=>?@^_`{|}~';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base32 = spelt(2400, `${letters}234567`);
const base85 = spelt(2500, `0123456789${letters}${letters.toLowerCase()}${signs}`);

const sixBits = [...'абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζηθικλμνξοπρστυφχψωԱԲԳԴԵԶԷԸ'];
const account =
  'The picture was sent in a group chat on Sunday evening. Kofi had asked for it twice, and Ayla felt that she could not say no. Her mother, Mrs McDonald-O’Brien, rang the school at 8.15am. ';
/** A letter, and a byte that shows nothing. */
const behind = (letter: string, place: number): string =>
  letter + String.fromCodePoint(0xe0100 + ((numbers[place % numbers.length] ?? 0) % 240));

describe('imagery in a text', () => {
  it.each([
    ['a data address', 'see data:image/png;base64,iVBORw0KGgo='],
    ['a data address without a kind', `data:;base64,${cut(base64, 40, ' ')}`],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h10"/></svg>'],
    ['an encoded file', 'begin 644 photo.jpg\nM_]C_X``02D9)1@`!'],
    ['a photograph in base64', `${photo.slice(0, 120)}`],
    ['the same, safe for addresses', `_9j_4AAQSkZJRg${base64.slice(0, 80).replaceAll('/', '_').replaceAll('+', '-')}`],
    ['the same with its start parted', `/9 j/${cut(photo.slice(4, 100), 20, ' ')}`],
    ['a picture in hexadecimal digits', `89504e470d0a1a0a${'0000000d49484452'.repeat(4)}`],
    ['hexadecimal pairs with colons', cut(`ffd8ffe000104a46494600010101${hex.slice(0, 40)}`, 2, ':')],
    ['bytes in decimal', '[255,216,255,224,0,16,74,70,73,70]'],
    ['bytes as an address writes them', '%FF%D8%FF%E0%00%10%4A%46%49%46%00%01%01'],
  ])('is known by its first bytes, as %s', (_name, words) => {
    expect(imageryIn({ note: 'Seen', safetyPlans: [{ plan: words }] })).toBe(true);
  });

  it.each([
    ...[150, 100, 80, 64, 40, 20, 8, 4, 3, 2, 1].map((length): [string, string] => [
      `base64 in pieces of ${length}`,
      cut(base64, length, ' '),
    ]),
    ['base64 in lines', cut(base64, 76, '\r\n')],
    ['a drawing in noughts and ones', disc(60, '\n')],
    ['a large drawing in noughts and ones, unbroken', disc(88, '')],
    ['three lines of base64', cut(base64.slice(0, 228), 76, '\n')],
    ['base64 between dots', cut(base64, 30, '.')],
    ['base64 between characters that show nothing', cut(base64, 60, '\u200b')],
    ['base64 in full width', base64.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))],
    ['base64 in sentences', `And then she said ${cut(base64, 50, ' to me. And then she said ')}.`],
    ['hexadecimal in one', hex.slice(0, 1000)],
    ['hexadecimal in lines', cut(hex, 100, '\n')],
    ['hexadecimal pairs', cut(hex, 2, ' ')],
    ['hexadecimal bytes of a program', written(600, (value) => `0x${value.toString(16)}, `)],
    ['base32', cut(base32, 150, ' ')],
    ['base32 in one', base32.slice(0, 480)],
    ['base85', base85],
    ['base85 in pieces', cut(base85, 100, ' ')],
    ['signs, letters and digits in lines', cut(spelt(4000, ` 0123456789${letters}${signs}`), 60, '\n')],
    ['decimal bytes', written(400, (value) => `${value} `)],
    ['escaped bytes', written(500, (value) => `%${value.toString(16).padStart(2, '0')}`)],
    ['character references', written(400, (value) => `&#${value};`)],
    ['thirteen bits to a Chinese character', cut(chinese(1200, 8192), 12, '，')],
    ['the same without a break', chinese(400, 1024)],
    ['small pictures', written(900, (value) => `${String.fromCodePoint(0x1f300 + value)} `)],
    ['octal digits', written(100, (value) => value.toString(8).padStart(3, '0'))],
    ['octal numbers', written(800, (value) => `${value.toString(8).padStart(3, '0')}. `)],
    ['a byte to a Chinese character, with a space now and then', cut(chinese(1500, 256), 100, ' ')],
    [
      'six bits to a letter of two scripts',
      cut(
        written(1500, (value) => sixBits[value % 64] ?? ''),
        7,
        ' ',
      ),
    ],
    ['letters that nobody sees', `Mum rang. ${written(400, (value) => String.fromCodePoint(0xe0000 + (value % 128)))}`],
    ['the same behind each letter', cut(account.repeat(3), 1, '').replaceAll(/./gs, behind)],
    [
      'bits that nobody sees',
      written(80, (value) => value.toString(2).padStart(8, '0').replaceAll('0', '\u200b').replaceAll('1', '\u200c')),
    ],
    ['base64 between accents of one kind and a space', cut(cut(base64, 180, ' '), 1, '\u0332')],
    ['base64 between joiners and a space', cut(cut(base64, 180, ' '), 1, '\u034f')],
    ['accents', written(900, (value) => `a${String.fromCodePoint(0x300 + (value % 112))}`)],
    ['accents of no other look', written(900, (value) => `no${String.fromCodePoint(0x350 + (value % 31))} `)],
    ['binary digits', written(300, (value) => value.toString(2).padStart(8, '0').concat(' '))],
  ])('is known by its density, as %s', (_name, narrative) => {
    expect(imageryIn({ narrative })).toBe(true);
  });

  it('is known however much stands before it', () => {
    const safetyPlans = [
      ...Array.from({ length: 29 }, () => ({ plan: account.repeat(21) })),
      { plan: photo.slice(0, 3000) },
    ];
    expect(imageryIn({ safetyPlans: safetyPlans.slice(0, 29) })).toBe(false);
    expect(imageryIn({ safetyPlans })).toBe(true);
    const long = Array.from({ length: 18 }, () => ({ plan: '\ufdfa'.repeat(4000) }));
    expect(imageryIn({ safetyPlans: [...long, { plan: photo.slice(0, 3000) }] })).toBe(true);
  });

  it('is looked for in all that the fields of any action take', () => {
    const most = (specs: readonly FieldSpec[]): number =>
      specs.reduce((sum, { fields, fieldKind: { kind, max = 0 } }) => {
        const times = kind === 'list' ? max : 1;
        // A character takes two units at most; an id, a date or a choice is a short word.
        return sum + times * (fields ? most(fields) : kind === 'text' ? 2 * max + 1 : 101);
      }, 0);
    const inputs = [...pathways.values()].flatMap(({ actions }) => [...actions.values()].map(({ input }) => input));
    expect(inputs.length).toBeGreaterThan(40);
    expect(Math.max(...[SubmissionInput, ...inputs].map((input) => most(specsOf(input))))).toBeLessThan(MOST_OF_ALL);
  });

  it('is known when it was cut over many fields', () => {
    const parties = Array.from({ length: 20 }, (_, place) => ({
      contact: base64.slice(place * 100, place * 100 + 100),
    }));
    expect(parties.map((party) => imageryIn(party))).not.toContain(true);
    expect(imageryIn({ parties })).toBe(true);
  });
});

describe('no imagery is seen', () => {
  const list = (count: number, one: (place: number) => string, between = '\n'): string =>
    Array.from({ length: count }, (_, place) => one(place)).join(between);
  const digest = (place: number, algorithm = 'sha256'): string =>
    createHash(algorithm).update(String(place)).digest('hex');
  const number = (place: number, size: number): string =>
    String(Number.parseInt(digest(place).slice(0, 12), 16) % 10 ** size).padStart(size, '0');
  const letter = (place: number): string => letters[Number(number(place, 4)) % 26] ?? '';

  it.each([
    ['a long account', account.repeat(45)],
    ['an account in capitals', account.toUpperCase().repeat(40)],
    ['names', list(300, (place) => `${letter(place)}ela ${letter(place + 1)}obinson`, ', ')],
    ['names of apps', 'WhatsApp, TikTok, YouTube, SnapChat, iPhone15Pro, FaceTime, BeReal, iCloud. '.repeat(100)],
    ['user names', list(40, (place) => `xX_K0fi${place}_Xx, ayla.b${place}, KofiB_2${place}`)],
    ['telephone numbers', list(150, (place) => `07${number(place, 9)}`)],
    ['telephone numbers of another country', list(60, (place) => cut(number(place, 10), 2, ' '))],
    ['number plates', list(60, (place) => `${letter(place)}A${number(place, 2)} X${letter(place + 9)}Z`)],
    ['postcodes', list(60, (place) => `M${number(place, 2)} ${number(place, 1)}A${letter(place)}`, '; ')],
    ['crime numbers', list(60, (place) => `06DC/${number(place, 5)}/24, CRI${number(place, 6)}X`)],
    ['references', list(30, (place) => `${number(place, 2)}AB${number(place, 4)}X${number(place, 3)}`)],
    ['identifiers', list(20, (place) => digest(place).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'))],
    ['the hash values of pictures', list(10, (place) => digest(place))],
    ['short hash values', list(20, (place) => digest(place, 'md5'))],
    ['times of messages', list(150, (place) => `2026-11-25T16:${number(place, 2)}:00Z Kofi wrote, 9pm, Year10`)],
    ['paths of files', list(20, (place) => `C:\\Users\\JSmith\\Safeguarding\\2024\\CaseNotes_Year10_v${place}.docx`)],
    ['addresses of mail', list(60, (place) => `pupil${place}.Smith2024@northgate.example`, ', ')],
    ['numbers', list(200, (place) => number(place, 3 + (place % 3)), ', ')],
    ['the address of a page', 'https://www.iwf.org.uk/report'],
    ['a long address', `https://school.example/a/${'abcdefghij0123456789KLMNOP'.repeat(9)}`],
    ['an address with a ticket', `https://files.school.example/x.pdf?token=${bytes(300).toString('base64url')}`],
    [
      'the address of a meeting',
      `https://meet.example/l/19%3ameeting_${base64.slice(0, 48)}%40thread.v2/0?context=%7b%22`,
    ],
    ['the words of chat', 'u no wot m8 i h8 it 4 real w8 4 me b4 u go 2 da shop c u l8r ok x '.repeat(100)],
    ['laughter', `${'a'.repeat(400)} ${'haha'.repeat(100)} ${'!'.repeat(300)} ${'_'.repeat(300)} ${'x '.repeat(300)}`],
    ['a name over and over', 'Anna'.repeat(2500)],
    ['a figure over and over', `${'1'.repeat(4000)} ${'0420'.repeat(1000)}`],
    ['pictures of feelings', 'Kit 👍 '.repeat(400)],
    ['talk of data', 'Data: image/png was mentioned. We hold data: application forms, video/audio evidence, a GIF.'],
    ['a colour', 'rgb(255,216,255)'],
    ['Arabic', 'أرسلت الصورة في مجموعة محادثة يوم الأحد وقالت إنها لم تكن تريد ذلك. '.repeat(60)],
    ['Chinese', '照片是星期天在群聊里发出的，她说她不愿意。'.repeat(100)],
    ['Hindi', 'तस्वीर रविवार को ग्रुप चैट में भेजी गई थी। '.repeat(60)],
    ['Polish', 'Zdjęcie zostało wysłane w czacie grupowym; Świętosława źle się czuje. '.repeat(60)],
    ['Vietnamese', 'Bức ảnh được gửi trong nhóm trò chuyện, và em ấy nói rằng em không muốn. '.repeat(60)],
    ['Persian', 'او می\u200cگوید که نمی\u200cخواست آن عکس را بفرستد و می\u200cترسد. '.repeat(80)],
    ['Vietnamese with its accents apart', 'Bức ảnh được gửi trong nhóm trò chuyện. '.normalize('NFD').repeat(80)],
    [
      'one sentence, a hundred times',
      '照片是星期天晚上在班里的群聊里发出的，她说她不愿意，也没有告诉任何人这件事情。'.repeat(100),
    ],
    [
      'joined pictures of feelings',
      'Kit said 👩🏽\u200d❤\ufe0f\u200d👨🏽 and 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} '.repeat(30),
    ],
    ['hundreds of hearts', '❤\ufe0f'.repeat(500)],
    ['a chat with hearts', list(140, (place) => `${letter(place)} ❤\ufe0f❤\ufe0f❤\ufe0f`)],
    ['a chat with joined pictures', list(100, () => '🤦🏽\u200d♀\ufe0f🤷🏻\u200d♂\ufe0f🙇🏾\u200d♀\ufe0f')],
    ['a chat with flags', list(60, () => 'Come on 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}')],
    [
      'Thai with its words parted',
      'รูป\u200bถูก\u200bส่ง\u200bใน\u200bกลุ่ม\u200bและ\u200bเธอ\u200bไม่\u200bอยาก '.repeat(120),
    ],
    [
      'glitch text',
      list(9, (place) =>
        [...'help me']
          .map(
            (one) =>
              one +
              [1, 2, 3, 4, 5, 6, 7, 8]
                .map((more) => String.fromCodePoint(0x300 + ((place * 7 + more * 13) % 112)))
                .join(''),
          )
          .join(''),
      ),
    ],
    ['German', 'Donaudampfschifffahrtsgesellschaftskapitän, Rindfleischetikettierungsgesetz. '.repeat(40)],
  ])('in %s', (_name, narrative) => {
    expect(imageryIn({ narrative: narrative.slice(0, 10_000) })).toBe(false);
  });

  it('in what is longer than any field takes, beyond its beginning: it is refused for its length', () => {
    expect(imageryIn({ narrative: account.repeat(400) + base64 })).toBe(false);
  });
});
