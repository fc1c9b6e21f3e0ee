export { backupsOf } from './backups.ts';
export { StoreError } from './errors.ts';
export { inspect, stagedOf, takeBackStaged } from './restore.ts';
export { openReader, openStore, type StoreOptions } from './open.ts';
export { LOG_LIMIT } from './run-logs.ts';
export { defaultSettings } from './settings.ts';
