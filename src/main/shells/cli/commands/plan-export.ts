import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { fail, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import type { Choose } from '../options.ts';
import { writeText } from './policy.ts';

export function registerPlanExport(plan: Command, choose: Choose): void {
  plan
    .command('export')
    .description('the plan as an Ansible inventory and playbook: rings as plays, gates as tasks')
    .argument('<plan>', 'the id that "test" printed')
    .requiredOption('--ansible <folder>', 'write them there')
    .action((planId: string, { ansible }: { ansible: string }) =>
      choose({ drive: false, verb: (cli) => exportPlan(cli, planId, resolve(ansible)) }),
    );
}

async function exportPlan(cli: Cli, planId: string, folder: string): Promise<Result<Done>> {
  const made = await cli.call('plan.playbook', { planId });
  if (!made.ok) return made;
  for (const { name, text } of made.value.files) {
    const path = join(folder, name);
    try {
      await mkdir(dirname(path), { recursive: true });
    } catch (error) {
      return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
    }
    const written = await writeText(path, text);
    if (!written.ok) return written;
  }
  cli.note(...made.value.notes.map((note) => cli.style.cell(note)));
  const value = { folder, files: made.value.files.map((file) => file.name), notes: made.value.notes };
  return done(
    value,
    [`Wrote ${folder}`, `Run: cd ${folder} && ansible-playbook -i inventory site.yml`].map((line) => cli.style.cell(line)),
  );
}
