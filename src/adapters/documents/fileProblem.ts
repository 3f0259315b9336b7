/** What the system says of a file, in words for people. */

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission is lacking',
  EBUSY: 'something else holds it',
  EEXIST: 'something else is in its place',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'permission is lacking',
  EROFS: 'it lies on a disk that can only be read',
};

/** What is wrong with a file; the system's own words where we have none. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return words[code ?? ''] ?? message ?? String(error);
}
