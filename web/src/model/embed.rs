//! The page in a frame of another page: what the frame's address or its host may ask for. docs/embedding.md has the
//! same for those who ask. Pure, but for [`framed`] and [`query`].
//!
//! A frame keeps nothing and changes no address: `effects::frame` is at work there in place of the storage and the
//! address bar.

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::practice::REPAIR_VERSION;

use crate::model::preferences::Theme;
use crate::model::scenario;
use crate::model::share::{self, CellRef, ShareError, ShareState};

/// Whether the page was opened as a frame, `?embed`. `static/boot.js` notes it before anything is painted.
pub fn framed() -> bool {
    query("embed").is_some()
}

/// The value of `?embed=` for a frame that shows nothing until its host sends `load`.
pub const BY_MESSAGE: &str = "message";

/// The task that the address asks for, by its name: `?task=NAME`, or `?repair=SCENARIO&seed=N` for one that a number makes.
pub fn task() -> Option<String> {
    let repair = || {
        let scenario = query("repair").filter(|it| !it.is_empty())?;
        let seed = query("seed").unwrap_or_else(|| "1".to_owned());
        // Without a version it is that of this page.
        let version = if seed.contains('.') { String::new() } else { format!("{REPAIR_VERSION}.") };
        Some(format!("repair/{scenario}/{version}{seed}"))
    };
    query("task").filter(|it| !it.is_empty()).or_else(repair)
}

/// A key of the frame's address, which `static/boot.js` has taken apart: `None` where it is not there.
pub fn query(key: &str) -> Option<String> {
    document().document_element()?.get_attribute(&format!("data-asked-{key}"))
}

/// Which part of the page a frame shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Who reaches whom.
    Matrix,
    /// The chosen cell, explained.
    Why,
    /// The files.
    Editor,
    /// A shell whose cluster is the files.
    Terminal,
    /// Files and matrix together.
    Both,
}

impl View {
    /// As the attribute of a root element says it.
    pub fn as_str(self) -> &'static str {
        match self {
            View::Matrix => "matrix",
            View::Why => "why",
            View::Editor => "editor",
            View::Terminal => "terminal",
            View::Both => "both",
        }
    }

    fn read(text: &str) -> View {
        let known = [View::Matrix, View::Why, View::Editor, View::Terminal, View::Both];
        known.into_iter().find(|it| it.as_str() == text).unwrap_or(View::Both)
    }
}

/// What a host asks for. What it does not speak of stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Which part is shown.
    pub view: Option<View>,
    /// The cell to choose.
    pub cell: Option<CellRef>,
    /// What the matrix is drawn for, as a user would type it; empty is any port.
    pub port: Option<String>,
    /// Which colours; `System` is as the system says.
    pub theme: Option<Theme>,
    /// Whether the files can only be read.
    pub readonly: Option<bool>,
    /// Whether the host gives the frame the height that it reports.
    pub grows: Option<bool>,
}

impl Wish {
    /// Looks the keys up. A value that is not understood is as if it were the default.
    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Wish {
        Wish {
            view: get("view").map(|it| View::read(&it)),
            cell: get("cell").and_then(|it| cell(&it)),
            port: get("port"),
            theme: get("theme").map(|it| Theme::from_name(&it)),
            readonly: get("readonly").map(|it| it != "false"),
            grows: get("height").map(|it| it == "auto"),
        }
    }
}

/// `shop/web -> shop/api`; the arrow may be a drawn one.
fn cell(text: &str) -> Option<CellRef> {
    let (from, to) = text.split_once("->").or_else(|| text.split_once('→'))?;
    let (from, to) = (from.trim(), to.trim());
    (!from.is_empty() && !to.is_empty()).then(|| CellRef { from: from.to_owned(), to: to.to_owned() })
}

/// What a host gives a frame to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The fragment of a link, with or without its `#`.
    Link(String),
    /// One text; lines `# file: NAME` split it into files, and `# open:` may choose a cell, as in a scenario.
    Yaml(String),
    /// Files with their names.
    Files(Vec<SourceFile>),
}

impl Content {
    /// The state that it means.
    pub fn state(self) -> Result<ShareState, ShareError> {
        match self {
            Content::Link(it) => share::decode(it.strip_prefix('#').unwrap_or(&it)),
            // Nothing is left out, except where a text is split into files: the host's readers find here what they saw there.
            Content::Yaml(it) if !it.lines().any(|it| it.starts_with("# file:")) => {
                let mut state = scenario::open("", &it);
                state.files = vec![SourceFile::new("policies.yaml", it)];
                Ok(state)
            }
            Content::Yaml(it) => Ok(scenario::open("", &it)),
            Content::Files(files) => Ok(ShareState { files, ..ShareState::default() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use netpol_core::Probe;
    use netpol_core::protocol::Protocol;

    use super::*;

    fn wish(pairs: &[(&str, &str)]) -> Wish {
        Wish::read(&|key| pairs.iter().find(|it| it.0 == key).map(|it| it.1.to_owned()))
    }

    #[test]
    fn what_is_not_said_stays_and_nonsense_is_the_usual() {
        assert_eq!(wish(&[]), Wish::default());
        let all = wish(&[
            ("view", "why"),
            ("cell", " shop/web ->shop/api"),
            ("port", "UDP 53"),
            ("theme", "dark"),
            ("readonly", ""),
            ("height", "auto"),
        ]);
        let cell = CellRef { from: "shop/web".into(), to: "shop/api".into() };
        assert_eq!(
            all,
            Wish {
                view: Some(View::Why),
                cell: Some(cell.clone()),
                port: Some("UDP 53".into()),
                theme: Some(Theme::Dark),
                readonly: Some(true),
                grows: Some(true),
            }
        );
        assert_eq!(wish(&[("cell", "shop/web → shop/api")]).cell, Some(cell));
        assert_eq!(wish(&[("view", "terminal")]).view, Some(View::Terminal));
        let odd =
            wish(&[("view", "x"), ("cell", "->"), ("theme", "x"), ("readonly", "false"), ("height", "300")]);
        assert_eq!(
            (odd.view, odd.cell, odd.theme, odd.readonly, odd.grows),
            (Some(View::Both), None, Some(Theme::System), Some(false), Some(false))
        );
    }

    #[test]
    fn one_text_is_one_file_unless_it_says_otherwise() {
        let text = "# open: a/b -> a/c UDP 53\n# mine\nkind: Pod\n";
        let one = Content::Yaml(text.into()).state().unwrap();
        assert_eq!(one.files, [SourceFile::new("policies.yaml", text)]);
        assert_eq!(one.probe, Probe::Port(Protocol::Udp, 53));
        assert_eq!(one.selection.unwrap().cell.to, "a/c");

        let two = Content::Yaml("# file: a.yaml\nkind: A\n# file: b.yaml\nkind: B\n".into()).state().unwrap();
        let names: Vec<&str> = two.files.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a.yaml", "b.yaml"]);
    }

    #[test]
    fn a_link_may_have_its_hash() {
        let state = ShareState { files: vec![SourceFile::new("a.yaml", "b: c\n")], ..ShareState::default() };
        let link = share::encode(&state).unwrap();
        assert_eq!(Content::Link(format!("#{link}")).state(), Ok(state.clone()));
        assert_eq!(Content::Link(link).state(), Ok(state));
        assert!(Content::Link("#1".into()).state().is_err());
    }
}
