//! What a link holds, for programs: the same fields for each version of links. `docs/cli.md` describes them.

use super::{Baseline, LinkState};
use crate::probe::Probe;
use crate::settings::{self, Properties};
use crate::source::SourceFile;
use crate::view::report::SCHEMA;

/// What a link holds. Only `files` is needed to make one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", default, deny_unknown_fields)
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LinkReport {
    /// The version of the format, 1.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub schema: u32,
    /// In reading order.
    pub files: Vec<LinkFileReport>,
    /// Index of the file that is shown.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub active: u32,
    /// The port of the matrix: `TCP 8080`; `null` for any.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub port: Option<String>,
    /// The chosen cell.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub cell: Option<LinkCellReport>,
    /// The scenario that the files came from.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub scenario: String,
    /// The settings that are not the defaults: lines `key=value`. For a link that is made, `options` count where there
    /// are both.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub settings: Vec<String>,
    /// The same settings as properties.
    #[cfg_attr(feature = "js", tsify(optional, type = "Options"))]
    pub options: Option<Properties>,
    /// What is shown, and how.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub view: LinkViewReport,
    /// What is compared with, where that is something else.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub baseline: Option<LinkBaselineReport>,
    /// The file of the task that the files are an answer to, where the page has it not.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub task: String,
}

/// A file of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LinkFileReport {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What the page compares with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LinkBaselineReport {
    /// In reading order.
    pub files: Vec<LinkFileReport>,
    /// The settings that are not the defaults: lines `key=value`.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub settings: Vec<String>,
}

/// The chosen cell of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LinkCellReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination; of a Service `svc:namespace/name:port`.
    pub to: String,
    /// A port of the piece that is explained, `TCP 8080`.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub piece: Option<String>,
}

/// What a link shows, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", default, deny_unknown_fields)
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct LinkViewReport {
    /// The tab of the results: `matrix`, `services`, `problems`; empty for the one that the chosen cell is in.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub tab: String,
    /// What a small screen shows: `edit`, `why`; empty for the results.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub pane: String,
    /// The filter of rows and columns.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub filter: String,
    /// Whether all equal rows are folded; without a choice it follows from how many there are.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub folded: Option<bool>,
    /// The first members of the folds for which the opposite was chosen.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub turned: Vec<String>,
    /// What the terminal is asked when it opens: commands that change no file.
    #[cfg_attr(feature = "js", tsify(optional))]
    pub commands: Vec<String>,
}

impl LinkReport {
    /// The report of a state.
    pub fn new(it: LinkState) -> LinkReport {
        let LinkState { files, active, probe, selection, scenario, settings, view, baseline, task } = it;
        let port = |it: Probe| match it {
            Probe::Any => None,
            Probe::Port(..) => Some(it.label()),
        };
        let lines = |it: &str| it.lines().map(str::to_owned).collect();
        let baseline =
            baseline.map(|it| LinkBaselineReport { files: told(it.files), settings: lines(&it.settings) });
        let cell = selection.map(|it| LinkCellReport {
            from: it.cell.from,
            to: it.cell.to,
            piece: it.piece.and_then(port),
        });
        LinkReport {
            schema: SCHEMA,
            files: told(files),
            active: active as u32,
            port: port(probe),
            cell,
            scenario,
            options: Some(settings::properties(&settings)),
            settings: lines(&settings),
            view: LinkViewReport {
                tab: view.tab,
                pane: view.pane,
                filter: view.filter,
                folded: view.folded,
                turned: view.turned,
                commands: view.commands,
            },
            baseline,
            task,
        }
    }
}

fn told(files: Vec<SourceFile>) -> Vec<LinkFileReport> {
    files.into_iter().map(|it| LinkFileReport { name: it.name, text: it.text.to_string() }).collect()
}

/// The files of a report.
fn files(all: Vec<LinkFileReport>) -> Vec<SourceFile> {
    all.into_iter().map(|it| SourceFile::new(it.name, it.text)).collect()
}

impl From<LinkBaselineReport> for Baseline {
    fn from(it: LinkBaselineReport) -> Baseline {
        let settings = it.settings.iter().map(|line| format!("{line}\n")).collect();
        Baseline { files: files(it.files), settings }
    }
}
