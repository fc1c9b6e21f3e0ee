import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog, openDialog, type Resume } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { resume as goOn } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';

type Questions = Extract<Problem, { kind: 'questions-asked' }>;

/** What a host asks, in its own words as text. Answers go to the engine once and are forgotten by the window. */
export function AnswerQuestions({ hostId, questions, resume }: { hostId: string; questions: Questions; resume: Resume }): ReactNode {
  const row = useLive('hosts.list', {}).value?.find((each) => each.host.id === hostId);
  const [answers, setAnswers] = useState<readonly string[]>(() => questions.prompts.map(() => ''));
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!row) return null;

  const submit = async (): Promise<void> => {
    const reply = await ask('hosts.answerQuestions', { id: hostId, answers: [...answers] });
    if (reply.ok) {
      closeDialog();
      return goOn(resume, [hostId]);
    }
    if (reply.problem.kind === 'questions-asked') return openDialog({ kind: 'answer-questions', hostId, questions: reply.problem, resume });
    setProblem(reply.problem);
  };
  return (
    <Dialog
      title={t.wayIn.answerTitle(row.host.name)}
      confirm={t.wayIn.answer}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      width={460}
      footNote={t.wayIn.answerNote}
    >
      {problem && <ProblemVerdict problem={problem} />}
      {questions.instruction && (
        <p>
          <span className="dim">{t.wayIn.hostSays}</span> {questions.instruction}
        </p>
      )}
      {questions.prompts.map((prompt, index) => (
        <Field
          key={index}
          label={prompt.text || t.wayIn.answer}
          type={prompt.echo ? 'text' : 'password'}
          value={answers[index] ?? ''}
          onChange={(value) => setAnswers(answers.map((one, at) => (at === index ? value : one)))}
          autoFocus={index === 0}
        />
      ))}
    </Dialog>
  );
}
