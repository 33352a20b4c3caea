import { expect, test } from 'vitest';
import { gitQuestion } from '../../../src/engine/audit/git-question.ts';

const words = (text: string): string[] => text.split(' ');

test.each([
  'rev-parse HEAD',
  '-C app rev-parse --short HEAD',
  '-c core.quotePath=off --no-pager log -1 --format=%H',
  '--version',
  'describe --tags --always --dirty',
  'status --porcelain -uno',
  'status --untracked-files=no',
  'ls-files',
  'branch',
  'branch --show-current',
  'branch -a -v',
  'branch --contains HEAD',
  'tag',
  'tag -l v*',
  'tag --points-at HEAD',
  'config user.name',
  'config --get remote.origin.url',
  'config --list',
  'config get user.name',
  'symbolic-ref --short HEAD',
  'diff-index --quiet HEAD --',
])('may be asked again: git %s', (question) => {
  expect(gitQuestion(words(question))).toBeUndefined();
});

test.each([
  'commit -m x',
  'fetch',
  'gc',
  '-C app',
  'branch topic',
  'branch -D topic',
  'branch -D topic --list',
  'branch --unset-upstream',
  'branch --set-upstream-to=origin/main',
  'branch --edit-description',
  'tag v1',
  'tag -d v1',
  'config user.name me',
  'config --unset user.name',
  'config --add a.b c',
  'config alias.x list',
  'config set user.name me',
  'symbolic-ref HEAD refs/heads/x',
  'symbolic-ref --delete HEAD',
  'rev-list --stdin',
  'diff --output=x HEAD',
])('changes something, or may: git %s', (question) => {
  expect(gitQuestion(words(question))).toBe('git-question');
});

test.each(['status', 'status --porcelain', 'status -uall', 'ls-files -o', 'ls-files --others --exclude-standard', '-C app ls-files -co'])('tells of files beside the target directory: git %s', (question) => {
  expect(gitQuestion(words(question))).toBe('reads-target');
});

test.each(['log -1 --format=%cr', 'log --since=yesterday', 'show --date=relative', 'log -1 --date=human'])('differs each time: git %s', (question) => {
  expect(gitQuestion(words(question))).toBe('time');
});
