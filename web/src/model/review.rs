//! Two versions of some files: which of them belong together, and what was dropped or pasted as two versions. Pure.

use std::sync::Arc;

use netpol_core::SourceFile;
use netpol_core::api::ObjectChange;
use netpol_core::link::MAX_FILES;
use netpol_core::view::{ChangedObjectView, Place};

use crate::model::patch;
use crate::model::share::{Baseline, ShareState, View};

/// A file that is not the same in both versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its name.
    pub name: String,
    /// Its text before; `None` where it is new.
    pub before: Option<Arc<str>>,
    /// Its text now; `None` where it is gone.
    pub after: Option<Arc<str>>,
}

/// The files that differ, by their names, in the order of now and then those that are gone; and how many do not.
pub fn pairs(before: &[SourceFile], after: &[SourceFile]) -> (Vec<Pair>, usize) {
    let text =
        |of: &[SourceFile], name: &str| of.iter().find(|it| it.name == name).map(|it| Arc::clone(&it.text));
    let mut pairs: Vec<Pair> = Vec::new();
    let same = after.iter().filter(|it| text(before, &it.name).as_ref() == Some(&it.text)).count();
    for it in after.iter().chain(before) {
        let (before, after) = (text(before, &it.name), text(after, &it.name));
        if before != after && pairs.iter().all(|pair| pair.name != it.name) {
            pairs.push(Pair { name: it.name.clone(), before, after });
        }
    }
    (pairs, same)
}

/// A place in a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// Whether it is one of the version before.
    pub is_before: bool,
}

impl Spot {
    /// Where a review shows an object: as it is now, or where it is gone, as it was.
    pub fn of(it: &ChangedObjectView, before: &[SourceFile], now: &[SourceFile]) -> Option<Spot> {
        let place = |at: &Option<(String, Option<Place>)>| at.as_ref()?.1;
        let (list, place, is_before) = match (place(&it.after), place(&it.before)) {
            (Some(place), _) => (now, place, false),
            (None, place) => (before, place?, true),
        };
        let file = list.get(place.file as usize)?.name.clone();
        Some(Spot { file, line: place.from_line, is_before })
    }
}

/// What became of an object, behind its name.
pub fn became(it: &ChangedObjectView) -> &'static str {
    match it.change {
        ObjectChange::Added => " is new",
        ObjectChange::Removed => " is gone",
        ObjectChange::Changed => " changed",
    }
}

/// What is missing of files that were dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// The folders that hold more files than the page takes.
    pub cut: Vec<String>,
    /// The files that are too large.
    pub large: Vec<String>,
    /// What the browser did not give.
    pub unread: Vec<String>,
}

impl Gaps {
    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        *self == Gaps::default()
    }

    /// What is missing, in sentences.
    pub fn words(&self) -> String {
        let told = |of: &[String], end: String| {
            let first = of.first()?;
            Some(match of.len() {
                1 => format!("{first} {end}."),
                n => format!("{first} and {} more {end}.", n - 1),
            })
        };
        let most = format!("could not be read whole: the page takes {MAX_FILES} files of a folder");
        let all = [
            told(&self.cut, most),
            told(&self.large, "cannot be taken: the page takes 64 MB at once".to_owned()),
            told(&self.unread, "could not be read".to_owned()),
        ];
        all.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Two versions that came from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// What the older one is called.
    pub before_name: String,
    /// What the newer one is called.
    pub now_name: String,
    /// The files of the older one.
    pub before: Vec<SourceFile>,
    /// The files of the newer one.
    pub now: Vec<SourceFile>,
    /// What becomes files of the page where they are not to be compared.
    pub otherwise: Vec<(String, String)>,
    /// Whether it is a guess which of them is the older one.
    pub is_guess: bool,
}

impl Versions {
    /// Two files, or the files of two folders, in the order in which they were dropped. One file on each side is the same
    /// file.
    pub fn of(names: [String; 2], [mut before, mut now]: [Vec<SourceFile>; 2]) -> Versions {
        let [mut before_name, mut now_name] = names;
        let otherwise: Vec<(String, String)> =
            before.iter().chain(&now).map(|it| (it.name.clone(), it.text.to_string())).collect();
        let order = order(&before_name, &now_name);
        if order == Some(false) {
            std::mem::swap(&mut before, &mut now);
            std::mem::swap(&mut before_name, &mut now_name);
        }
        if let ([old], [new]) = (before.as_mut_slice(), now.as_slice()) {
            old.name.clone_from(&new.name);
        }
        Versions { before_name, now_name, before, now, otherwise, is_guess: order.is_none() }
    }

    /// What a pasted diff makes of the open files, or has made of them, or both versions that it shows itself; `None` where it
    /// is none, or shows only a part and does not fit.
    pub fn of_diff(text: &str, files: &[SourceFile]) -> Option<Versions> {
        let (before, now, [before_name, now_name]) = match patch::versions(text, files) {
            Some((before, now, false)) => (before, now, ["the open files", "with the diff"]),
            Some((before, now, true)) => (before, now, ["before the diff", "the open files"]),
            None => {
                let (before, now) = patch::whole(text)?;
                (before, now, ["the files that the diff shows, before it", "after it"])
            }
        };
        Some(Versions {
            before_name: before_name.to_owned(),
            now_name: now_name.to_owned(),
            before,
            now,
            otherwise: vec![("pasted.yaml".to_owned(), text.to_owned())],
            is_guess: false,
        })
    }

    /// The other way round.
    pub fn turned(self) -> Versions {
        let Versions { before_name, now_name, before, now, .. } = self;
        Versions { before_name: now_name, now_name: before_name, before: now, now: before, ..self }
    }

    /// A page that compares them, with the rest as it is.
    pub fn state(self, page: ShareState) -> ShareState {
        let baseline = Some(Baseline { files: self.before, settings: page.settings.clone() });
        let view = View { tab: "changes".to_owned(), ..page.view };
        ShareState { files: self.now, active: 0, scenario: String::new(), view, baseline, ..page }
    }
}

/// Whether two files of these names are two versions of one.
pub fn are_versions(first: &str, second: &str) -> bool {
    first == second || order(first, second).is_some()
}

/// Whether the first is the older one, by the names; `None` where they do not tell.
fn order(first: &str, second: &str) -> Option<bool> {
    const WORDS: [(&str, &str); 6] = [
        ("old", "new"),
        ("before", "after"),
        ("base", "head"),
        ("previous", "current"),
        ("original", "changed"),
        ("left", "right"),
    ];
    let (first, second) = (words(first), words(second));
    let has = |name: &[String], word: &str| name.iter().any(|it| it == word);
    let tells = |older: &[String], newer: &[String]| {
        WORDS.iter().any(|(old, new)| has(older, old) && has(newer, new))
    };
    match (tells(&first, &second), tells(&second, &first)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The words of a name, in small letters: `k8s-oldPods2.yaml` has `k`, `s`, `old`, `pods` and `yaml`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for it in name.chars() {
        if !it.is_alphabetic() || was_small && it.is_uppercase() {
            words.push(String::new());
        }
        was_small = it.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| it.is_alphabetic()) {
            word.extend(it.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Vec<SourceFile> {
        all.iter().map(|it| SourceFile::new(it.0, it.1)).collect()
    }

    #[test]
    fn files_belong_together_by_their_names() {
        let before = files(&[("a", "1"), ("b", "1"), ("gone", "1")]);
        let mut after = files(&[("new", "1"), ("b", "2")]);
        after.extend(before.first().cloned());
        let (found, same) = pairs(&before, &after);
        let told: Vec<_> =
            found.iter().map(|it| (it.name.as_str(), it.before.as_deref(), it.after.as_deref())).collect();
        let expected = [("new", None, Some("1")), ("b", Some("1"), Some("2")), ("gone", Some("1"), None)];
        assert_eq!((told.as_slice(), same), (expected.as_slice(), 1));
    }

    #[test]
    fn what_is_missing_is_told() {
        let names = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert!(Gaps::default().is_empty() && Gaps::default().words().is_empty());
        let it = Gaps { cut: names(&["k8s"]), large: Vec::new(), unread: names(&["a.yaml", "b", "c"]) };
        assert!(!it.is_empty());
        assert_eq!(
            it.words(),
            "k8s could not be read whole: the page takes 200 files of a folder. a.yaml and 2 more could not be read."
        );
    }

    #[test]
    fn names_may_tell_which_version_is_older() {
        assert_eq!(order("old.yaml", "new.yaml"), Some(true));
        assert_eq!(order("k8s-after", "k8s-before"), Some(false));
        assert_eq!(order("one", "two"), None);
        assert!(are_versions("a.yaml", "a.yaml") && are_versions("New.yaml", "Old.yaml"));
        assert!(!are_versions("pods.yaml", "policies.yaml"));
        // Whole words only.
        for (first, second) in [
            ("database.yaml", "headless.yaml"),
            ("threshold.yaml", "renew.yaml"),
            ("base.yaml", "headless.yaml"),
            ("baseline.yaml", "head.yaml"),
            ("copyright.yaml", "leftover.yaml"),
        ] {
            assert!(!are_versions(first, second) && !are_versions(second, first), "{first} {second}");
        }
        for (first, second) in [
            ("old/pods.yaml", "new/pods.yaml"),
            ("policiesOld.yaml", "policiesNew.yaml"),
            ("policy_base", "policy_head"),
            ("OLD1.YAML", "NEW1.YAML"),
            ("before.yaml", "after.yaml"),
        ] {
            assert_eq!(
                (order(first, second), order(second, first)),
                (Some(true), Some(false)),
                "{first} {second}"
            );
        }
        let it = Versions::of(
            ["new.yaml".to_owned(), "old.yaml".to_owned()],
            [files(&[("new.yaml", "2")]), files(&[("old.yaml", "1")])],
        );
        assert_eq!((it.before, it.now), (files(&[("new.yaml", "1")]), files(&[("new.yaml", "2")])));
        assert_eq!(it.otherwise.len(), 2);
    }
}
