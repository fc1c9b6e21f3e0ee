import Database from 'better-sqlite3';

/** Held by the one process that drives deployments on a data folder; given back by the system when it dies. */
export interface DriverLock {
  tryTake(): boolean;
  release(): void;
}

/**
 * A lock that the system gives back when its holder dies, on every system that SQLite runs on:
 * an exclusive transaction on a file of its own.
 */
export function fileLock(file: string): DriverLock {
  let held: Database.Database | null = null;
  return {
    tryTake: () => {
      const database = new Database(file, { timeout: 0 });
      try {
        database.exec('BEGIN EXCLUSIVE');
        held = database;
        return true;
      } catch {
        database.close();
        return false;
      }
    },
    release: () => {
      held?.close();
      held = null;
    },
  };
}
