import { join } from 'node:path';
import { EVERY_MINUTES, type TimerEntry, type TimerPlace } from './entry.ts';
import { xmlText } from './xml.ts';

const TASK = 'Patchbay\\run-due';

/**
 * One argument of a Windows command line, as CommandLineToArgvW and the C runtime take it apart: backslashes count double before
 * a quotation mark, and nowhere else.
 */
const quoted = (word: string): string =>
  word !== '' && !/[\s"]/.test(word) ? word : `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;

/** A task of the Task Scheduler, schema 1.2: every quarter of an hour, never twice at once, once for times that were slept through. */
export function taskSchedulerEntry({ home, env, command }: TimerPlace): TimerEntry {
  const path = join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Patchbay', 'run-due.xml');
  const [program = '', ...args] = command;
  const xml = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Patchbay: scans, deployments and reports that are due</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT${EVERY_MINUTES}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(program)}</Command>
      <Arguments>${xmlText(args.map(quoted).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
  return {
    kind: 'task-scheduler',
    // schtasks reads the file by its byte order mark.
    files: [{ path, bytes: Buffer.from(`\ufeff${xml.replaceAll('\n', '\r\n')}`, 'utf16le') }],
    install: [{ argv: ['schtasks', '/Create', '/TN', TASK, '/XML', path, '/F'] }],
    remove: [{ argv: ['schtasks', '/Delete', '/TN', TASK, '/F'], mayFail: true }],
    notes: ['It runs while you are signed in.', 'Made to the documented schema of the Task Scheduler; not run on Windows so far.'],
  };
}
