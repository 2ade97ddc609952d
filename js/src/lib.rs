//! The evaluator as a JavaScript module: the same answers as on the page, for Node, for other pages, for docs.
//!
//! Functions take files and give plain objects, those of [`netpol_core::view::report`], which are also the JSON of the
//! command line tool. An [`Analysis`] of some files can be asked more than once. Deliberately not here: anything that decides about policies.

mod files;
pub mod links;
mod options;
mod types;

use std::sync::Arc;

use netpol_core::api::{End, Wanted, equivalence};
use netpol_core::{Asked, Probe, SourceFile, analyze, analyze_after};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use options::{Limits, Question};

/// What a function of this module fails with: a sentence about what is wrong with its arguments.
type Outcome<T> = Result<T, JsError>;

/// Files that were read and evaluated. Ask as often as you like; `free()` it when you are done, or let
/// `using` do it.
#[wasm_bindgen]
pub struct Analysis {
    inner: netpol_core::Analysis,
    options: netpol_core::Options,
    limits: Limits,
}

#[wasm_bindgen]
impl Analysis {
    /// Reads and evaluates files. Only wrong arguments make it throw: what is wrong with the files is in `problems()`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
    ) -> Outcome<Analysis> {
        Ok(asked(files, options)?.0)
    }

    /// Takes other files, with the same options. Documents that were there before are not read again.
    pub fn update(&mut self, #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue) -> Outcome<()> {
        let files = files::read(files)?;
        self.limits.check_files(&files).map_err(wrong)?;
        self.inner = analyze_after(Some(&self.inner), &files, &self.options);
        Ok(())
    }

    /// The whole matrix: of any port, or of one: `"TCP 8080"`, `"8080"`, `"53/UDP"`, or the name of a container port, in
    /// each column that of its own pods. Throws where it would have more than `maxCells` cells.
    #[wasm_bindgen(unchecked_return_type = "MatrixReport")]
    pub fn matrix(&self, port: Option<String>) -> Outcome<JsValue> {
        let asked = self.asked(port)?;
        let rows = self.inner.cells(&asked).n_rows();
        self.limits.check_cells(rows, rows).map_err(wrong)?;
        give(&self.inner.matrix_report(&asked, false))
    }

    /// The rows of the matrix, which are also its columns.
    #[wasm_bindgen(unchecked_return_type = "EndpointReport[]")]
    pub fn endpoints(&self) -> Outcome<JsValue> {
        give(&self.inner.endpoint_reports())
    }

    /// The cells of some rows: `count` of them, from `first` on, which counts in `endpoints()` from 0. Each row has a cell
    /// for every column but those of two ends outside the cluster.
    #[wasm_bindgen(unchecked_return_type = "CellReport[]")]
    pub fn rows(&self, first: u32, count: u32, port: Option<String>) -> Outcome<JsValue> {
        let cells = self.inner.cells(&self.asked(port)?);
        let columns = cells.n_rows();
        let there = columns.saturating_sub(first as usize).min(count as usize);
        self.limits.check_cells(there, columns).map_err(wrong)?;
        give(&cells.rows(first as usize, there).collect::<Vec<_>>())
    }

    /// One cell of the matrix; `null` for two ends that are both outside the cluster.
    #[wasm_bindgen(unchecked_return_type = "CellReport | null")]
    pub fn cell(&self, from: &str, to: &str, port: Option<String>) -> Outcome<JsValue> {
        give(&self.inner.cell_report(self.end(from)?, self.end(to)?, &self.asked(port)?))
    }

    /// Why one endpoint reaches another or does not. Without a port the most telling part of the ports is explained;
    /// `pieces` names the others.
    #[wasm_bindgen(unchecked_return_type = "ExplanationReport")]
    pub fn explain(&self, from: &str, to: &str, port: Option<String>) -> Outcome<JsValue> {
        let (from, to) = (self.end(from)?, self.end(to)?);
        let row = to.row().or(from.row()).unwrap_or_default();
        let probe = self.inner.port_at(&self.asked(port)?, row)?;
        give(&self.inner.explanation_report(from, to, probe))
    }

    /// What becomes of a connection to a Service: `svc:shop/api:80`, `shop/api:http`, `svc:kube-system/dns:53/UDP`.
    #[wasm_bindgen(js_name = serviceFlow, unchecked_return_type = "ServiceFlowReport")]
    pub fn service_flow(&self, from: &str, service: &str) -> Outcome<JsValue> {
        let none = || wrong(format!("there is no Service `{service}`"));
        let (id, port) = self.inner.parse_service(service).ok_or_else(none)?;
        give(&self.inner.service_flow_report(self.end(from)?, &id, port.as_ref())?)
    }

    /// The Services that can be asked about.
    #[wasm_bindgen(unchecked_return_type = "ServiceReport[]")]
    pub fn services(&self) -> Outcome<JsValue> {
        give(&self.inner.service_reports())
    }

    /// What Ingress objects publish, and whether their controller can reach it.
    #[wasm_bindgen(unchecked_return_type = "IngressReport[]")]
    pub fn ingresses(&self) -> Outcome<JsValue> {
        give(&self.inner.ingress_reports())
    }

    /// What an engineer asks of a whole cluster: who is isolated, what the internet reaches, who may leave to it, who can
    /// use DNS, which policies do nothing.
    #[wasm_bindgen(unchecked_return_type = "AuditReport")]
    pub fn audit(&self) -> Outcome<JsValue> {
        give(&self.inner.audit_report())
    }

    /// What the files expect, and whether it is so: `# expect` comments, drawn matrices and lists of tests.
    #[wasm_bindgen(unchecked_return_type = "ExpectationsReport")]
    pub fn test(&self) -> Outcome<JsValue> {
        give(&self.inner.expectations_report())
    }

    /// Which connections the manifests themselves ask for, by what they name, and whether they are allowed.
    #[wasm_bindgen(unchecked_return_type = "NeedsReport")]
    pub fn needs(&self) -> Outcome<JsValue> {
        give(&self.inner.needs_report())
    }

    /// The smallest edits of the files that make a connection allowed or denied, each evaluated before it is offered.
    /// Without `wanted` an allowed one is to be denied, and any other allowed. `null` where there is nothing to decide.
    #[wasm_bindgen(unchecked_return_type = "RepairsView | null")]
    pub fn repairs(
        &self,
        from: &str,
        to: &str,
        port: Option<String>,
        #[wasm_bindgen(unchecked_optional_param_type = "\"allowed\" | \"denied\"")] wanted: Option<String>,
    ) -> Outcome<JsValue> {
        let row = |text: &str| {
            let end = self.end(text)?;
            end.row().ok_or_else(|| wrong(format!("`{text}` has no row of its own")))
        };
        let (from, to) = (row(from)?, row(to)?);
        let wanted = match wanted.as_deref() {
            None => None,
            Some("allowed") => Some(Wanted::Allowed),
            Some("denied") => Some(Wanted::Denied),
            Some(other) => return Err(wrong(format!("`{other}` is neither `allowed` nor `denied`"))),
        };
        let probe = self.inner.port_at(&self.asked(port)?, to)?;
        give(&self.inner.repairs(from, to, probe, wanted))
    }

    /// Rules, peers, ports and terms of selectors without which no connection of this cluster would change. Each attempt
    /// is an evaluation.
    #[wasm_bindgen(unchecked_return_type = "ProblemReport[]")]
    pub fn unused(&self) -> Outcome<JsValue> {
        give(&self.inner.problems_report(&self.inner.unused()).problems)
    }

    /// Everything that is wrong with the files, or worth knowing, in the order of files and lines. What fixes change is not
    /// found out here, but by `lint`.
    #[wasm_bindgen(unchecked_return_type = "ProblemReport[]")]
    pub fn problems(&self) -> Outcome<JsValue> {
        give(&self.inner.problems_report(self.inner.diagnostics()).problems)
    }

    fn asked(&self, port: Option<String>) -> Outcome<Asked> {
        port.map_or(Ok(Asked::Probe(Probe::Any)), |it| Ok(self.inner.parse_asked(&it)?))
    }

    fn end(&self, text: &str) -> Outcome<End> {
        self.inner.end(text).map_err(|it| wrong(it.into()))
    }
}

/// What a function throws.
fn wrong(sentence: String) -> JsError {
    JsError::new(&sentence)
}

/// Who can reach whom. A `port` among the options asks about one port.
#[wasm_bindgen(unchecked_return_type = "MatrixReport")]
pub fn evaluate(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits & { port?: string }")] options: JsValue,
) -> Outcome<JsValue> {
    let (analysis, port) = asked(files, options)?;
    analysis.matrix(port)
}

/// Why one endpoint reaches another or does not. A `port` among the options asks about one port.
#[wasm_bindgen(unchecked_return_type = "ExplanationReport")]
pub fn explain(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    from: &str,
    to: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits & { port?: string }")] options: JsValue,
) -> Outcome<JsValue> {
    let (analysis, port) = asked(files, options)?;
    analysis.explain(from, to, port)
}

/// What an engineer asks of a whole cluster, by workload: who is isolated, what the internet reaches, who may leave to it,
/// who can use DNS, which policies do nothing.
#[wasm_bindgen(unchecked_return_type = "AuditReport")]
pub fn audit(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    asked(files, options)?.0.audit()
}

/// What the files expect, and whether it is so: `# expect` comments, drawn matrices and lists of tests.
#[wasm_bindgen(unchecked_return_type = "ExpectationsReport")]
pub fn test(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    asked(files, options)?.0.test()
}

/// Which connections the manifests themselves ask for, by what they name, and whether they are allowed.
#[wasm_bindgen(unchecked_return_type = "NeedsReport")]
pub fn needs(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    asked(files, options)?.0.needs()
}

/// What differs between two inputs: who may reach whom before and after, and why. Throws where more than `maxCells` pairs
/// changed.
#[wasm_bindgen(unchecked_return_type = "ChangesReport")]
pub fn compare(
    #[wasm_bindgen(unchecked_param_type = "Files")] before: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Files")] after: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    let (before, _) = asked(before, options.clone())?;
    let (after, _) = asked(after, options)?;
    let limits = after.limits;
    let changes = netpol_core::compare(&Arc::new(before.inner), &Arc::new(after.inner));
    let totals = changes.totals();
    let pairs = totals.newly_allowed + totals.newly_denied + totals.both + totals.undecided;
    limits.check_pairs(pairs).map_err(wrong)?;
    give(&changes.report())
}

/// Whether the policies of two inputs agree for every pod and namespace that could exist.
#[wasm_bindgen(unchecked_return_type = "EquivalenceReport")]
pub fn equivalent(
    #[wasm_bindgen(unchecked_param_type = "Files")] first: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Files")] second: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    let (first, _) = asked(first, options.clone())?;
    let (second, _) = asked(second, options)?;
    give(&equivalence(&first.inner, &second.inner).report())
}

/// Everything that is wrong with the files, or worth knowing, in the order of files and lines, and what each fix changes:
/// of many the first ones are tried, each of which is an evaluation.
#[wasm_bindgen(unchecked_return_type = "ProblemReport[]")]
pub fn lint(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & Limits")] options: JsValue,
) -> Outcome<JsValue> {
    let it = asked(files, options)?.0.inner;
    give(&it.problems_report_with_effects(it.diagnostics(), None).problems)
}

fn asked(files: JsValue, options: JsValue) -> Outcome<(Analysis, Option<String>)> {
    start();
    let files: Vec<SourceFile> = files::read(files)?;
    let Question { options, limits, port } = Question::read(options)?;
    limits.check_files(&files).map_err(wrong)?;
    Ok((Analysis { inner: analyze(&files, &options), options, limits }, port))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<js_sys::Object, JsValue>;
}

/// A mistake of ours says where it happened.
fn start() {
    console_error_panic_hook::set_once();
    // So that nobody can write a file of names that are slow together. Where there is no such source, names are as safe
    // as the default.
    let mut bytes = [0; 16];
    if get_random_values(&mut bytes).is_ok() {
        netpol_core::hash::seed(bytes);
    }
}

/// Plain objects and arrays, `null` for what is not there.
fn give(it: &impl Serialize) -> Outcome<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    it.serialize(&serializer).map_err(|it| JsError::new(&it.to_string()))
}
