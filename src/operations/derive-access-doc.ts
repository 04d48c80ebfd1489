import { accessDocument } from '../../libs/access/access-document.js';
import { pathways } from '../../libs/pathways/index.js';

process.stdout.write(accessDocument([...pathways.values()]));
