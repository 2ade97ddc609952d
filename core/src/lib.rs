//! Reads Kubernetes manifests, evaluates their network policies, and explains every verdict.
//!
//! [`analyze`] goes from files to an [`Analysis`]; everything else is asked of that. Its answers are the types of
//! [`view`]: plain data in the words of readers.
//!
//! ```
//! use netpol_core::{Options, SourceFile, analyze};
//!
//! let cluster = "
//! {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
//! ---
//! {apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}}
//! ";
//! let policies = "
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   ingress:
//!   - from: [{podSelector: {matchLabels: {app: webb}}}]
//!     ports: [{port: 8080}]
//! ";
//! let files = [SourceFile::new("cluster.yaml", cluster), SourceFile::new("policies.yaml", policies)];
//! // The pods are the ones above: no stand-in is made up for `app: webb`, which no pod has.
//! let options = Options { stand_ins: false, ..Options::default() };
//! let analysis = analyze(&files, &options);
//! assert!(!analysis.is_incomplete());
//! // The label is misspelt, and a finding names it.
//! assert!(analysis.problems().iter().any(|it| it.rule == "L-72" && it.message.contains("app=webb")));
//!
//! let index = |id| analysis.endpoint_index(id).unwrap();
//! let port = analysis.parse_probe("TCP 8080").unwrap();
//! let cell = analysis.cell(index("shop/web"), index("shop/api"), port).unwrap();
//! assert_eq!(cell.label, "shop/web to shop/api: TCP 8080 denied");
//!
//! // Why? The explanation says it too, with the place in the file.
//! let why = analysis.explanation(index("shop/web"), index("shop/api"), port).unwrap();
//! assert_eq!(why.sentence, "TCP 8080 denied");
//! assert!(format!("{:?}", why.sides[1].steps).contains("webb"));
//! ```
//!
//! What a user typed never makes a function fail or panic: it is among [`Analysis::problems`], with its line.
//! Nothing here does input or output, or knows a clock; the same files and [`Options`] give the same answers.
//!
//! The modules that do the work are private. With the feature `internals`, a module of that name shows them to the tests,
//! benches and fuzzers of this repository; nothing else should use it.

#![deny(missing_docs)]
// What is `pub` in a private module is what `internals` shows.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

pub mod api;
mod assist;
mod audit;
mod cluster;
mod compare;
pub mod diagnostic;
mod edit;
mod eval;
mod expect;
mod explain;
mod find;
pub mod findings;
pub mod hash;
mod ids;
mod intake;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod kind;
mod kubectl;
pub mod link;
pub mod lint;
mod model;
mod needs;
pub mod options;
mod order;
mod pause;
mod policy;
pub mod practice;
pub mod probe;
pub mod protocol;
pub mod redact;
mod repair;
pub mod settings;
pub mod source;
mod stand_ins;
pub mod terminal;
#[cfg(test)]
mod testing;
mod threads;
mod tri;
pub mod view;
pub mod visible;
mod words;
mod yaml;

pub use api::{Analysis, Changes, analyze, analyze_after, compare};
pub use options::Options;
pub use probe::{Asked, Probe};
pub use source::SourceFile;
