export default async function globalTeardown() {
  const keeper = globalThis.handrailDatabaseKeeper;
  if (!keeper) return;
  const gone = new Promise((resolve) => keeper.once('exit', resolve));
  keeper.stdin.end();
  await gone;
}
