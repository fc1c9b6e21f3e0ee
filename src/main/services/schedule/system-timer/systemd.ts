import { join } from 'node:path';
import { EVERY_MINUTES, NAME, type TimerEntry, type TimerPlace } from './entry.ts';

/**
 * A word of ExecStart= (systemd.service(5), "COMMAND LINES"; systemd.syntax(7), "QUOTING"): in double quotes, with C escapes;
 * "%" begins a specifier and "$" a variable, each doubled to be itself.
 */
const quoted = (word: string): string =>
  `"${word.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

export function systemdEntry({ home, env, command }: TimerPlace): TimerEntry {
  const folder = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'systemd', 'user');
  const service = `[Unit]
Description=Patchbay: scans, deployments and reports that are due

[Service]
Type=oneshot
ExecStart=${command.map(quoted).join(' ')}
# What it follows may take hours. Runs on hosts go on by themselves, however this ends.
TimeoutStartSec=infinity
# 3: a person is wanted, 4: a host could not be reached, 6: hosts work on. No failure of this unit.
SuccessExitStatus=3 4 6
Nice=10
`;
  const timer = `[Unit]
Description=Patchbay: asks what is due

[Timer]
OnCalendar=*:0/${EVERY_MINUTES}
# After a time that was slept through, at once.
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
`;
  return {
    kind: 'systemd',
    files: [
      { path: join(folder, `${NAME}.service`), bytes: service },
      { path: join(folder, `${NAME}.timer`), bytes: timer },
    ],
    install: [{ argv: ['systemctl', '--user', 'daemon-reload'] }, { argv: ['systemctl', '--user', 'enable', '--now', `${NAME}.timer`] }],
    remove: [{ argv: ['systemctl', '--user', 'disable', '--now', `${NAME}.timer`], mayFail: true }],
    notes: ['It runs while you are signed in; to let it run always: loginctl enable-linger'],
  };
}
