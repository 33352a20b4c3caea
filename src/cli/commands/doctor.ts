import { diagnose } from '../../commands/doctor/doctor.ts';
import { doctorDocument, isHealthy, reportDoctor } from '../../report/doctor-report.ts';
import { nowNs } from '../../system/clock.ts';
import { must, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share doctor [--fix]` */
export async function doctor(context: CommandContext, flags: { readonly fix: boolean }): Promise<ExitStatus> {
  const { cwd, env, program, reporter } = context;
  const fix = flags.fix ? (context.dryRun ? 'show' : 'yes') : 'no';
  const diagnosis = must(await diagnose({ cwd, env, ...program, now: nowNs, fix }));
  reporter.document(doctorDocument(diagnosis));
  if (!reporter.json) reportDoctor(diagnosis, reporter);
  return isHealthy(diagnosis) ? 0 : 1;
}
