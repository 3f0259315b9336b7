/** Whether anybody listens at an address: a socket that is opened and closed again. */
import { connect } from 'node:net';

/** What the system says of it; `undefined` when somebody does. */
export const knock = (host: string, port: number, milliseconds: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(milliseconds, () => end('nobody answers'));
    socket.once('connect', () => end());
    socket.once('error', (error: NodeJS.ErrnoException) => end(problems[error.code ?? ''] ?? error.message));
  });

const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name of the machine can not be looked up',
  ETIMEDOUT: 'nobody answers',
};
