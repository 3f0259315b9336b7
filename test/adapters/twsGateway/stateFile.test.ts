/** The file in which a gateway keeps what outlives it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGatewayState, writeGatewayState } from '../../../src/adapters/twsGateway/stateFile.ts';
import { accountId } from '../../../src/identifiers.ts';
import { opened } from '../../support/gateway.ts';

const account = accountId('DU1234567');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('comes back as it was written', async () => {
  const { save, close } = await opened();
  const file = join(folder, 'deeper', 'state.json');
  await writeGatewayState(file, save());
  expect(await readGatewayState(file, [account])).toEqual(save());
  await close();
});

it('is nothing where there is none yet', async () => {
  expect(await readGatewayState(join(folder, 'none.json'), [account])).toBeUndefined();
});

it.each([
  ['of something else', '{"version":1}', [account]],
  ['of no JSON', 'what', [account]],
])('is refused when it is %s', async (_what, text, accounts) => {
  const file = join(folder, 'broken.json');
  await writeFile(file, text);
  await expect(readGatewayState(file, accounts)).rejects.toMatchObject({ code: 'brokerStateBroken' });
});

it('is refused when it has an account that is not opened: its positions would be lost with the next write', async () => {
  const { save, close } = await opened();
  const file = join(folder, 'other.json');
  await writeGatewayState(file, save());
  await close();
  await expect(readGatewayState(file, [accountId('DU7')])).rejects.toMatchObject({ code: 'brokerStateBroken' });
});
