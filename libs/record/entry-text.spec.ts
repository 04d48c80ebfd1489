import { describe, expect, it } from '@jest/globals';
import { ENTRY_FIELDS, entryText } from './entry-text.js';

const textOf = (entry: Record<string, unknown>): string => entryText(entry).toString('utf8');
const detailOf = (detail: string | null): string => /\["detail",(.*)\]\]$/.exec(textOf({ detail }))?.[1] ?? 'no detail';

describe('The text of an entry', () => {
  it('is JSON that names every field in its order, and leaves none out', () => {
    const entry = { id: 'one', action: 'read “it”\n', sections: ['SUMMARY', 'RISK'], person_ids: [], detail: '{}' };
    expect(textOf(entry)).toBe(
      '[["referral_id",null],["id","one"],["at",null],["operation",null],["actor_id",null],["actor_kind",null],["actor_name",null],' +
        '["agency_id",null],["on_behalf_of",null],["purpose",null],["action","read “it”\\n"],["person_ids",[]],["referral_ids",null],' +
        '["sections",["SUMMARY","RISK"]],["recipients",null],["detail",{}]]',
    );
    expect((JSON.parse(textOf(entry)) as [string, unknown][]).map(([name]) => name)).toEqual([...ENTRY_FIELDS]);
  });

  it('tells nothing, an empty word and an empty list apart', () => {
    const texts = [null, '', [], [null], [''], [[]]].map((recipients) => textOf({ recipients }));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('is the same however PostgreSQL orders the members of the detail', () => {
    expect(detailOf('{"b": 1, "aa": {"d": [true, null], "c": "x"}}')).toBe('{"aa":{"c":"x","d":[true,null]},"b":1}');
    expect(detailOf('{"aa": {"c": "x", "d": [true, null]}, "b": 1}')).toBe('{"aa":{"c":"x","d":[true,null]},"b":1}');
  });

  it('keeps every digit of a number, and never takes a word for one', () => {
    expect(detailOf('{"n": 9007199254740993, "m": -1.50, "k": 1e400}')).toBe(
      '{"k":1e400,"m":-1.50,"n":9007199254740993}',
    );
    expect(detailOf('{"n": "12", "m": "a \\"7\\" b", "8": [1, "1"]}')).toBe('{"8":[1,"1"],"m":"a \\"7\\" b","n":"12"}');
  });

  it('has a detail that is no object as it stands', () => {
    expect(detailOf(null)).toBe('null');
    expect(detailOf('null')).toBe('null');
    expect(detailOf('[]')).toBe('[]');
    expect(detailOf('12')).toBe('12');
  });
});
