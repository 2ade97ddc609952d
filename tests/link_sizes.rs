//! What links are measured on: every scenario and some large manifests, beside what others would make of them.

use std::ops::AddAssign;

use netpol_core::link::{CellRef, LinkState, Selection, encode};
use netpol_core::protocol::Protocol;
use netpol_core::{Probe, SourceFile};

use crate::benchmarks;
use crate::case::Case;
use crate::paths;

/// Characters of one state as a link, and as others would pack the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    /// Bytes of the files.
    pub text: usize,
    /// As lz-string's `compressToEncodedURIComponent`.
    pub lz_string: usize,
    /// As deflate at level 9 in base64url.
    pub deflate: usize,
    /// As our link, its version and checksum included.
    pub link: usize,
}

impl Sizes {
    /// Measures a state. The others get the same in the plainest form that can be read again: names, texts, port and
    /// cell with a separator between them.
    pub fn of(state: &LinkState) -> Sizes {
        let port = match state.probe {
            Probe::Any => String::new(),
            Probe::Port(..) => state.probe.label(),
        };
        let mut parts: Vec<&str> = vec![&port, &state.scenario];
        parts.extend(state.selection.iter().flat_map(|it| [it.cell.from.as_str(), &it.cell.to]));
        parts.extend(state.files.iter().flat_map(|it| [it.name.as_str(), &it.text]));
        let plain = parts.join("\0");
        let packed = miniz_oxide::deflate::compress_to_vec(plain.as_bytes(), 9);
        Sizes {
            text: state.files.iter().map(|it| it.text.len()).sum(),
            lz_string: lz_str::compress_to_encoded_uri_component(plain.as_str()).len(),
            deflate: (packed.len() * 4).div_ceil(3),
            link: encode(state).map_or(usize::MAX, |it| it.len()),
        }
    }
}

impl AddAssign for Sizes {
    fn add_assign(&mut self, it: Sizes) {
        self.text += it.text;
        self.lz_string += it.lz_string;
        self.deflate += it.deflate;
        self.link += it.link;
    }
}

/// Every scenario as the page opens it, by name.
pub fn scenarios() -> Vec<(String, LinkState)> {
    paths::files("static/scenarios", "yaml").iter().map(|it| scenario(Case::load(it))).collect()
}

fn scenario(case: Case) -> (String, LinkState) {
    let files = case.files.iter().map(|it| SourceFile::new(it.0.as_str(), it.1.as_str())).collect();
    let words: Vec<&str> = case.open.split_whitespace().collect();
    let (selection, probe) = match words.as_slice() {
        [from, "->", to, port @ ..] => {
            let cell = CellRef { from: (*from).to_owned(), to: (*to).to_owned() };
            let probe = match port {
                [protocol, port] => Probe::Port(
                    Protocol::from_api(protocol).expect("a protocol"),
                    port.parse().expect("a port"),
                ),
                _ => Probe::Any,
            };
            (Some(Selection { cell, piece: None }), probe)
        }
        _ => (None, Probe::Any),
    };
    (case.name.clone(), LinkState { files, selection, probe, scenario: case.name, ..LinkState::default() })
}

/// Manifests of other projects, by suite, where `../shared/conformance` or `$NETPOL_CONFORMANCE` has them: what the
/// dictionary was not made for.
pub fn others() -> Vec<(String, Vec<LinkState>)> {
    let folder = std::env::var_os("NETPOL_CONFORMANCE").map(std::path::PathBuf::from);
    let folder = folder.unwrap_or_else(|| paths::root().join("../shared/conformance"));
    let suites = [
        "recipes",
        "kubernetes-e2e",
        "kube-network-policies",
        "netpol-analyzer-eval",
        "network-policy-api-cnp",
    ];
    let states = |name: &str| -> Option<Vec<LinkState>> {
        let lines = std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).ok()?;
        let values = lines.lines().filter_map(|it| serde_json::from_str::<serde_json::Value>(it).ok());
        let texts = values.filter_map(|it| Some(it.get("manifests")?.as_str()?.to_owned()));
        let file = |text: String| SourceFile::new("policies.yaml", text);
        Some(texts.map(|it| LinkState { files: vec![file(it)], ..LinkState::default() }).collect())
    };
    suites.iter().filter_map(|it| Some(((*it).to_owned(), states(it)?))).collect()
}

/// Manifests that are too long to read, by what they are.
pub fn large() -> Vec<(String, LinkState)> {
    let state = |files| LinkState { files, ..LinkState::default() };
    let kubectl = std::fs::read_to_string(paths::root().join("cli/tests/kubectl.yaml"));
    let kubectl = SourceFile::new("policies.yaml", kubectl.expect("what kubectl printed"));
    let mut all = vec![("`kubectl get -o yaml`".to_owned(), state(vec![kubectl]))];
    for (pods, policies) in [(50, 20), (300, 150)] {
        let (cluster, rules) = benchmarks::generate(benchmarks::Size::new(pods, policies));
        let files = vec![SourceFile::new("policies.yaml", rules), SourceFile::new("cluster.yaml", cluster)];
        all.push((format!("{pods} pods, {policies} policies"), state(files)));
    }
    all
}
