import type { Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import { problemLines } from './problem-text.ts';

type Questions = Extract<Problem, { kind: 'questions-asked' }>;

/** A host that asks this often is asked no further by us. */
const MOST_ROUNDS = 10;

/** Puts a host's questions to the person, round after round, until it lets us in or says no. Answers who is worth another try. */
export async function answerAtTerminal(cli: Cli, host: Host, problem: Questions): Promise<Result<string[]>> {
  let asked = problem;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const about = asked;
    cli.explainOnTheWay((style) => problemLines(style, about, host.name).slice(0, 1));
    for (const line of about.instruction ? [about.instruction] : []) cli.note(line);
    const answers: string[] = [];
    for (const { text, echo } of about.prompts) {
      const question = `${host.name}: ${text}`;
      const answer = echo ? await cli.prompt!.line(question) : await cli.prompt!.secret(question);
      if (answer === null) return fail({ kind: 'cancelled', what: 'question at the terminal' });
      answers.push(answer);
    }
    const reply = await cli.call('hosts.answerQuestions', { id: host.id, answers });
    if (reply.ok) return ok([host.id]);
    // Refused, or too late: another try says so, or asks anew.
    if (reply.problem.kind !== 'questions-asked') return reply.problem.kind === 'bug' ? reply : ok([host.id]);
    asked = reply.problem;
  }
  return ok([]);
}
