/** Something wrong with a row of a statement; it becomes an error with file and line. */
export class RowFault extends Error {}
