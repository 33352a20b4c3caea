import type { AuditDocument } from './audit.ts';
import type { BenchDocument, BenchPlanDocument } from './bench.ts';
import type { ErrorDocument } from './common.ts';
import type { CompletionsDocument } from './completions.ts';
import type { DoctorDocument } from './doctor.ts';
import type { ExplainDocument } from './explain.ts';
import type { RemoteDocument, SendDocument, TakeDocument } from './exchange.ts';
import type { GcDocument } from './gc.ts';
import type { ReclaimDocument } from './reclaim.ts';
import type { ReportDocument } from './report.ts';
import type { SaveDocument } from './save.ts';
import type { SccacheDocument } from './sccache.ts';
import type { DeinitDocument, InitDocument } from './setup.ts';
import type { SourceMapDocument } from './source-map.ts';
import type { StatusDocument } from './status.ts';
import type { VerifyDocument } from './verify.ts';
import type { WarmDocument } from './warm.ts';
import type { WhichDocument } from './which.ts';

/**
 * What each command prints with `--json`, by its name; a JSON Schema is made of each (`npm run generate`), and `error`
 * is what any of them prints when it fails. Within `"schema": 1` fields are only added.
 */
export interface Documents {
  readonly audit: AuditDocument;
  readonly bench: BenchDocument | BenchPlanDocument;
  readonly completions: CompletionsDocument;
  readonly deinit: DeinitDocument;
  readonly doctor: DoctorDocument;
  readonly error: ErrorDocument;
  readonly explain: ExplainDocument;
  readonly export: SendDocument;
  readonly gc: GcDocument;
  readonly import: TakeDocument;
  readonly init: InitDocument;
  readonly pull: TakeDocument;
  readonly push: SendDocument;
  readonly reclaim: ReclaimDocument;
  readonly remote: RemoteDocument;
  readonly report: ReportDocument;
  readonly save: SaveDocument;
  readonly sccache: SccacheDocument;
  readonly 'source-map': SourceMapDocument;
  readonly status: StatusDocument;
  readonly verify: VerifyDocument;
  readonly warm: WarmDocument;
  readonly which: WhichDocument;
}

/** Everything that is printed as a document is one of these. */
export type AnyDocument = Documents[keyof Documents];
