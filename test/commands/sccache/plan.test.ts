import { describe, expect, it } from 'vitest';
import type { SccacheFacts } from '../../../src/commands/sccache/facts.ts';
import { planDisable, planEnable, type EnablePlan } from '../../../src/commands/sccache/plan.ts';
import type { WrapperSetting } from '../../../src/commands/sccache/wrapper-settings.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';

const FILE = '/home/me/.cargo/config.toml' as AbsolutePath;
const ELSEWHERE = '/repos/.cargo/config.toml' as AbsolutePath;

function facts(over: Partial<SccacheFacts> = {}): SccacheFacts {
  return {
    program: { path: '/usr/bin/sccache', version: '0.8.0' },
    home: '/home/me/.cargo' as AbsolutePath,
    file: FILE,
    bytes: undefined,
    settings: [],
    record: undefined,
    ...over,
  };
}

function inFile(value: string, file = FILE): WrapperSetting {
  return { where: { file }, value };
}

function write(from: SccacheFacts): Extract<EnablePlan, { action: 'write' }> {
  const plan = planEnable(from);
  if (!plan.ok || plan.value.action !== 'write') throw new Error('no write was planned');
  return plan.value;
}

/** The facts after a plan was done. */
function after(from: SccacheFacts): SccacheFacts {
  const { bytes, record, wrapper } = write(from);
  return { ...from, bytes, record, settings: [inFile(wrapper)] };
}

describe('enable', () => {
  it('writes into the user\'s configuration what runs the program found', () => {
    const plan = write(facts());
    expect(plan.bytes.toString()).toContain('rustc-wrapper = "/home/me/.cargo/cargo-share-sccache/sccache"');
    expect(plan.script).toContain("exec '/usr/bin/sccache' \"$@\"");
  });

  it.each([
    ['a file', inFile('/opt/other-wrapper'), FILE],
    ['a nearer file', inFile('/opt/other-wrapper', ELSEWHERE), ELSEWHERE],
    ['a variable', { where: { variable: 'RUSTC_WRAPPER' }, value: '/opt/other-wrapper' }, undefined],
    ['an empty variable', { where: { variable: 'RUSTC_WRAPPER' }, value: '' }, undefined],
  ])('refuses where %s has another wrapper', (_, setting, path) => {
    const plan = planEnable(facts({ settings: [setting], bytes: Buffer.from('[build]\n') }));
    expect(plan).toMatchObject({ ok: false, error: { code: 'wrapper-taken' } });
    if (!plan.ok) expect(plan.error.path).toBe(path);
  });

  it('looks past an sccache in force for a wrapper behind it', () => {
    const plan = planEnable(facts({ settings: [{ where: { variable: 'RUSTC_WRAPPER' }, value: 'sccache' }, inFile('/opt/other')] }));
    expect(plan).toMatchObject({ ok: false, error: { code: 'wrapper-taken' } });
  });

  it('keeps an sccache that is there', () => {
    expect(planEnable(facts({ settings: [inFile('sccache')] }))).toMatchObject({ ok: true, value: { action: 'keep', ours: false } });
    expect(planEnable(after(facts()))).toMatchObject({ ok: true, value: { action: 'keep', ours: true } });
  });

  it('says what is missing', () => {
    expect(planEnable(facts({ program: undefined }))).toMatchObject({ ok: false, error: { code: 'sccache-missing' } });
    expect(planEnable(facts({ bytes: Buffer.from('[build\n') }))).toMatchObject({ ok: false, error: { code: 'cargo-config-invalid' } });
  });
});

describe('disable', () => {
  it.each(['', '# mine', '[build]\r\njobs = 2\r\n', '\uFEFFbuild = { jobs = 2 } # c\n', '[net]\nretry = 3'])('gives %j its bytes back', (text) => {
    const plan = planDisable(after(facts({ bytes: Buffer.from(text) })));
    expect(plan.ok && plan.value.action === 'restore' && plan.value.bytes?.toString()).toBe(text);
  });

  it('takes away a file that was not there', () => {
    expect(planDisable(after(facts()))).toMatchObject({ ok: true, value: { action: 'restore', bytes: undefined } });
  });

  it('keeps what others wrote into the file since', () => {
    const enabled = after(facts());
    const plan = planDisable({ ...enabled, bytes: Buffer.concat([Buffer.from('# new\n'), enabled.bytes ?? Buffer.alloc(0), Buffer.from('\n[net]\n')]) });
    expect(plan.ok && plan.value.action === 'restore' && plan.value.bytes?.toString()).toBe('# new\n\n[net]\n');
  });

  it('takes the key alone where the lines around it were changed', () => {
    const enabled = after(facts({ bytes: Buffer.from('[build]\njobs = 2\n') }));
    const plan = planDisable({ ...enabled, bytes: Buffer.from('[build]\nrustc-wrapper   = "/home/me/.cargo/cargo-share-sccache/sccache" # fast\njobs = 3\n') });
    expect(plan.ok && plan.value.action === 'restore' && plan.value.bytes?.toString()).toBe('[build]\njobs = 3\n');
  });

  it('forgets what somebody else replaced, and touches nothing that it did not write', () => {
    const enabled = after(facts());
    const plan = planDisable({ ...enabled, bytes: Buffer.from('[build]\nrustc-wrapper = "/opt/other"\n'), settings: [inFile('/opt/other')] });
    expect(plan).toEqual({ ok: true, value: { action: 'forget', standIn: 'remove' } });
    expect(planDisable(facts({ settings: [inFile('sccache')] }))).toMatchObject({ ok: true, value: { action: 'nothing' } });
  });
});
