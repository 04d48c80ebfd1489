/** Which room may reach into which. Imports point downwards only: page or resolver, application service or query, persistence, libs. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'What goes round in a circle cannot be read from the top.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'libs-stay-pure',
      comment: 'The domain knows no server: it must be replayed anywhere.',
      severity: 'error',
      from: { path: '^libs' },
      to: { path: '^(src|migrations|test)' },
    },
    {
      name: 'libs-know-few-packages',
      comment: 'No framework, no database in the domain.',
      severity: 'error',
      from: { path: '^libs', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: '(xstate|class-validator|class-transformer|temporal-polyfill|reflect-metadata|^crypto$|^node:crypto$)',
      },
    },
    {
      name: 'only-graphql-speaks-graphql',
      comment: 'Services know nothing of how they are asked.',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(graphql|app\\.module)' },
      to: { path: '(^src/graphql|node_modules/(@nestjs/graphql|@apollo))' },
    },
    {
      name: 'only-graphql-and-a-client-read-a-schema',
      comment: 'The demonstration asks as a partner’s client does.',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(graphql|app\\.module|demo/(client|every-field))' },
      to: { path: 'node_modules/graphql/' },
    },
    {
      name: 'database-is-at-the-bottom',
      comment: 'Persistence knows no application service.',
      severity: 'error',
      from: { path: '^src/database' },
      to: { path: '^src/(graphql|referrals|record|clocks|identity|agencies|demo|console)' },
    },
    {
      name: 'a-witness-stands-alone',
      comment: 'Another agency runs it, without a database, and it can be read in one sitting.',
      severity: 'error',
      from: { path: '^src/witness', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(witness|operations/(stop-signal|now-and-then)|database/(server-lock|processes))',
      },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'The text of a migration means the same in ten years.',
      severity: 'error',
      from: { path: '^migrations' },
      to: { path: '^(src|libs)' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What is shipped runs without its tests.',
      severity: 'error',
      from: { path: '^(src|libs|migrations)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
