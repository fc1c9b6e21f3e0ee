import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ORIGIN } from './origin.ts';
import type { Profile } from './profile.ts';
import type { BrowserUser } from './user.ts';

export interface BrowserOptions {
  readonly program: string;
  readonly user: BrowserUser;
  readonly profile: Profile;
  readonly headless: boolean;
  /** For tests alone: lets a test's client in over a loopback port as well. */
  readonly debugPort: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An empty page to print with, in place of the app's window. */
  readonly printing?: boolean;
}

export interface Browser {
  readonly process: ChildProcess;
  readonly toBrowser: Writable;
  readonly fromBrowser: Readable;
  /** How it ended: with a code (null by a signal), or because it could not be started. Known to whoever asks later, too. */
  readonly ended: Promise<number | null | Error>;
  /** The last lines of what it wrote, for an error. */
  lastWords(): string;
}

/** No update, sync, metric, extension or translation: the browser shows one page and speaks to nobody else. */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-breakpad',
  '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
  '--metrics-recording-only',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Off the network: every request that is not answered by ourselves goes to a proxy where nothing listens, loopback included. */
const OFFLINE = [
  '--proxy-server=http://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
];

/** One page that nobody looks at needs neither a process for drawing nor one in reserve. */
const LEAN = ['--in-process-gpu', '--renderer-process-limit=1', '--mute-audio'];

export function browserArguments({
  profile,
  user,
  headless,
  debugPort,
  printing = false,
}: Pick<BrowserOptions, 'profile' | 'user' | 'headless' | 'debugPort' | 'printing'>): string[] {
  return [
    ...(printing ? ['about:blank', ...LEAN] : [`--app=${ORIGIN}/`]),
    '--remote-debugging-pipe',
    `--user-data-dir=${profile.folder}`,
    '--window-size=1360,900',
    '--class=patchbay',
    ...QUIET,
    ...OFFLINE,
    ...user.flags,
    ...(headless ? ['--headless', '--disable-gpu'] : []),
    ...(debugPort ? ['--remote-debugging-port=0'] : []),
  ];
}

/** What a browser needs of our environment to find its display and its language; no secret of ours is in it. */
const PASSED_ON = [
  'PATH',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'LANG',
  'LANGUAGE',
  'TZ',
  'XDG_SESSION_TYPE',
  'XDG_CURRENT_DESKTOP',
  'XCURSOR_THEME',
  'XCURSOR_SIZE',
  'GTK_THEME',
  'SystemRoot',
  'LOCALAPPDATA',
  'APPDATA',
  'TEMP',
];
const OF_THE_SESSION = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_CONFIG_HOME'];

export function browserEnvironment(user: BrowserUser, profile: Profile, env: BrowserOptions['env']): Record<string, string> {
  const names = [...PASSED_ON, ...Object.keys(env).filter((name) => name.startsWith('LC_')), ...(user.uid === null ? OF_THE_SESSION : [])];
  const own: [string, string | undefined][] = [
    ['HOME', user.uid === null ? env['HOME'] : profile.folder],
    ['XAUTHORITY', profile.xAuthority ?? undefined],
  ];
  const all = [...names.map((name): [string, string | undefined] => [name, env[name]]), ...own];
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export function startBrowser(options: BrowserOptions): Browser {
  const [command = '', ...args] = [...options.user.prefix, options.program, ...browserArguments(options)];
  const child = spawn(command, args, {
    env: browserEnvironment(options.user, options.profile, options.env),
    cwd: options.profile.folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)));
  return {
    process: child,
    ended,
    toBrowser: child.stdio[3] as Writable,
    fromBrowser: child.stdio[4] as Readable,
    lastWords: () => words.trim().split('\n').slice(-5).join('\n'),
  };
}
