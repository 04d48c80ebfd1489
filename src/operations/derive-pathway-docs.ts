import { pathwayDocument } from '../console/pathway-documents.js';

process.stdout.write(pathwayDocument('nudes-at-school') ?? '');
