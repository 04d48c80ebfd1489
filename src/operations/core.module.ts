import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Configuration } from './configuration.js';

/** What every room needs: what the environment said, and the way to the database. */
@Global()
@Module({})
export class CoreModule {
  static of(configuration: Configuration, database: Database): DynamicModule {
    return {
      module: CoreModule,
      providers: [
        { provide: Configuration, useValue: configuration },
        { provide: Database, useValue: database },
      ],
      exports: [Configuration, Database],
    };
  }
}
