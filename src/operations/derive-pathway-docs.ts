import { documentationOf } from '../../libs/pathways/documentation.js';
import { pathways } from '../../libs/pathways/index.js';
import { deadlineRules } from '../../libs/pathways/nudes-at-school/rules-in-force.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';

const nudes = pathways.get('nudes-at-school');
if (nudes) process.stdout.write(documentationOf(nudes, statechart, deadlineRules));
