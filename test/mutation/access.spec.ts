import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { accessDocument } from '../../libs/access/access-document.js';
import { canBreakGlass } from '../../libs/access/break-glass.js';
import { compileRowSecurity } from '../../libs/access/row-security.js';
import { pathways } from '../../libs/pathways/index.js';
import { type Caller, everyCaller, everyMember } from '../access/actors.js';
import { opensInAnEmergency } from '../access/expected-sight.js';
import { cellsOf, differences, openedOf, type Shut, shutTo } from '../access/sight.js';
import { everyWorld } from '../access/worlds.js';

/*
 * What the access matrix asks in memory, of one referral in seven, and what is derived of the policy: quick enough to be run for each
 * mutant. The suite asks all of it, in the database and over GraphQL too, so that it leaves this file out.
 */
describe('The policy', () => {
  const worlds = everyWorld().filter((_one, place) => place % 7 === 0);
  const callers = [...everyCaller, ...everyMember];
  const wrongFor = (caller: Caller, opened?: ReadonlySet<string>, shut?: Shut): number => {
    const { expected, inMemory } = cellsOf(caller, worlds, opened, shut);
    return differences(expected, inMemory).length;
  };

  it('lets each see what is expected', () => {
    expect(callers.filter((caller) => wrongFor(caller) > 0)).toEqual([]);
  });

  it('lets those who may break glass see what that opens, and nobody else', () => {
    for (const { actor, role } of callers)
      expect([actor.agency.kind, role, canBreakGlass(actor)]).toEqual([
        actor.agency.kind,
        role,
        opensInAnEmergency(actor.agency.kind, role),
      ]);
    const inNeed = callers.filter(({ actor }) => canBreakGlass(actor));
    expect(inNeed.some(({ actor }) => canBreakGlass({ ...actor, kind: 'CLIENT' }))).toBe(false);
    expect(inNeed.filter((caller) => wrongFor(caller, openedOf(worlds)) > 0)).toEqual([]);
  });

  it('shuts out whom a restriction or a conflict of interest shuts out', () => {
    const some = callers.filter((_one, place) => place % 5 === 0);
    expect(some.filter((caller) => wrongFor(caller, undefined, shutTo(caller, worlds)) > 0)).toEqual([]);
  });

  it('is what its page tells, and what the compiled SQL says', () => {
    expect(accessDocument([...pathways.values()])).toBe(readFileSync('docs/access.md', 'utf8'));
    expect(compileRowSecurity()).toBe(readFileSync('src/database/row-security.sql', 'utf8'));
  });
});
