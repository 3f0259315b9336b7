/** `page`: an address that opens the page of a desk that runs, once. */
import * as answers from '../../adapters/controlApi/answers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { askDesk } from './deskClient.ts';
import type { ShowOptions } from './show.ts';
import { answered } from './show.ts';

/** @throws `deskNotServed`, `deskAnswersWrongly` */
export const invite = (options: ShowOptions): Promise<ExitCode> =>
  answered(options, async () => {
    const invitation = await askDesk(options, '/api/v1/invitations', answers.invitation, { method: 'POST' });
    await print(options.json === true ? JSON.stringify(invitation, null, 2) : invitation.address);
    return exitCodes.done;
  });
