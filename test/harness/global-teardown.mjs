export default async function globalTeardown() {
  const keepers = globalThis.handrailKeepers ?? [];
  await Promise.all(
    keepers.map((keeper) => {
      const gone = new Promise((resolve) => keeper.once('exit', resolve));
      keeper.stdin.end();
      return gone;
    }),
  );
}
