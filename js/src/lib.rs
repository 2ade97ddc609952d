//! The evaluator as a JavaScript module: the same answers as on the page, for Node, for other pages, for docs.
//!
//! Functions take files and give plain objects, those of [`netpol_core::view`]. Whoever asks more than once about the
//! same files makes an [`Analysis`] of them. Deliberately not here: anything that decides about policies.

mod files;
pub mod links;
mod options;
mod types;

use netpol_core::view::CellView;
use netpol_core::{Probe, SourceFile, analyze, analyze_after};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use options::Question;

/// What a function of this module fails with: a sentence about what is wrong with its arguments.
type Outcome<T> = Result<T, JsError>;

/// Who can reach whom.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Matrix {
    /// Rows and columns: pods and workloads by namespace, then what is outside the cluster.
    endpoints: Vec<netpol_core::view::EndpointView>,
    /// One for each ordered pair, a pod and itself included, without pairs that are both outside.
    cells: Vec<Cell>,
    /// Everything that is wrong with the files, or worth knowing.
    problems: Vec<netpol_core::view::ProblemView>,
    /// What was left out of the evaluation, in one sentence; empty when nothing was.
    incomplete: String,
}

/// One pair of endpoints.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Id of the source.
    from: String,
    /// Id of the destination.
    to: String,
    #[serde(flatten)]
    view: CellView,
}

/// Files that were read and evaluated. Ask as often as you like; `free()` it when you are done, or let
/// `using` do it.
#[wasm_bindgen]
pub struct Analysis {
    inner: netpol_core::Analysis,
    options: netpol_core::Options,
}

#[wasm_bindgen]
impl Analysis {
    /// Reads and evaluates files. Only wrong arguments make it throw: what is wrong with the files is in `problems()`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
    ) -> Outcome<Analysis> {
        start();
        let files = files::read(files)?;
        let Question { options, .. } = Question::read(options)?;
        Ok(Analysis { inner: analyze(&files, &options), options })
    }

    /// Takes other files, with the same options. Documents that were there before are not read again.
    pub fn update(&mut self, #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue) -> Outcome<()> {
        self.inner = analyze_after(Some(&self.inner), &files::read(files)?, &self.options);
        Ok(())
    }

    /// The whole matrix: of any port, or of one (`"TCP 8080"`, `"8080"`, `"53/UDP"`, the name of a container port).
    #[wasm_bindgen(unchecked_return_type = "Matrix")]
    pub fn matrix(&self, port: Option<String>) -> Outcome<JsValue> {
        let probe = self.probe(port)?;
        let it = &self.inner;
        let n = it.endpoints().len() as u32;
        let pairs = (0..n).flat_map(|from| (0..n).map(move |to| (from, to)));
        let cells = pairs.filter_map(|(from, to)| {
            let view = it.cell(from, to, probe)?;
            let id = |at: u32| it.endpoints().get(at as usize).map(|it| it.id.clone());
            (view.sign != netpol_core::view::CellSign::Void).then_some(Cell {
                from: id(from)?,
                to: id(to)?,
                view,
            })
        });
        let cells = cells.collect();
        let endpoints = it.endpoints().to_vec();
        give(&Matrix { endpoints, cells, problems: it.problems(), incomplete: it.incomplete() })
    }

    /// One cell of the matrix.
    #[wasm_bindgen(unchecked_return_type = "CellView")]
    pub fn cell(&self, from: &str, to: &str, port: Option<String>) -> Outcome<JsValue> {
        let (from, to) = self.ends(from, to)?;
        give(&self.inner.cell(from, to, self.probe(port)?))
    }

    /// Why one endpoint reaches another or does not. Without a port the most telling part of the ports is explained;
    /// `pieces` names the others.
    #[wasm_bindgen(unchecked_return_type = "ExplanationView")]
    pub fn explain(&self, from: &str, to: &str, port: Option<String>) -> Outcome<JsValue> {
        let (from, to) = self.ends(from, to)?;
        give(&self.inner.explanation(from, to, self.probe(port)?))
    }

    /// What becomes of a connection to a Service: `svc:shop/api:80`, `shop/api:http`, `svc:kube-system/dns:53/UDP`.
    #[wasm_bindgen(js_name = serviceFlow, unchecked_return_type = "ServiceFlowView")]
    pub fn service_flow(&self, from: &str, service: &str) -> Outcome<JsValue> {
        let wrong = || JsError::new(&format!("there is no Service `{service}`"));
        let (id, port) = self.inner.parse_service(service).ok_or_else(wrong)?;
        let flow = self.inner.service_flow(self.end(from)?, &id, port.as_ref());
        give(&flow?)
    }

    /// The Services that can be asked about.
    #[wasm_bindgen(unchecked_return_type = "ServiceView[]")]
    pub fn services(&self) -> Outcome<JsValue> {
        give(&self.inner.services())
    }

    /// What Ingress objects publish, and whether their controller can reach it.
    #[wasm_bindgen(unchecked_return_type = "IngressView[]")]
    pub fn ingresses(&self) -> Outcome<JsValue> {
        give(&self.inner.ingresses())
    }

    /// Everything that is wrong with the files, or worth knowing, in the order of files and lines.
    #[wasm_bindgen(unchecked_return_type = "ProblemView[]")]
    pub fn problems(&self) -> Outcome<JsValue> {
        give(&self.inner.problems())
    }

    fn probe(&self, port: Option<String>) -> Outcome<Probe> {
        port.map_or(Ok(Probe::Any), |it| Ok(self.inner.parse_probe(&it)?))
    }

    fn ends(&self, from: &str, to: &str) -> Outcome<(u32, u32)> {
        Ok((self.end(from)?, self.end(to)?))
    }

    fn end(&self, id: &str) -> Outcome<u32> {
        let wrong =
            || JsError::new(&format!("there is no endpoint `{id}`; `endpoints` of the matrix lists all ids"));
        self.inner.endpoint_index(id).ok_or_else(wrong)
    }
}

/// Who can reach whom. A `port` among the options asks about one port.
#[wasm_bindgen(unchecked_return_type = "Matrix")]
pub fn evaluate(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & { port?: string }")] options: JsValue,
) -> Outcome<JsValue> {
    let (analysis, port) = asked(files, options)?;
    analysis.matrix(port)
}

/// Why one endpoint reaches another or does not. A `port` among the options asks about one port.
#[wasm_bindgen(unchecked_return_type = "ExplanationView")]
pub fn explain(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    from: &str,
    to: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "Options & { port?: string }")] options: JsValue,
) -> Outcome<JsValue> {
    let (analysis, port) = asked(files, options)?;
    analysis.explain(from, to, port)
}

/// Everything that is wrong with the files, or worth knowing, in the order of files and lines.
#[wasm_bindgen(unchecked_return_type = "ProblemView[]")]
pub fn lint(
    #[wasm_bindgen(unchecked_param_type = "Files")] files: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Outcome<JsValue> {
    asked(files, options)?.0.problems()
}

fn asked(files: JsValue, options: JsValue) -> Outcome<(Analysis, Option<String>)> {
    start();
    let files: Vec<SourceFile> = files::read(files)?;
    let Question { options, port } = Question::read(options)?;
    Ok((Analysis { inner: analyze(&files, &options), options }, port))
}

/// A mistake of ours says where it happened.
fn start() {
    console_error_panic_hook::set_once();
}

/// Plain objects and arrays, `null` for what is not there.
fn give(it: &impl Serialize) -> Outcome<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    it.serialize(&serializer).map_err(|it| JsError::new(&it.to_string()))
}
