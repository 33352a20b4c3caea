import { gitAnswer, gitFile, kindOf, linkAt, listingOf, lookAt, treeOf, type Askable } from '../contents/answers.ts';
import type { Observation } from '../../units/observation.ts';
import type { Question } from './model.ts';

/** Looks up what was asked, in the worktree in which it was asked. Undefined where it is no longer as it was asked. */
export function answer(question: Question, here: Askable): Observation | undefined {
  switch (question.ask) {
    case 'file': {
      const file = here.contents.file(question.path);
      // A directory can be opened for reading as well.
      return file === undefined ? seenAt(question.path, here) : { see: 'file', path: question.path, sha256: file.sha256 };
    }
    case 'listing': {
      const sha256 = listingOf(question.path, here);
      return sha256 === undefined ? undefined : { see: 'listing', path: question.path, sha256 };
    }
    case 'tree': {
      const sha256 = treeOf(question.path, here);
      return sha256 === undefined ? undefined : { see: 'tree', path: question.path, sha256 };
    }
    case 'configuration':
      return { see: 'configuration', sha256: here.configEnv.digest('any') };
    case 'kind':
      return seenAt(question.path, here);
    case 'link': {
      const target = linkAt(question.path, here);
      return target === undefined ? undefined : { see: 'link', path: question.path, target };
    }
    case 'nowhere-above':
      return { see: 'nowhere-above', name: question.name };
    case 'nothing-built':
      return { see: 'nothing-built', in: question.in, path: question.path };
    case 'git':
      return { see: 'git', directory: question.directory, question: question.question, answer: gitAnswer(question.question, question.directory, here) };
    case 'git-file':
      return { see: 'git-file', of: question.of, path: question.path, sha256: gitFile(question.of, question.path, here) };
    case 'variable':
      return { see: 'variable', name: question.name, value: question.value };
  }
}

function seenAt(path: string, here: Askable): Observation {
  const look = lookAt(path, here);
  return { see: 'kind', path, is: kindOf(path, here), ...(look !== undefined && { look }) };
}

/** Without what another observation says already: a directory that was listed is there. A look tells more of a file than its content: whether it may be executed. */
export function withoutRepeats(observations: readonly Observation[]): Observation[] {
  const read = new Set(observations.flatMap((seen) => (seen.see === 'file' || seen.see === 'listing' ? [seen.path] : [])));
  return observations.filter((seen) => seen.see !== 'kind' || seen.is === 'absent' || seen.look !== undefined || !read.has(seen.path));
}
