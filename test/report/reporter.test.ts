import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createReporter, failureText, type Reporter, type ReporterOptions } from '../../src/report/reporter.ts';
import { recorder } from './streams.ts';

function say(o: Partial<ReporterOptions>, speak: (reporter: Reporter) => void, isTTY = false): { out: string; err: string } {
  const [out, err] = [recorder(isTTY), recorder(isTTY)];
  speak(createReporter({ json: false, quiet: false, verbose: false, color: 'never', ...o, stdout: out.stream, stderr: err.stream }));
  return { out: out.text(), err: err.text() };
}

const failure = { code: 'io', message: 'It broke.', path: '/x', hint: 'Mend it.' } as const;

function everything(reporter: Reporter): void {
  reporter.status('Saved', '3 units');
  reporter.warn('careful');
  reporter.result('a line');
  const progress = reporter.progress('Saving');
  progress.update(1, 2);
  progress.finish();
  reporter.document({ schema: 1, command: 'source-map', worktree: '/a', map: [] });
}

test('words go to stderr in cargo\'s columns, results to stdout', () => {
  expect(say({}, everything)).toEqual({ out: 'a line\n', err: '       Saved 3 units\nwarning: careful\n' });
});

describe('with --json', () => {
  test('standard output is the one document, and standard error nothing', () => {
    const { out, err } = say({ json: true, verbose: true, color: 'always' }, everything);
    expect(JSON.parse(out)).toEqual({ schema: 1, command: 'source-map', worktree: '/a', map: [] });
    expect(err).toBe('');
  });

  test('a failure is a document too', () => {
    const { out, err } = say({ json: true }, (reporter) => reporter.failure(failure, 'save'));
    expect(JSON.parse(out)).toEqual({ schema: 1, command: 'save', error: failure });
    expect(err).toBe('');
  });
});

test('quiet says nothing but what went wrong', () => {
  expect(say({ quiet: true }, everything)).toEqual({ out: '', err: '' });
  expect(say({ quiet: true }, (reporter) => reporter.failure(failure, 'save')).err).toContain('It broke.');
});

test('verbose is for people only', () => {
  const isVerbose = (o: Partial<ReporterOptions>): boolean => {
    let verbose = false;
    say({ verbose: true, ...o }, (reporter) => {
      verbose = reporter.verbose;
    });
    return verbose;
  };
  expect([isVerbose({}), isVerbose({ json: true }), isVerbose({ quiet: true })]).toEqual([true, false, false]);
});

test('colours change no word, and come with `always` alone where there is no terminal', () => {
  const plain = say({ color: 'auto' }, everything).err;
  const coloured = say({ color: 'always' }, everything).err;
  expect(plain).not.toContain('\x1b');
  expect(coloured).toContain('\x1b[');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
  expect(say({ color: 'never' }, everything, true).err).not.toContain('\x1b');
});

test('a failure in words: code, message, place, hint', () => {
  expect(failureText(failure)).toBe('error[io]: It broke.\n  --> /x\n  hint: Mend it.');
  expect(failureText({ code: 'io', message: 'It broke.' })).toBe('error[io]: It broke.');
});
