import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../shared/contract/contract.ts';
import { explain } from '../../shared/domain/problem.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { gateQueries } from '../platforms/gate.ts';
import { platforms } from '../platforms/index.ts';
import { scanQuery } from '../platforms/scan.ts';
import { projectFolder } from '../resources.ts';
import { databaseIn } from '../services/backup/backup.ts';
import { keepByRule } from '../services/backup/retention.ts';
import { ChangeBus } from '../services/change-bus.ts';
import { currentUser } from '../services/context.ts';
import type { Context } from '../services/context.ts';
import { Driver } from '../services/driver.ts';
import { createEngine } from '../services/engine.ts';
import { handlers } from '../services/handlers.ts';
import { Notices } from '../services/notices.ts';
import { PlanMaker } from '../services/make-plan.ts';
import { keepWindows } from '../services/policies/window-of.ts';
import { ScanBoard } from '../services/scan-board.ts';
import { Scheduler } from '../services/schedule/scheduler.ts';
import { SystemTimer } from '../services/schedule/system-timer/system-timer.ts';
import { SecretKeeper } from '../services/secret-keeper.ts';
import { FeedBoard } from '../services/vulnerabilities/feed-board.ts';
import { fileLock } from '../store/driver-lock.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/store.ts';
import { transports } from '../transports/index.ts';
import { secretService, Vault } from '../vault/index.ts';
import type { KeyStore } from '../vault/index.ts';
import { version } from '../version.ts';

export interface ComposeOptions {
  readonly dataFolder: string;
  readonly shell: 'electron' | 'chromium' | 'cli';
  /** Whether this process drives deployments: a window does, and a command that follows one; a quick look does not. */
  readonly drive: boolean;
  /** Key stores that only this shell can ask. */
  readonly keyStores?: readonly KeyStore[];
}

export interface Composed {
  readonly engine: Engine;
  /** What the shell tells whoever looks at the window. */
  readonly notices: Notices;
  /** The computer slept, and every connection with it: look at the hosts now. */
  wake(): void;
  /** Ends the watching and closes the database. Runs go on on their hosts. */
  close(): Promise<void>;
}

/** A backup that fails keeps nobody from working, and must not go unseen. */
function warnOfBackup(result: Result<unknown>): void {
  if (!result.ok) process.emitWarning(explain(result.problem).title, { detail: explain(result.problem).next });
}

/** A vault may be sealed in several stores: the window's own, and the desktop's, which the command line can ask as well. */
function openVault({ dataFolder, keyStores = [] }: ComposeOptions, store: Store, onChange: () => void): Vault {
  const desktop = process.platform === 'linux' ? [secretService(process.env)] : [];
  return new Vault({
    path: join(dataFolder, 'vault.json'),
    lock: fileLock(join(dataFolder, 'vault.lock')),
    stores: [...keyStores, ...desktop],
    autoLockMinutes: () => store.settings.get().autoLockMinutes,
    onChange,
  });
}

/** The command line beside this file, on the same Node; a window of Electron's cannot be started without its window. */
function systemTimer({ shell, dataFolder }: ComposeOptions): SystemTimer {
  const built = join(projectFolder, 'dist', 'main', 'cli.js');
  const file = existsSync(built) ? built : join(projectFolder, 'src', 'main', 'shells', 'cli', 'main.ts');
  const command = shell === 'electron' ? null : [process.execPath, file, '--data', dataFolder, 'run-due'];
  return new SystemTimer({ platform: process.platform, home: homedir(), env: process.env, command });
}

/** The one place where things are built and wired. */
export async function compose(options: ComposeOptions): Promise<Result<Composed>> {
  mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
  const opened = openStore({ file: databaseIn(options.dataFolder), user: currentUser(), onBackup: warnOfBackup });
  if (!opened.ok) return opened;
  const changes = new ChangeBus();
  const vault = openVault(options, opened.value, () => {
    secrets.forgetHanded();
    changes.emit({ topic: 'vault', id: null });
  });
  const secrets = new SecretKeeper(vault);
  const context: Context = {
    store: opened.value,
    transports: transports(secrets),
    platforms,
    scanQuery,
    gate: gateQueries,
    secrets,
    vault,
    changes,
    now: () => new Date().toISOString(),
    newId: () => randomBytes(10).toString('hex'),
  };
  const notices = new Notices(context.changes);
  const driver = new Driver(context, fileLock(join(options.dataFolder, 'driver.lock')), keepWindows(context));
  if (options.drive) driver.start();
  const feedLock = fileLock(join(options.dataFolder, 'feeds.lock'));
  const shipped = join(projectFolder, 'resources', 'feeds');
  const feedBoard = new FeedBoard(context, { dataFolder: options.dataFolder, lock: feedLock, shipped });
  if (options.drive) feedBoard.start();
  const endRetention = options.drive ? keepByRule(context) : () => {};
  const about = { version, shell: options.shell, dataFolder: options.dataFolder };
  const tools = { context, board: new ScanBoard(context), feedBoard, plans: new PlanMaker(context), driver };
  const scheduler = new Scheduler(tools, fileLock(join(options.dataFolder, 'schedule.lock')));
  if (options.shell !== 'cli') scheduler.start();
  const parts = { ...tools, notices, about, scheduler, timer: systemTimer(options) };
  return ok({
    engine: createEngine(context, handlers(parts)),
    notices,
    wake: () => driver.poke(),
    close: async () => {
      endRetention();
      await scheduler.close();
      await feedBoard.close();
      await driver.close();
      vault.dispose();
      context.store.close();
    },
  });
}
