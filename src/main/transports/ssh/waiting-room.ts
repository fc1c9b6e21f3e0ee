import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Chain } from './chain.ts';
import { questionsAsked, type Ask, type Questions } from './sign-in.ts';

/** sshd gives a sign-in two minutes (sshd_config(5), LoginGraceTime); some of them are gone when the question comes. */
const PATIENCE_SECONDS = 100;
/** A connection that was answered is taken up by what had stopped for it, and is not kept for longer. */
const KEPT_SECONDS = 60;

/** One connection that is being made and may stop at questions, again and again. */
class Guest {
  readonly #attempt: Promise<Result<Chain>>;
  #stopped = Promise.withResolvers<Problem>();
  #resume: ((answers: string[] | null) => void) | null = null;

  constructor(begin: (ask: Ask) => Promise<Result<Chain>>) {
    this.#attempt = begin((questions) => this.#ask(questions));
  }

  get wanted(): number | null {
    return this.#resume ? this.#asked : null;
  }
  #asked = 0;

  /** How it ends, or what it asks before. */
  outcome(): Promise<Result<Chain>> {
    return Promise.race([this.#attempt, this.#stopped.promise.then(fail)]);
  }

  give(answers: string[] | null): void {
    this.#stopped = Promise.withResolvers();
    this.#resume?.(answers);
    this.#resume = null;
  }

  #ask(questions: Questions): Promise<string[] | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.give(null), PATIENCE_SECONDS * 1000);
      timer.unref();
      this.#asked = questions.prompts.length;
      this.#resume = (answers) => {
        clearTimeout(timer);
        resolve(answers);
      };
      this.#stopped.resolve(questionsAsked(questions, PATIENCE_SECONDS));
    });
  }
}

/**
 * Where connections wait for a person: a code by SMS or a challenge belongs to the connection that asked, so that very
 * one is kept until it is answered, and then until it is taken up. One for a host; a new one sends the old one away.
 */
export class WaitingRoom {
  readonly #waiting = new Map<string, Guest>();
  readonly #ready = new Map<string, { readonly chain: Chain; readonly timer: NodeJS.Timeout }>();

  /** A connection that was answered before, else a new one that `begin` makes. */
  async connect(hostId: string, begin: (ask: Ask) => Promise<Result<Chain>>): Promise<Result<Chain>> {
    const ready = this.#takeReady(hostId);
    if (ready) return ok(ready);
    const guest = new Guest(begin);
    const outcome = await guest.outcome();
    if (!outcome.ok && guest.wanted !== null) {
      this.#waiting.get(hostId)?.give(null);
      this.#waiting.set(hostId, guest);
    }
    return outcome;
  }

  /** Fails with questions-asked where the host wants to know more, and with the reason where it says no. */
  async answer(hostId: string, answers: readonly string[]): Promise<Result<null>> {
    const guest = this.#waiting.get(hostId);
    const wanted = guest?.wanted ?? null;
    if (!guest || wanted === null)
      return fail({ kind: 'conflict', detail: 'The host no longer waits for this answer', next: 'Try again: it will ask anew.' });
    if (wanted !== answers.length)
      return fail({ kind: 'invalid-input', issues: [{ path: 'answers', message: `${wanted} wanted, one for each question` }] });
    guest.give([...answers]);
    const outcome = await guest.outcome();
    if (guest.wanted !== null) return outcome.ok ? ok(null) : outcome;
    this.#waiting.delete(hostId);
    if (!outcome.ok) return outcome;
    this.#keep(hostId, outcome.value);
    return ok(null);
  }

  #keep(hostId: string, chain: Chain): void {
    this.#takeReady(hostId)?.close();
    const timer = setTimeout(() => this.#takeReady(hostId)?.close(), KEPT_SECONDS * 1000);
    timer.unref();
    this.#ready.set(hostId, { chain, timer });
  }

  #takeReady(hostId: string): Chain | null {
    const found = this.#ready.get(hostId);
    this.#ready.delete(hostId);
    clearTimeout(found?.timer);
    return found && found.chain.last.lost() === null ? found.chain : null;
  }
}
