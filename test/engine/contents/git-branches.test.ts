import { expect, test } from 'vitest';
import { mayTellOfBranches } from '../../../src/engine/contents/git-branches.ts';

const tells = (question: string): boolean => mayTellOfBranches(question.split(' '), (word) => word === 'words.txt');

test.each(['rev-parse HEAD', 'rev-parse --short HEAD~1', 'log -1 --format=%h -- words.txt', 'log -n 1 --format %s', 'show HEAD:words.txt', 'describe --tags --always --dirty', 'branch --show-current', 'status --porcelain', 'config --get app.name', 'tag --points-at HEAD', '--version'])('git %s tells of HEAD', (question) => {
  expect(tells(question)).toBe(false);
});

test.each(['rev-parse --abbrev-ref @{u}', 'rev-parse main', 'rev-list --count main..HEAD', 'rev-list HEAD..main', 'rev-list --all', 'branch', 'branch -vv', 'for-each-ref refs/heads', 'merge-base main HEAD', 'log -1 --format=%D', 'log -1 --format=%N', 'log -1 --notes', 'log -1 --decorate', 'status -sb', 'status --branch', 'describe --all', 'name-rev HEAD', 'show-ref', 'log HEADS'])('git %s may tell of other branches', (question) => {
  expect(tells(question)).toBe(true);
});
