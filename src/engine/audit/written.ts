import type { Askable } from '../contents/answers.ts';
import { answer } from './answer.ts';
import type { Question } from './model.ts';

/**
 * What a script writes into the source tree counts like what it reads there: where all of it stands already, a run adds
 * nothing, and what it would overwrite is what it would write.
 */
export function asRead(question: Question): Question[] {
  if (question.ask !== 'written') return [question];
  const { path } = question;
  return [{ ask: 'file', path }, { ask: 'kind', path }];
}

/** A path at which something else stands after the run in the mirror than in the worktree of which that is a copy. */
export function writtenAnew(questions: readonly Question[], mirror: Askable, worktree: Askable): string | undefined {
  const stands = (question: Question, where: Askable): string => JSON.stringify(answer(question, where));
  return questions
    .filter(({ ask }) => ask === 'written')
    .flatMap(asRead)
    .flatMap((question) => ('path' in question && stands(question, mirror) !== stands(question, worktree) ? [question.path] : []))[0];
}
