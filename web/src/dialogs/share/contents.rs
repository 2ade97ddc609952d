//! What a link holds beside the files, in words; each of it can be left out. Pure.

use netpol_core::api::page::Loaded;
use netpol_core::redact::is_suspect;
use netpol_core::view::Heading;
use netpol_core::{Probe, SourceFile, settings};

use crate::model::files::holds_what_went;
use crate::model::head;
use crate::model::scenario::Scenario;
use crate::model::share::ShareState;

/// Something that a link holds.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What it is.
    pub(super) label: String,
    /// Whether its owner should think twice.
    pub(super) warns: bool,
    /// Whether it is left out until its owner says otherwise.
    pub(super) offered: bool,
    /// Takes it out of a state.
    pub(super) leave_out: fn(&mut ShareState, Loaded),
}

/// All that there is in a state; `None` where a file needs a reader that is not loaded. `pinned`: what it compares with was
/// somebody's choice.
pub(super) fn parts(state: &ShareState, loaded: Loaded, pinned: bool) -> Option<Vec<Part>> {
    let mut all = Vec::new();
    let before = state.baseline.iter().flat_map(|it| &it.files);
    let confidential = loaded.confidential(state.files.iter().chain(before).map(|it| &*it.text))?;
    if !confidential.is_empty() {
        all.push(Part {
            label: format!("what may be secret: {confidential}. No answer depends on it"),
            warns: true,
            offered: false,
            leave_out: |it, loaded| {
                let mut is_in_task = is_suspect(&it.task);
                let before = it.baseline.iter_mut().flat_map(|it| &mut it.files);
                for file in it.files.iter_mut().chain(before) {
                    if let Some(text) = loaded.redacted(&file.text) {
                        is_in_task |= holds_what_went(&it.task, &file.text, &text);
                        *file = SourceFile::new(file.name.clone(), text);
                    }
                }
                if is_in_task {
                    without_task(it);
                }
            },
        });
    }
    if !state.task.is_empty() {
        let warns = is_suspect(&state.task);
        let more = if warns { ". Its text may hold what is secret" } else { "" };
        all.push(Part {
            label: format!("the task itself, with its solutions{more}"),
            warns,
            offered: false,
            leave_out: |it, _| without_task(it),
        });
    }
    if let Some(it) = &state.baseline {
        all.push(Part {
            label: match it.files.len() {
                1 => "the baseline that Changes compares with: 1 file as it was".to_owned(),
                n => format!("the baseline that Changes compares with: {n} files as they were"),
            },
            warns: false,
            offered: !pinned,
            leave_out: |it, _| it.baseline = None,
        });
    }
    let mut add =
        |label: String, leave_out| all.push(Part { label, warns: false, offered: false, leave_out });
    if let Some(it) = &state.selection {
        let label = match head::of(&it.cell) {
            Some((id, Heading::Row)) => format!("the chosen row: {id}"),
            Some((id, Heading::Column)) => format!("the chosen column: {id}"),
            None => format!("the chosen cell: {} → {}", it.cell.from, it.cell.to),
        };
        add(label, |it, _| it.selection = None);
    }
    if state.probe != Probe::Any {
        add(format!("the port: {}", state.probe.label()), |it, _| it.probe = Probe::Any);
    }
    if !state.settings.is_empty() {
        let label = match settings::changed(&state.settings) {
            1 => "1 setting that differs from its default; without it answers may differ".to_owned(),
            n => format!("{n} settings that differ from their defaults; without them answers may differ"),
        };
        add(label, |it, _| it.settings.clear());
    }
    if let Some(it) = Scenario::by_slug(&state.scenario) {
        add(format!("the name of the scenario “{}”, with its lesson", it.title), |it, _| {
            it.scenario.clear()
        });
    }
    let view = &state.view;
    if !view.filter.is_empty() {
        add(format!("the filter: {}", view.filter), |it, _| it.view.filter.clear());
    }
    if view.folded.is_some() || !view.turned.is_empty() {
        add("which rows are folded".to_owned(), |it, _| {
            it.view.folded = None;
            it.view.turned.clear();
        });
    }
    if !view.commands.is_empty() {
        let label = match view.commands.len() {
            1 => "1 command of the terminal, carried out when it opens".to_owned(),
            n => format!("{n} commands of the terminal, carried out when it opens"),
        };
        add(label, |it, _| it.view.commands.clear());
    }
    if state.active != 0 || !view.tab.is_empty() || !view.pane.is_empty() {
        add("which file and tab are shown".to_owned(), |it, _| {
            it.active = 0;
            it.view.tab.clear();
            it.view.pane.clear();
        });
    }
    Some(all)
}

/// The files alone: the name of such a task leads nowhere without its text.
fn without_task(it: &mut ShareState) {
    it.task.clear();
    it.scenario.clear();
}

#[cfg(test)]
mod tests {
    use netpol_core::protocol::Protocol;

    use super::*;

    use crate::model::share::{Baseline, CellRef, Selection, View};

    fn parts(state: &ShareState) -> Vec<Part> {
        super::parts(state, Loaded::WHOLE, true).unwrap()
    }

    #[test]
    fn without_all_parts_only_the_files_are_left() {
        let files = vec![SourceFile::new("a.yaml", "a: 1"), SourceFile::new("b.yaml", "b: 1")];
        let plain = ShareState { files, ..ShareState::default() };
        assert!(parts(&plain).is_empty());
        let mut state = ShareState {
            active: 1,
            probe: Probe::Port(Protocol::Udp, 53),
            selection: Some(Selection {
                cell: CellRef { from: "a/b".to_owned(), to: "c/d".to_owned() },
                piece: None,
            }),
            scenario: Scenario::all().next().unwrap().slug.to_owned(),
            settings: "ipblock-pods=never\n".to_owned(),
            view: View {
                tab: "problems".to_owned(),
                pane: "why".to_owned(),
                filter: "shop".to_owned(),
                folded: Some(true),
                turned: vec!["a/b".to_owned()],
                commands: vec!["kubectl get pods".to_owned()],
            },
            baseline: Some(Baseline {
                files: vec![SourceFile::new("a.yaml", "a: 0")],
                settings: String::new(),
            }),
            ..plain.clone()
        };
        let all = parts(&state);
        let labels: Vec<&str> = all.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(labels.len(), 9, "{labels:?}");
        assert!(
            labels[0].contains("1 file as it was")
                && labels[1].contains("a/b → c/d")
                && labels[3].starts_with("1 setting"),
            "{labels:?}"
        );
        for it in all {
            (it.leave_out)(&mut state, Loaded::WHOLE);
        }
        assert_eq!(state, plain);
    }

    #[test]
    fn what_may_be_secret_comes_first_and_can_be_left_out() {
        let files = vec![SourceFile::new("a.yaml", "kind: Secret\ndata: {password: aHVudGVyMg==}\n")];
        let mut state = ShareState { files, ..ShareState::default() };
        let all = parts(&state);
        assert!(all[0].warns && all[0].label.contains("data of a Secret"), "{}", all[0].label);
        (all[0].leave_out)(&mut state, Loaded::WHOLE);
        assert_eq!(&*state.files[0].text, "kind: Secret\ndata: {}\n");
        assert!(parts(&state).is_empty());
    }

    #[test]
    fn what_is_secret_in_a_text_is_not_known_without_its_reader() {
        let files = vec![SourceFile::new("a.sh", "kubectl create secret generic a --from-literal=b=c\n")];
        let state = ShareState { files, ..ShareState::default() };
        assert!(super::parts(&state, Loaded::ALL_KINDS, true).is_none());
        assert!(super::parts(&state, Loaded::WHOLE, true).is_some_and(|it| it[0].warns));
    }

    #[test]
    fn what_is_secret_in_a_task_goes_with_it() {
        let secret = "kind: Secret\ndata: {password: aHVudGVyMg==}\n";
        let state = ShareState {
            files: vec![SourceFile::new("a.yaml", secret)],
            scenario: "practice/own/0123456789abcdef".to_owned(),
            task: format!("files:\n- name: a.yaml\n  locked: |\n    {}\n", secret.replace('\n', "\n    ")),
            ..ShareState::default()
        };
        let all = parts(&state);
        assert!(all[1].warns && all[1].label.contains("the task itself"), "{}", all[1].label);
        let mut redacted = state.clone();
        (all[0].leave_out)(&mut redacted, Loaded::WHOLE);
        assert_eq!((redacted.task.as_str(), redacted.scenario.as_str()), ("", ""));
        // In a solution alone.
        let files = vec![SourceFile::new("a.yaml", "kind: Pod\n")];
        let mut state = ShareState { files, ..state };
        let all = parts(&state);
        assert!(all.len() == 1 && all[0].warns, "{}", all[0].label);
        (all[0].leave_out)(&mut state, Loaded::WHOLE);
        assert!(state.task.is_empty() && parts(&state).is_empty());
        // One without secrets is told, too.
        state.task = "text: x\n".to_owned();
        let all = parts(&state);
        assert_eq!((all[0].label.as_str(), all[0].warns), ("the task itself, with its solutions", false));
    }

    #[test]
    fn what_is_secret_in_the_baseline_alone_is_told_and_goes_too() {
        let baseline = Baseline {
            files: vec![SourceFile::new("a.yaml", "kind: Secret\ndata: {password: aHVudGVyMg==}\n")],
            settings: String::new(),
        };
        let files = vec![SourceFile::new("a.yaml", "kind: Pod\n")];
        let mut state = ShareState { files, baseline: Some(baseline), ..ShareState::default() };
        let all = super::parts(&state, Loaded::WHOLE, false).unwrap();
        assert!(all[0].warns && all[1].offered, "what was only opened is left out at first");
        (all[0].leave_out)(&mut state, Loaded::WHOLE);
        assert!(!state.baseline.unwrap().files[0].text.contains("hunter"));
    }
}
