export {
  Analysis, decodeLink, encodeLink, evaluate, explain, lint,
} from "./netpol.js";
export type {
  BackendView, Cell, CellSign, CellView, EndpointKind, EndpointView, ExplanationView, Files, Fragment, IngressBackendView,
  IngressTargetView, IngressView, Link, LinkCell, LinkFile, MarkKind, MarkView, Matrix, NoteView, Options, PieceView, Place,
  Probe, ProblemView, ServiceFlowView, ServicePortView, ServiceView, Severity, SideView, Sign, SourceFile, StepView,
} from "./netpol.js";

/**
 * Loads the evaluator. In a browser it must be awaited before anything else is called; in Node it is there already.
 * @param from where `netpol_bg.wasm` is, if not beside the module.
 */
export default function init(from?: string | URL | Request | Response | BufferSource | WebAssembly.Module): Promise<void>;
