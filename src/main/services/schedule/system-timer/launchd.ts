import { join } from 'node:path';
import { EVERY_MINUTES, type TimerEntry, type TimerPlace } from './entry.ts';
import { xmlText } from './xml.ts';

const LABEL = 'org.patchbay.run-due';

/** A property list of launchd.plist(5): every quarter of an hour; times that were slept through become one. */
export function launchdEntry({ home, command }: TimerPlace): TimerEntry {
  const path = join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const plist = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    <string>${xmlText(word)}</string>`).join('\n')}
  </array>
  <key>StartInterval</key>
  <integer>${EVERY_MINUTES * 60}</integer>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`;
  return {
    kind: 'launchd',
    files: [{ path, bytes: plist }],
    install: [{ argv: ['launchctl', 'unload', path], mayFail: true }, { argv: ['launchctl', 'load', '-w', path] }],
    remove: [{ argv: ['launchctl', 'unload', '-w', path], mayFail: true }],
    notes: ['It runs while you are signed in.', 'Made to the documented form of launchd.plist(5); not run on macOS so far.'],
  };
}
