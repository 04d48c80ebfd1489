import 'reflect-metadata';
import { schemaText } from './sdl.js';

process.stdout.write(await schemaText());
