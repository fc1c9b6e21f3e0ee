import type { Layer } from '../../../shared/contract/connection.ts';
import type { HostRow } from '../../../shared/contract/contract.ts';
import type { SecretKind } from '../../../shared/domain/credential.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import { plural } from './format.ts';
import { isLockedVault, unlockVault } from './passphrase.ts';
import { problemLines } from './problem-text.ts';
import { confirm } from './prompt.ts';
import { answerAtTerminal } from './questions.ts';

export interface Trouble {
  readonly host: Host;
  readonly problem: Problem;
}

/** A mistyped word may be typed again; after this many the account could be locked. */
const TRIES = 3;
const interrupted = fail({ kind: 'cancelled', what: 'question at the terminal' });

/** Asks the person at the terminal for what hosts need: a first-contact key to accept, a secret to enter. */
export class Helper {
  readonly #cli: Cli;
  readonly #tries = new Map<string, number>();
  #hasUnlocked = false;
  constructor(cli: Cli) {
    this.#cli = cli;
  }

  /** Answers the ids of the hosts that are worth another try; none where there is nobody to ask. */
  async settle(troubles: readonly Trouble[]): Promise<Result<string[]>> {
    const unlocked = await this.#unlockFor(troubles);
    if (!unlocked.ok) return unlocked;
    const settled = new Set(unlocked.value);
    for (const trouble of troubles) {
      if (settled.has(trouble.host.id) || !this.#mayAsk(trouble)) continue;
      const ids = await this.#help(trouble, troubles);
      if (!ids.ok) return ids;
      for (const id of ids.value) settled.add(id);
    }
    return ok([...settled]);
  }

  /** One vault for all of them: it is asked about once. */
  async #unlockFor(troubles: readonly Trouble[]): Promise<Result<string[]>> {
    const waiting = troubles.filter(({ problem }) => isLockedVault(problem));
    const [first] = waiting;
    if (!first || this.#hasUnlocked) return ok([]);
    this.#hasUnlocked = true;
    const unlocked = await unlockVault(this.#cli, first.problem);
    if (!unlocked.ok) return unlocked;
    return ok(unlocked.value ? waiting.map(({ host }) => host.id) : []);
  }

  #help(trouble: Trouble, troubles: readonly Trouble[]): Promise<Result<string[]>> {
    const { host, problem } = trouble;
    if (problem.kind === 'host-key-unknown') return this.#acceptKey(host, problem);
    return problem.kind === 'questions-asked' ? answerAtTerminal(this.#cli, host, problem) : this.#enterSecret(trouble, troubles);
  }

  #mayAsk({ host, problem }: Trouble): boolean {
    const topic = topicOf(problem);
    if (!this.#cli.prompt || topic === null) return false;
    const key = `${host.id} ${topic}`;
    const tried = this.#tries.get(key) ?? 0;
    this.#tries.set(key, tried + 1);
    return tried < (problem.kind === 'host-key-unknown' ? 1 : TRIES);
  }

  /** An empty answer is a "no": this host is not asked about again. */
  #setAside(host: Host, secret: SecretKind): [] {
    this.#tries.set(`${host.id} ${secret}`, TRIES);
    return [];
  }

  async #acceptKey(host: Host, problem: Extract<Problem, { kind: 'host-key-unknown' }>): Promise<Result<string[]>> {
    this.#cli.explainOnTheWay((style) => problemLines(style, problem, host.name, false));
    const yes = await confirm(this.#cli.prompt!, `Accept this key for ${host.name}?`);
    if (yes === null) return interrupted;
    if (!yes) return ok([]);
    const accepted = await this.#cli.call('hosts.acceptKey', { id: host.id, fingerprint: problem.fingerprint });
    return accepted.ok ? ok([host.id]) : accepted;
  }

  async #enterSecret({ host, problem }: Trouble, troubles: readonly Trouble[]): Promise<Result<string[]>> {
    const secret = secretOf(problem)!;
    this.#cli.explainOnTheWay((style) => problemLines(style, problem, host.name).slice(0, 1));
    const value = await this.#cli.prompt!.secret(`${words[secret]} for ${host.name}:`);
    if (value === null) return interrupted;
    if (value === '') return ok(this.#setAside(host, secret));
    const others = troubles.filter((other) => other.host.id !== host.id && sameSecret(problem, other.problem));
    const share =
      others.length > 0 && (await confirm(this.#cli.prompt!, `Use it for ${plural(others.length, 'other host')} that wait for one, too?`));
    if (share === null) return interrupted;
    const takers = [{ host, problem }, ...(share ? others : [])];
    for (const taker of takers) {
      const entered = await this.#cli.call('hosts.enterSecret', { id: taker.host.id, secret, value, ...askedFor(taker.problem) });
      if (!entered.ok) return entered;
    }
    return ok(takers.map((taker) => taker.host.id));
  }
}

const words: Readonly<Record<SecretKind, string>> = {
  password: 'Password',
  passphrase: 'Passphrase of the key',
  'sudo-password': 'sudo password',
};

/** Each host's own word for it: one waits for its own password, another for that of a hop on the way. */
function askedFor(problem: Problem): { forWhat?: string } {
  if (problem.kind === 'passphrase-wrong') return { forWhat: problem.path };
  return problem.kind === 'secret-needed' ? { forWhat: problem.forWhat } : {};
}

function topicOf(problem: Problem): string | null {
  if (problem.kind === 'host-key-unknown') return problem.fingerprint;
  return problem.kind === 'questions-asked' ? 'questions' : secretOf(problem);
}

function secretOf(problem: Problem): SecretKind | null {
  if (problem.kind === 'secret-needed') return problem.secret;
  if (problem.kind === 'passphrase-wrong') return 'passphrase';
  return problem.kind === 'sudo-password-wrong' ? 'sudo-password' : null;
}

/** A passphrase belongs to one key file; a password may be the same on several hosts. */
function sameSecret(one: Problem, other: Problem): boolean {
  if (secretOf(one) !== secretOf(other)) return false;
  return secretOf(one) !== 'passphrase' || askedFor(one).forWhat === askedFor(other).forWhat;
}

export const troublesOf = (rows: readonly HostRow[]): Trouble[] =>
  rows.flatMap(({ host, scan }) => (scan.problem ? [{ host, problem: scan.problem }] : []));

/** The same of hosts whose way in was tried. */
export const troublesIn = (tested: readonly { readonly host: Host; readonly layers: readonly Layer[] }[]): Trouble[] =>
  tested.flatMap(({ host, layers }) => layers.flatMap(({ problem }) => (problem ? [{ host, problem }] : [])));
