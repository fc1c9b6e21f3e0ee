import type { CommandOutput, Query } from '../../../shared/domain/command.ts';
import { HostFacts } from '../../../shared/domain/facts.ts';
import { productNames } from '../../../shared/domain/matching/windows/product.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { hostScript } from '../host-scripts.ts';
import { newNotes, type Notes } from '../scan-notes.ts';
import type { Scan } from '../scan.ts';
import { readPackages } from './packages.ts';
import { ScanForm } from './scan-form.ts';

const MAX_BYTES = 8 * 1024 * 1024;
const SKEW_WARNING_SECONDS = 60;

/** One round trip that reads everything of a Windows host and changes nothing. `sentAt`: our clock, milliseconds since the epoch. */
export function windowsScanQuery(options: { readonly sentAt: number }): Query<Scan> {
  return {
    command: {
      what: 'scan',
      script: hostScript('windows/scan.ps1'),
      language: 'powershell',
      args: [],
      rights: 'best',
      // The list of services and programs of a slow host takes a minute; PowerShell itself takes seconds to start.
      deadlineSeconds: 180,
      maxBytes: MAX_BYTES,
    },
    parse: (output) => parseScan(output, options.sentAt),
  };
}

function parseScan(output: CommandOutput, sentAt: number): Result<Scan> {
  const form = readForm(output);
  if (!form.ok) return form;
  const { system } = form.value;
  const notes = newNotes();
  const admin = output.rights === 'root';
  const clockSkewSeconds = skewOf(Date.parse(form.value.clock), sentAt, output.firstByteAt);
  const build = `${system.version}${system.revision === null ? '' : `.${system.revision}`}`;
  const products = productNames(system.version, system.productType !== 1, archOf(system.architecture), system.servicePack || null);
  const facts: HostFacts = {
    platform: 'windows',
    os: {
      id: 'windows',
      versionId: '',
      codename: cleanText(system.displayVersion || system.releaseId),
      pretty: cleanText(`${system.caption} ${system.displayVersion || system.releaseId} (${build})`),
    },
    hostname: cleanText(system.hostname),
    kernel: { running: build, newest: null, machine: cleanText(system.architecture) },
    bootId: system.bootedAt,
    uptimeSeconds: system.uptimeSeconds,
    clockSkewSeconds,
    hardware: readHardware(form.value, notes),
    packages: readPackages(form.value, { products, build: system.version, ubr: system.revision }, notes),
    updates: [],
    // Nobody asked Windows Update what is missing: the updates are unknown, not none.
    lists: { at: null, refreshed: false },
    services: notes.cap('services', form.value.services.map(readService), 5000),
    failedUnits: form.value.services.filter(hasFailed).map(({ name }) => cleanText(name)).slice(0, 1000), // prettier-ignore
    listeners: notes.cap(
      'ports',
      form.value.listeners.map((one) => ({ ...one, address: cleanText(one.address), process: one.process && cleanText(one.process) })),
      5000,
    ),
    reboot: { required: form.value.reboot.some(isCertain), reasons: form.value.reboot.slice(0, 500).map((line) => cleanText(line)) },
    staleProcesses: [],
    space: form.value.space.slice(0, 64).map((one) => ({ ...one, path: cleanText(one.path), freeInodes: 0 })),
    packageState: { interrupted: false, audit: [] },
    configsAside: [],
    rights: admin ? 'root' : 'none',
    unseen: [],
    windows: {
      edition: cleanText(system.edition),
      installation: cleanText(system.installation),
      updateSource: form.value.source === null ? null : cleanText(form.value.source),
      defender: form.value.defender && { ...form.value.defender, signatures: cleanText(form.value.defender.signatures) },
    },
  };
  const unseen = [...hidden(form.value, admin, products), ...notes.unseen].slice(0, 32);
  for (const { part, text } of form.value.problems.slice(0, 20).filter((one) => one.part !== 'history'))
    notes.warnings.push({ kind: 'command-failed', what: `scan: ${cleanText(part, 40)}`, exit: 1, lines: [cleanText(text)] });
  if (Math.abs(clockSkewSeconds) > SKEW_WARNING_SECONDS) notes.warnings.push({ kind: 'clock-skew', seconds: clockSkewSeconds });
  notes.finish();
  const bounded = HostFacts.safeParse({ ...facts, unseen });
  if (!bounded.success) return fail({ kind: 'cannot-parse', what: 'scan', line: cleanText(bounded.error.issues[0]?.message ?? '', 500) });
  return ok({ facts: bounded.data, warnings: notes.warnings, refreshProblem: null });
}

function readForm({ exit, stdout, stderr }: CommandOutput): Result<ScanForm> {
  const text = new TextDecoder().decode(stdout).trim();
  if (exit !== 0) {
    const words = new TextDecoder().decode(stderr).split('\n').filter(Boolean);
    return fail({ kind: 'command-failed', what: 'scan', exit, lines: words.slice(-20).map((line) => cleanText(line)) });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail({ kind: 'cannot-parse', what: 'scan: no JSON', line: cleanText(text, 500) });
  }
  const read = ScanForm.safeParse(json);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  return fail({
    kind: 'cannot-parse',
    what: `scan: ${cleanText(issue?.path.join('.') ?? '', 200)}`,
    line: cleanText(issue?.message ?? '', 500),
  });
}

/** The host read its clock, to the second, between our sending and its first byte; only what lies outside is skew. Seconds. */
function skewOf(host: number, sentAt: number, firstByteAt: number): number {
  const [late, early] = [(host - firstByteAt) / 1000, (host + 1000 - sentAt) / 1000];
  return late > 0 ? late : early < 0 ? early : 0;
}

const archOf = (word: string): 'x64' | 'x86' | 'arm64' => (/arm64/i.test(word) ? 'arm64' : /x86/i.test(word) ? 'x86' : 'x64');

function readHardware({ hardware }: ScanForm, notes: Notes): HostFacts['hardware'] {
  if (!hardware) return { vendor: '', model: '', serial: null, cpu: '', cores: 0, memoryBytes: 0, disks: [], virtualisation: null };
  const { disks, hypervisor, ...rest } = hardware;
  const isGuest = hypervisor && /virtual|vmware|kvm|qemu|xen|hvm|bochs/i.test(`${rest.vendor} ${rest.model}`);
  return {
    vendor: cleanText(rest.vendor),
    model: cleanText(rest.model),
    serial: cleanText(rest.serial) || null,
    cpu: cleanText(rest.cpu),
    cores: rest.cores,
    memoryBytes: rest.memoryBytes,
    disks: notes.cap('disks', disks.map((one) => ({ name: cleanText(one.name), bytes: one.bytes, model: cleanText(one.model) })), 256), // prettier-ignore
    virtualisation: isGuest ? 'virtual machine' : null,
  };
}

const isRunning = (one: ScanForm['services'][number]): boolean => one.state.toLowerCase() === 'running';
/** Meant to run always, and ended with an error. 1077: was not started since the last boot (winerror.h). */
const hasFailed = (one: ScanForm['services'][number]): boolean =>
  one.start === 'Auto' && !isRunning(one) && one.exit !== 0 && one.exit !== 1077;
const readService = (one: ScanForm['services'][number]): HostFacts['services'][number] => ({
  name: cleanText(one.name),
  active: isRunning(one) ? 'active' : hasFailed(one) ? 'failed' : 'inactive',
  sub: cleanText(`${one.state}, ${one.start}`),
  description: cleanText(one.title),
});

/** Files to be renamed wait on most hosts, for reasons of their own: said, and no reason to restart. */
const isCertain = (reason: string): boolean => !reason.startsWith('Files to be renamed');

/** In words for the technician: what, and why. */
function hidden({ problems }: ScanForm, admin: boolean, products: readonly string[]): string[] {
  return [
    'missing updates: not asked; Windows Update answers to a task of the system only',
    ...(admin ? [] : ['what only administrators see: the account is none here']),
    ...(products.length > 0 ? [] : ['findings: MSRC has no product of this build']),
    ...(problems.some(({ part }) => part === 'history') ? ['history of Windows Update: refused to those who come over the network'] : []),
  ];
}
