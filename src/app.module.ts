import { Module, type DynamicModule } from '@nestjs/common';
import { ConsoleModule } from './console/console.module.js';
import type { Database } from './database/database.js';
import type { Configuration } from './operations/configuration.js';
import { GraphqlRoom } from './graphql/graphql.module.js';
import { CoreModule } from './operations/core.module.js';
import { OperationsModule } from './operations/operations.module.js';

/** The whole of Handrail. An API process answers people; a worker process keeps clocks and seals; `all` does both. */
@Module({})
export class AppModule {
  static of(configuration: Configuration, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.of(configuration, database), OperationsModule, GraphqlRoom, ConsoleModule],
    };
  }
}
