/** SQLite as the runtime has it, on a disk that fails: after so many commits `FAULT` happens at each. Files are real. */
const { DatabaseSync: Real, StatementSync } = process.getBuiltinModule('node:sqlite');

/** What the disk says, by SQLite's own codes, and whether the commit is in the file all the same. */
const faults: Readonly<Record<string, { readonly errcode: number; readonly says: string; readonly isThere: boolean }>> =
  {
    once: { errcode: 778, says: 'disk I/O error', isThere: false },
    full: { errcode: 13, says: 'database or disk is full', isThere: false },
    sync: { errcode: 1034, says: 'disk I/O error', isThere: false },
    syncLate: { errcode: 1034, says: 'disk I/O error', isThere: true },
  };
const fault = faults[process.env.FAULT ?? ''];
/** How many commits go well. */
let left = Number(process.env.FAULT_AFTER ?? 20);

let isOver = false;

class DatabaseSync extends Real {
  override exec(sql: string): void {
    if (sql !== 'COMMIT' || fault === undefined || left-- > 0 || isOver) return super.exec(sql);
    isOver = process.env.FAULT === 'once';
    if (fault.isThere) super.exec(sql);
    throw Object.assign(new Error(fault.says), {
      code: 'ERR_SQLITE_ERROR',
      errcode: fault.errcode,
      errstr: fault.says,
    });
  }
}

export { DatabaseSync, StatementSync };
