export {
  Analysis, audit, compare, decodeLink, encodeLink, equivalent, evaluate, explain, lint, needs, test,
} from "./netpol.js";
export type {
  AuditCellReport, AuditItemReport, AuditKind, AuditReport, AuditSectionReport, BackendReport, BecauseReport, CellChangeView, CellReport, CellSign, CellVerdict,
  ChangePortsReport, ChangeReport, ChangeTotalsReport, ChangedEndpointsReport, ChangedObjectReport, ChangesReport,
  DeciderReport, EditView, EndpointReport, EquivalenceReport, ExampleReport, ExpectationReport, ExpectationsReport,
  ExpectationTotalsReport, ExpectedPairReport, ExplanationReport, Files,
  FixView, FlowReport, FormReport, Fragment, IngressBackendReport, IngressReport, IngressTargetReport, LabelReport,
  Limits, LineReport, LinkBaselineReport, LinkCellReport, LinkFileReport, LinkReport, LinkViewReport, MarkKind, MarkView, Matched, MatrixReport, NearReport,
  NeedShownView, NeedState, NeedView, NeedsReport,
  NotAskedReport, NoteReport, Options, OtherwiseReport, Outcome, OwnerReport, PeerHow, PeerReport, PieceReport, Place,
  PolicyReport, PortReport, Probe, ProblemReport, RequirementReport, RuleReport, ServiceFlowReport, ServicePortReport,
  ServiceReport, Severity, SideReport, Sign, SourceFile, StepView, TierReport, TrialReport, UnneededView, UnsureReport,
} from "./netpol.js";

/**
 * Loads the evaluator. In a browser it must be awaited before anything else is called; in Node it is there already.
 * @param from where `netpol_bg.wasm` is, if not beside the module.
 */
export default function init(from?: string | URL | Request | Response | BufferSource | WebAssembly.Module): Promise<void>;
