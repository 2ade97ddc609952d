//! Links to the playground: everything that one sees, in the fragment of an address.

use netpol_core::link::{self, CellRef, LinkState, Selection, View};
use netpol_core::{Probe, SourceFile, analyze};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::options::{Properties, lines, properties};
use crate::{Outcome, give};

/// What a link holds. Only `files` is needed to make one.
#[derive(Debug, Default, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Link {
    /// In reading order.
    files: Vec<LinkFile>,
    /// Index of the file that is shown.
    #[tsify(optional)]
    active: u32,
    /// The port of the matrix: `"any"`, `"TCP 8080"`.
    #[tsify(optional)]
    port: String,
    /// The chosen cell.
    #[tsify(optional)]
    cell: Option<LinkCell>,
    /// The scenario that the files came from.
    #[tsify(optional)]
    scenario: String,
    /// What is not set as usual.
    #[tsify(optional, type = "Options")]
    options: Properties,
    /// The tab above the results: `"matrix"`, `"services"`, `"problems"`; empty for the one that the chosen cell is in.
    #[tsify(optional)]
    tab: String,
    /// What a small screen shows: `"edit"`, `"why"`; empty for the results.
    #[tsify(optional)]
    pane: String,
    /// The filter of rows and columns.
    #[tsify(optional)]
    filter: String,
    /// Whether all equal rows are folded; without a choice it follows from how many there are.
    #[tsify(optional)]
    folded: Option<bool>,
    /// The first members of the folds for which the opposite was chosen.
    #[tsify(optional)]
    turned: Vec<String>,
}

/// A file of a link.
#[derive(Debug, PartialEq, Deserialize, Serialize, Tsify)]
pub struct LinkFile {
    name: String,
    text: String,
}

/// The chosen cell of a link.
#[derive(Debug, PartialEq, Deserialize, Serialize, Tsify)]
pub struct LinkCell {
    /// Id of the source.
    from: String,
    /// Id of the destination; of a Service `svc:namespace/name:port`.
    to: String,
    /// A port of the part that is explained, `"TCP 8080"`.
    #[serde(default)]
    #[tsify(optional)]
    port: Option<String>,
}

/// The fragment of a link, without the `#`. Put it behind the address of a playground.
#[wasm_bindgen(js_name = encodeLink)]
pub fn encode_link(#[wasm_bindgen(unchecked_param_type = "Link")] link: JsValue) -> Outcome<String> {
    let link: Link = serde_wasm_bindgen::from_value(link).map_err(|it| JsError::new(&it.to_string()))?;
    link.encode().map_err(|it| JsError::new(&it))
}

/// What a link holds: of a whole address, or of its fragment.
#[wasm_bindgen(js_name = decodeLink, unchecked_return_type = "Link")]
pub fn decode_link(link: &str) -> Outcome<JsValue> {
    let state = link::decode(link::fragment(link)).map_err(|it| JsError::new(&it.to_string()))?;
    give(&Link::of(state))
}

impl Link {
    fn encode(self) -> Result<String, String> {
        let selection = match self.cell {
            Some(it) => {
                let piece = it.port.as_deref().map(port).transpose()?;
                Some(Selection { cell: CellRef { from: it.from, to: it.to }, piece })
            }
            None => None,
        };
        let state = LinkState {
            files: self.files.into_iter().map(|it| SourceFile::new(it.name, it.text)).collect(),
            active: self.active as usize,
            probe: port(&self.port)?,
            selection,
            scenario: self.scenario,
            settings: lines(&self.options)?,
            view: View {
                tab: self.tab,
                pane: self.pane,
                filter: self.filter,
                folded: self.folded,
                turned: self.turned,
            },
        };
        link::encode(&state).map_err(|it| it.to_string())
    }

    fn of(it: LinkState) -> Link {
        let LinkState { files, active, probe, selection, scenario, settings, view } = it;
        let file = |it: SourceFile| LinkFile { name: it.name, text: it.text.to_string() };
        let cell = selection.map(|it| LinkCell {
            from: it.cell.from,
            to: it.cell.to,
            port: it.piece.map(Probe::label),
        });
        Link {
            files: files.into_iter().map(file).collect(),
            active: active as u32,
            port: probe.label(),
            cell,
            scenario,
            options: properties(&settings),
            tab: view.tab,
            pane: view.pane,
            filter: view.filter,
            folded: view.folded,
            turned: view.turned,
        }
    }
}

/// A port by its number: a link has no pods to look names up in.
fn port(text: &str) -> Result<Probe, String> {
    analyze(&[], &netpol_core::Options::default()).parse_probe(text).map_err(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Value;

    #[test]
    fn what_a_link_holds_comes_back() {
        let link = || Link {
            files: vec![LinkFile { name: "a.yaml".to_owned(), text: "a: 1".to_owned() }],
            port: "UDP 53".to_owned(),
            cell: Some(LinkCell {
                from: "a/b".into(),
                to: "svc:c/d:80".into(),
                port: Some("TCP 8080".into()),
            }),
            options: Properties::from([("podCidr".to_owned(), Value::Lines(vec!["10.1.0.0/16".to_owned()]))]),
            filter: "shop → db".to_owned(),
            folded: Some(false),
            turned: vec!["shop/web".to_owned()],
            ..Link::default()
        };
        let fragment = link().encode().unwrap();
        assert!(fragment.starts_with(link::VERSION));
        assert_eq!(Link::of(link::decode(&fragment).unwrap()), link());
        let wrong = Link { port: "nine".to_owned(), ..link() };
        assert!(wrong.encode().unwrap_err().contains("nine"));
    }
}
