//! Links to the playground: everything that one sees, in the fragment of an address.

use netpol_core::link::{self, CellRef, LinkReport, LinkState, Selection, View};
use netpol_core::settings;
use netpol_core::{Probe, SourceFile, analyze};
use wasm_bindgen::prelude::*;

use crate::{Outcome, give, wrong};

/// The fragment of a link, without the `#`. Put it after the address of a playground.
#[wasm_bindgen(js_name = encodeLink)]
pub fn encode_link(#[wasm_bindgen(unchecked_param_type = "LinkReport")] link: JsValue) -> Outcome<String> {
    let link = serde_wasm_bindgen::from_value(link).map_err(|it| wrong(it.to_string()))?;
    encode(link).map_err(wrong)
}

/// What a link holds: of a whole address, or of its fragment.
#[wasm_bindgen(js_name = decodeLink, unchecked_return_type = "LinkReport")]
pub fn decode_link(link: &str) -> Outcome<JsValue> {
    let state = link::decode(link::fragment(link)).map_err(|it| wrong(it.to_string()))?;
    give(&LinkReport::new(state))
}

fn encode(it: LinkReport) -> Result<String, String> {
    let selection = match it.cell {
        Some(it) => {
            let piece = it.piece.as_deref().map(port).transpose()?;
            Some(Selection { cell: CellRef { from: it.from, to: it.to }, piece })
        }
        None => None,
    };
    let settings = match it.options {
        Some(it) => settings::from_properties(&it)?,
        None => it.settings.iter().map(|it| format!("{it}\n")).collect(),
    };
    let state = LinkState {
        files: it.files.into_iter().map(|it| SourceFile::new(it.name, it.text)).collect(),
        active: it.active as usize,
        probe: it.port.as_deref().map_or(Ok(Probe::Any), port)?,
        selection,
        scenario: it.scenario,
        settings,
        view: View {
            tab: it.view.tab,
            pane: it.view.pane,
            filter: it.view.filter,
            folded: it.view.folded,
            turned: it.view.turned,
            commands: it.view.commands,
        },
        baseline: it.baseline.map(Into::into),
        task: it.task,
    };
    link::encode(&state).map_err(|it| it.to_string())
}

/// A port by its number: a link has no pods to look names up in.
fn port(text: &str) -> Result<Probe, String> {
    analyze(&[], &netpol_core::Options::default()).parse_probe(text).map_err(String::from)
}

#[cfg(test)]
mod tests {
    use netpol_core::link::{LinkCellReport, LinkFileReport, LinkViewReport};
    use netpol_core::settings::{Properties, Value};

    use super::*;

    #[test]
    fn what_a_link_holds_comes_back() {
        let pods = Value::Lines(vec!["10.1.0.0/16".to_owned()]);
        let link = || LinkReport {
            schema: 1,
            files: vec![LinkFileReport { name: "a.yaml".to_owned(), text: "a: 1".to_owned() }],
            port: Some("UDP 53".to_owned()),
            cell: Some(LinkCellReport {
                from: "a/b".into(),
                to: "svc:c/d:80".into(),
                piece: Some("TCP 8080".into()),
            }),
            settings: vec!["pod-cidr=10.1.0.0/16".to_owned()],
            options: Some(Properties::from([("podCidr".to_owned(), pods.clone())])),
            view: LinkViewReport {
                filter: "shop → db".to_owned(),
                folded: Some(false),
                turned: vec!["shop/web".to_owned()],
                commands: vec!["kubectl get pods".to_owned()],
                ..LinkViewReport::default()
            },
            ..LinkReport::default()
        };
        let fragment = encode(link()).unwrap();
        assert!(fragment.starts_with(link::VERSION));
        assert_eq!(LinkReport::new(link::decode(&fragment).unwrap()), link());
        // Either form of the settings is enough.
        assert_eq!(encode(LinkReport { options: None, ..link() }).as_ref(), Ok(&fragment));
        assert_eq!(encode(LinkReport { settings: Vec::new(), ..link() }).as_ref(), Ok(&fragment));
        let wrong = LinkReport { port: Some("nine".to_owned()), ..link() };
        assert!(encode(wrong).unwrap_err().contains("nine"));
    }
}
