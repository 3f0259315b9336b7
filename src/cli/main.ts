#!/usr/bin/env node
/** The command `ordermaton`. The runtime is looked at before anything else is loaded: an older one could not even read the rest. */
const [major = '0'] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `ordermaton: Ordermaton needs Node.js 24 or newer, and this is ${process.versions.node}; install it, or run the npm scripts of a clone, which bring it along.\n`,
  );
  process.exitCode = 6;
} else {
  await import('./heap.ts');
  const { endWithOutput } = await import('./brokenOutput.ts');
  endWithOutput();
  const { main } = await import('./program.ts');
  process.exitCode = await main(process.argv.slice(2));
}
