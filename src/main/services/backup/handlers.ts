import { ok } from '../../../shared/domain/result.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../engine.ts';
import { applyRetention } from './retention.ts';
import { checkBackup, dailyBackups, layReady, makeBackup } from './backup.ts';

type BackupHandlers = Pick<Handlers, Extract<keyof Handlers, `backup.${string}` | 'retention.apply'>>;

export const backupHandlers = (context: Context, dataFolder: string): BackupHandlers => ({
  'backup.make': (input) => makeBackup(context, dataFolder, input),
  'backup.check': (input) => checkBackup(dataFolder, input),
  'backup.list': () => ok(dailyBackups(dataFolder)),
  'backup.restore': async (input) => {
    const ready = await layReady(dataFolder, input);
    if (ready.ok)
      context.store.audit.append({ action: 'backup.laid-ready', text: `${ready.value.path} takes the database's place at the next start` });
    return ready;
  },
  'retention.apply': async ({ dryRun }) => ok(await applyRetention(context, dryRun)),
});
