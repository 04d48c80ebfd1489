import { compileRowSecurity } from '../../libs/access/row-security.js';

process.stdout.write(compileRowSecurity());
