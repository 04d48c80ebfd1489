import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Database } from './database/database.js';
import type { Configuration } from './operations/configuration.js';
import { GraphqlRoom } from './graphql/graphql.module.js';
import { HttpFaults } from './graphql/http-faults.js';
import { CoreModule } from './operations/core.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { RecordModule } from './record/record.module.js';

/**
 * The whole of Handrail. An API process answers people; a worker process keeps clocks and seals, and answers only who runs it; `all` does
 * both.
 */
@Module({})
export class AppModule {
  static of(configuration: Configuration, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.of(configuration, database),
        OperationsModule,
        ...(configuration.role === 'worker' ? [RecordModule] : [GraphqlRoom]),
      ],
      providers: [{ provide: APP_FILTER, useClass: HttpFaults }],
    };
  }
}
