import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const JOURNAL = new URL('../../../../resources/host-scripts/posix/journal.sh', import.meta.url).pathname;
const shells = ['dash', 'bash --posix'].filter((shell) => existsSync(`/bin/${shell.split(' ')[0]}`));

describe.each(shells)('the log of a run, kept by %s', (shell) => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'patchbay-journal-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Runs `work` with its output going to the log, as the runner does, and ends the run. */
  const log = (work: string, limit = ''): string => {
    const script = `home=${dir} packages_done=0; . ${JOURNAL}; dir=${dir} tmp=${dir}/tmp; mkdir "$tmp"; ${limit} open_log; ${work}; finish 0`;
    const [name = '', ...args] = shell.split(' ');
    execFileSync(name, [...args, '-c', script, join(dir, 'runner')], { timeout: 30_000 });
    return readFileSync(join(dir, 'log'), 'utf8');
  };

  it('has every line, however small the pieces that it came in', () => {
    const lines = log('n=0; while [ $n -lt 5000 ]; do n=$((n + 1)); echo "line $n"; done').trim().split('\n');
    expect([lines.length, lines[4999], lines.at(-1)]).toEqual([5001, 'line 5000', expect.stringContaining('finished with 0')]);
  });

  it('ends at its limit to the byte, and what writes goes on', () => {
    log(`yes | head -c 300000; echo went-on >${'"$dir"'}/proof`, 'log_limit=102400;');
    expect([statSync(join(dir, 'log')).size, existsSync(join(dir, 'proof')), existsSync(join(dir, 'exit'))]).toEqual([102_400, true, true]);
  });
});
