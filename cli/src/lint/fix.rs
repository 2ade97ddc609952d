//! Mending what is found: edits of the files, each tried before it is written.
//!
//! A fix is applied where its class is allowed. Fixes of one round do not overlap; what a round leaves is looked at
//! again. A round of safe fixes after which a verdict differs is not written: that is a mistake of this program, and is
//! said. What is only worth knowing opens nothing unless it is named. Deliberately not here: making fixes, which each rule
//! does.

use std::collections::HashSet;
use std::sync::Arc;

use netpol_core::diagnostic::{Diagnostic, Edit, Fix, FixClass, Severity, edited};
use netpol_core::{Analysis, Changes, Options, SourceFile, compare};

use crate::diff;
use crate::input::Sources;
use crate::sides;
use crate::text::Text;
use crate::written;

/// So often what is left is looked at again.
const ROUNDS: usize = 10;

/// So many fixes of what is only worth knowing are tried before one of them is applied.
const TRIED: usize = 50;

/// Which fixes are applied besides the safe ones.
#[derive(Clone, Copy)]
pub(crate) enum Effects<'e> {
    /// None.
    Never,
    /// Those that change verdicts; of what is only worth knowing those that allow nothing more, unless it is one that was
    /// named.
    Of {
        /// Whether a finding was named.
        is_named: &'e dyn Fn(&Diagnostic) -> bool,
    },
}

/// Applies the fixes of what `found` finds, writes the files that changed, and says what was done; also which cells differ,
/// where fixes may change some.
pub(super) fn run(
    sources: &mut Sources,
    options: &Options,
    effects: Effects<'_>,
    found: impl Fn(&Analysis) -> Vec<Diagnostic>,
) -> Result<Text, String> {
    if sources.files.iter().any(|it| it.name == "-") {
        return Err("`--fix` writes files, and cannot write standard input".to_owned());
    }
    let given = sources.files.clone();
    let Mended { mut text, done } = mended(sources, options, effects, found);
    if matches!(effects, Effects::Of { .. }) {
        let changes = changes(&sources.with(given.clone()), &sources.files, options);
        if !changes.is_empty() {
            text.blank();
            text.lines(diff::told(&changes).as_str());
        }
    }
    let changed: Vec<(&SourceFile, &SourceFile)> =
        given.iter().zip(&sources.files).filter(|it| it.0.text != it.1.text).collect();
    for (old, new) in &changed {
        written::over(old, new)?;
    }
    if done > 0 {
        let files = if changed.len() == 1 { "1 file".to_owned() } else { format!("{} files", changed.len()) };
        text.line(format_args!("{done} mended in {files}"));
        text.blank();
    }
    Ok(text)
}

/// What became of some files.
#[derive(Debug)]
pub(crate) struct Mended {
    /// A line for each fix.
    text: Text,
    /// How many fixes were applied.
    pub(crate) done: usize,
}

/// Applies the fixes of what `found` finds to the texts of the files, and writes nothing.
pub(crate) fn mended(
    sources: &mut Sources,
    options: &Options,
    effects: Effects<'_>,
    found: impl Fn(&Analysis) -> Vec<Diagnostic>,
) -> Mended {
    let (mut now, mut text, mut done) = (sources.analyze(options), Text::default(), 0);
    let mut opening: HashSet<(String, String)> = HashSet::new();
    for _ in 0..ROUNDS {
        let mut left = TRIED;
        let chosen = choose(&found(&now), effects, |it, fix| {
            // What was left stays so, also where a later fix closes the other side of it.
            let key = (it.object.clone(), fix.title.clone());
            let Some(rest) = left.checked_sub(1).filter(|_| !opening.contains(&key)) else { return true };
            left = rest;
            let files = with_edits(&sources.files, &[Chosen::new(it, fix)]);
            let opens = files.is_none_or(|it| opens(&changes(sources, &it, options)));
            if opens && opening.insert(key) {
                let (Chosen { place, title, .. }, code) = (Chosen::new(it, fix), it.code.as_str());
                text.line(format_args!("not mended, because it allows more: {place}: {title}"));
                text.line(format_args!("  `--select {code}` is needed for that"));
            }
            opens
        });
        if chosen.is_empty() {
            break;
        }
        let Some(files) = with_edits(&sources.files, &chosen) else { break };
        let after = sources.with(files.clone()).analyze(options);
        let errors =
            |it: &Analysis| it.diagnostics().iter().filter(|it| it.severity == Severity::Error).count();
        let is_safe = chosen.iter().all(|it| it.class == FixClass::Safe);
        let wrong = match () {
            () if errors(&after) > errors(&now) => Some("there would be new errors"),
            () if is_safe && !changes(sources, &files, options).is_empty() => Some("verdicts would change"),
            () => None,
        };
        if let Some(wrong) = wrong {
            text.line(format_args!("not mended, because {wrong}:"));
            chosen.iter().for_each(|it| text.line(format_args!("  {}: {}", it.place, it.title)));
            break;
        }
        for it in &chosen {
            text.line(format_args!("mended {}: {}", it.place, it.title));
        }
        done += chosen.len();
        (now, sources.files) = (after, files);
    }
    Mended { text, done }
}

fn changes(old: &Sources, new: &[SourceFile], options: &Options) -> Changes {
    let (old, new) = (old.with(old.files.clone()), old.with(new.to_vec()));
    let [before, after] = sides::analyzed([&old, &new], options);
    let [(_, before), (_, after)] = sides::alike([(old, before), (new, after)], options);
    compare(&Arc::new(before), &Arc::new(after))
}

/// Whether something is allowed that was not, or perhaps.
fn opens(it: &Changes) -> bool {
    let totals = it.totals();
    totals.newly_allowed + totals.both + totals.may_open > 0
}

/// A fix that is to be applied.
struct Chosen {
    class: FixClass,
    title: String,
    /// The object of its finding.
    place: String,
    edits: Vec<Edit>,
}

impl Chosen {
    fn new(it: &Diagnostic, fix: &Fix) -> Chosen {
        let place = if it.object.is_empty() { it.code.as_str() } else { &it.object }.to_owned();
        Chosen { class: fix.class, title: fix.title.clone(), place, edits: fix.edits.clone() }
    }
}

/// The best fix of each finding where it is allowed, as far as they do not overlap. Safe ones come first, in rounds of their own.
/// A safe one that is not the best would make what is probably wrong look as if it were meant, and so would one that tidies an
/// object which has an error.
fn choose(
    problems: &[Diagnostic],
    effects: Effects<'_>,
    mut opens: impl FnMut(&Diagnostic, &Fix) -> bool,
) -> Vec<Chosen> {
    let classes: &[FixClass] = match effects {
        Effects::Never => &[FixClass::Safe],
        Effects::Of { .. } => &[FixClass::Safe, FixClass::Effect],
    };
    let needs_a_name = |it: &Diagnostic| matches!(effects, Effects::Of { is_named } if it.severity == Severity::Info && !is_named(it));
    let errors = problems.iter().filter(|it| it.severity == Severity::Error);
    let wrong: HashSet<&str> = errors.map(|it| it.object.as_str()).filter(|it| !it.is_empty()).collect();
    for class in classes {
        let mut chosen: Vec<Chosen> = Vec::new();
        let is_tidied =
            |it: &&Diagnostic| it.severity == Severity::Error || !wrong.contains(it.object.as_str());
        for it in problems.iter().filter(|it| *class != FixClass::Safe || is_tidied(it)) {
            let mut fixes = it.fixes.iter().filter(|it| !it.edits.is_empty());
            let Some(fix) = fixes.next().filter(|it| it.class == *class) else { continue };
            let overlaps = |one: &Edit, other: &Edit| {
                let (a, b) = (one.location, other.location);
                a.file == b.file && a.span.start <= b.span.end && b.span.start <= a.span.end
            };
            let taken = chosen.iter().flat_map(|it| &it.edits);
            if taken.clone().any(|one| fix.edits.iter().any(|other| overlaps(one, other))) {
                continue;
            }
            if *class == FixClass::Effect && needs_a_name(it) && opens(it, fix) {
                continue;
            }
            chosen.push(Chosen::new(it, fix));
            // What one fix changes may be what the next one was offered for.
            if *class == FixClass::Effect {
                break;
            }
        }
        if !chosen.is_empty() {
            return chosen;
        }
    }
    Vec::new()
}

/// The files with the edits; `None` where these do not fit.
fn with_edits(files: &[SourceFile], chosen: &[Chosen]) -> Option<Vec<SourceFile>> {
    let file = |(at, file): (u32, &SourceFile)| {
        let own = chosen.iter().flat_map(|it| &it.edits).filter(|it| it.location.file.0 == at);
        Some(SourceFile::new(file.name.clone(), edited(&file.text, 0, own)?))
    };
    (0..).zip(files).map(file).collect()
}
