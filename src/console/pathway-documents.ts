import { documentationOf } from '../../libs/pathways/documentation.js';
import { pathways } from '../../libs/pathways/index.js';
import { deadlineRules } from '../../libs/pathways/nudes-at-school/rules-in-force.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';

/** What a pathway's charts and rules are described from. */
const DESCRIBED = new Map([['nudes-at-school', { statechart, deadlineRules }]]);

/** A pathway's documentation in Markdown, made from its declarations; undefined where there is none of that key. */
export function pathwayDocument(key: string): string | undefined {
  const pathway = pathways.get(key);
  const described = DESCRIBED.get(key);
  return pathway && described && documentationOf(pathway, described.statechart, described.deadlineRules);
}
