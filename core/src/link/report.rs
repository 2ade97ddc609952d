//! What a link holds, for programs: one version of fields, whatever version the link has. `docs/cli.md` describes it.

use super::LinkState;
use crate::probe::Probe;

/// What a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct LinkReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// The files, in reading order.
    pub files: Vec<LinkFileReport>,
    /// Index of the file that is shown.
    pub active: usize,
    /// The port of the matrix: `TCP 8080`; `None` for any.
    pub port: Option<String>,
    /// The chosen cell.
    pub cell: Option<LinkCellReport>,
    /// The scenario that the files came from.
    pub scenario: String,
    /// What is not set as usual: lines `key=value`.
    pub settings: Vec<String>,
    /// What is shown, and how.
    pub view: LinkViewReport,
}

/// A file of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LinkFileReport {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The chosen cell of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LinkCellReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination; of a Service `svc:namespace/name:port`.
    pub to: String,
    /// A port of the piece that is explained, `TCP 8080`.
    pub piece: Option<String>,
}

/// What a link shows, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LinkViewReport {
    /// The tab above the results; empty for the one that the chosen cell is in.
    pub tab: String,
    /// What a small screen shows; empty for the results.
    pub pane: String,
    /// The filter of rows and columns.
    pub filter: String,
    /// Whether all equal rows are folded; without a choice it follows from how many there are.
    pub folded: Option<bool>,
    /// The first members of the folds for which the opposite was chosen.
    pub turned: Vec<String>,
}

impl LinkReport {
    /// The report of a state.
    pub fn new(it: LinkState) -> LinkReport {
        let LinkState { files, active, probe, selection, scenario, settings, view } = it;
        let port = |it: Probe| match it {
            Probe::Any => None,
            Probe::Port(..) => Some(it.label()),
        };
        LinkReport {
            schema: crate::view::report::SCHEMA,
            files: files
                .into_iter()
                .map(|it| LinkFileReport { name: it.name, text: it.text.to_string() })
                .collect(),
            active,
            port: port(probe),
            cell: selection.map(|it| LinkCellReport {
                from: it.cell.from,
                to: it.cell.to,
                piece: it.piece.and_then(port),
            }),
            scenario,
            settings: settings.lines().map(str::to_owned).collect(),
            view: LinkViewReport {
                tab: view.tab,
                pane: view.pane,
                filter: view.filter,
                folded: view.folded,
                turned: view.turned,
            },
        }
    }
}
