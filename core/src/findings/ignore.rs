//! What the author of an object does not want to hear.
//!
//! An annotation `netpol-playground/ignore: stray-dash, L-06` is about its object; so is a comment
//! `# netpol: ignore stray-dash — why` above it. Such a comment inside of an object is about the line that follows, or
//! that it stands in. What leaves something out of the evaluation is told all the same, and so is a wish that nothing
//! answers to.

use super::{named, nearest_name};
use crate::diagnostic::{About, Code, Diagnostic, Severity};
use crate::edit::Written;
use crate::lint;
use crate::model::Model;
use crate::source::{FileId, Location, Span};

const ANNOTATION: &str = "netpol-playground/ignore";
const COMMENT: &str = "netpol: ignore";
/// What both have.
const IN_BOTH: &str = "netpol";
/// The one letter of the annotation's key, and the one before a comment, that texts have seldom: a text is looked
/// through for these.
const SELDOM: (char, char) = ('/', '#');
/// So many marks of each kind are read in one file.
const MOST: usize = 10_000;

/// That findings of some name are not wanted.
struct Wish {
    /// As it is written.
    name: String,
    about: Option<&'static About>,
    /// Where the name stands; `None` for a setting.
    at: Option<Location>,
    /// The object that it stands in.
    object: String,
    /// What it is about; `None`: everything.
    scope: Option<Location>,
}

impl Wish {
    fn new(name: &str, at: Option<Location>, object: &str, scope: Option<Location>) -> Wish {
        Wish { name: name.to_owned(), about: named(name), at, object: object.to_owned(), scope }
    }

    /// Whether a finding is one of its kind and place.
    fn means(&self, it: &Diagnostic) -> bool {
        let is_kind = self.about.is_some_and(|about| {
            about.code == it.code.as_str() || (!about.id.is_empty() && about.id == it.rule())
        });
        is_kind && self.scope.is_none_or(|scope| it.location.is_some_and(|it| is_in(it, scope)))
    }

    /// What is said of a wish that nothing answers to.
    fn unanswered(&self, message: String, help: String, severity: Severity) -> Diagnostic {
        Diagnostic {
            object: self.object.clone(),
            help,
            location: self.at,
            ..Diagnostic::new(severity, Code::UnusedIgnore, message)
        }
    }
}

fn is_in(it: Location, scope: Location) -> bool {
    it.file == scope.file
        && scope.span.start <= it.span.start
        && it.span.start < scope.span.end.max(scope.span.start + 1)
}

/// Whether a finding can go unheard: nothing was left out because of it.
fn can_be_ignored(it: &Diagnostic) -> bool {
    it.severity != Severity::Error || matches!(it.code, Code::Lint(_))
}

/// What is wanted of all findings of an input, with what is to be said of the wishes.
pub(super) fn wanted(model: &Model, found: Vec<Diagnostic>, has_lints: bool) -> Vec<Diagnostic> {
    let wishes = wishes(model);
    let (mut kept, answered) = kept(&wishes, found);
    let has_pods = model.cluster.pod_count() > 0;
    for (wish, answered) in wishes.iter().zip(answered) {
        let name = &wish.name;
        let Some(about) = wish.about else {
            let help = nearest_name(name).map_or(String::new(), |it| format!("did you mean `{it}`?"));
            kept.push(wish.unanswered(
                format!("there is no finding with the name `{name}`"),
                help,
                Severity::Warning,
            ));
            continue;
        };
        let rule = lint::METAS.iter().find(|it| it.about.code == about.code);
        let was_asked = rule.is_none_or(|it| has_lints && !it.on_request && (has_pods || !it.needs_pods));
        // Lints do not look at what stays in force in its last version.
        let is_open = model.read.last_versions.iter().any(|it| it.0 == wish.object);
        if answered || !was_asked || is_open || about.code == crate::compare::unused::ABOUT.code {
            continue;
        }
        let (message, help) = match kept.iter().any(|it| wish.means(it)) {
            true => (
                format!("`{name}` cannot be ignored: something is left out because of it"),
                "mend it, or delete the object".to_owned(),
            ),
            false => (format!("`{name}` is to be ignored, and is not found"), "delete that wish".to_owned()),
        };
        kept.push(wish.unanswered(message, help, Severity::Info));
    }
    kept
}

/// What is wanted of some findings.
pub(super) fn without(model: &Model, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    kept(&wishes(model), found).0
}

/// The findings that are wanted, and which wishes had an answer.
fn kept(wishes: &[Wish], found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<bool>) {
    let mut answered = vec![false; wishes.len()];
    if wishes.is_empty() {
        return (found, answered);
    }
    let is_wanted = |it: &Diagnostic| {
        if !can_be_ignored(it) {
            return true;
        }
        let mut is_wanted = true;
        for (wish, answered) in wishes.iter().zip(&mut answered) {
            if wish.means(it) {
                (*answered, is_wanted) = (true, false);
            }
        }
        is_wanted
    };
    (found.into_iter().filter(is_wanted).collect(), answered)
}

/// All wishes: those of the settings, and those in the files in reading order.
fn wishes(model: &Model) -> Vec<Wish> {
    let mut res: Vec<Wish> = model.options.ignore.iter().map(|it| Wish::new(it, None, "", None)).collect();
    for (nth, file) in model.places.files().iter().enumerate() {
        // Most texts have no wish. To look for the word takes a seventh of the time that the seldom letters take, and in
        // WebAssembly, which has no vectors for it, as long as these.
        if !file.text.contains(IN_BOTH) {
            continue;
        }
        let (annotations, comments) = (annotations(&file.text), comments(&file.text));
        if annotations.is_empty() && comments.is_empty() {
            continue;
        }
        let objects = Objects::of(model, FileId(nth as u32));
        let mut last = None;
        for it in annotations {
            let object = objects.around(it);
            if let Some(object) = object.filter(|_| last != object.map(|it| it.1.span)) {
                last = Some(object.1.span);
                in_annotation(model, object, &mut res);
            }
        }
        for it in comments {
            in_comment(&file.text, &objects, it, &mut res);
        }
    }
    res
}

/// Where the key of the annotation stands.
fn annotations(text: &str) -> Vec<u32> {
    let Some((before, behind)) = ANNOTATION.split_once(SELDOM.0) else { return Vec::new() };
    let is_one = |at: &usize| {
        let (lead, rest) = text.split_at_checked(*at).unwrap_or_default();
        lead.ends_with(before) && rest.get(1..).is_some_and(|it| it.starts_with(behind))
    };
    let slashes = text.match_indices(SELDOM.0).map(|it| it.0).filter(is_one);
    slashes.take(MOST).map(|it| (it - before.len()) as u32).collect()
}

/// Where the words of such a comment stand, right at its start.
fn comments(text: &str) -> Vec<u32> {
    let words = |(at, _): (usize, &str)| {
        let rest = text.get(at + 1..)?;
        let words = rest.trim_start_matches(|it: char| it.is_whitespace() && it != '\n');
        words.starts_with(COMMENT).then_some((at + 1 + rest.len() - words.len()) as u32)
    };
    text.match_indices(SELDOM.1).filter_map(words).take(MOST).collect()
}

/// The objects of a file, in its order.
struct Objects {
    file: FileId,
    all: Vec<(String, Location)>,
}

impl Objects {
    fn of(model: &Model, file: FileId) -> Objects {
        let mut all: Vec<(String, Location)> = Vec::new();
        for it in model.read.manifests.iter() {
            let meta = it.meta();
            let location = model.places.real(meta.origin.locate(meta.span));
            if location.file == file && !meta.is_stand_in {
                let namespace =
                    if meta.namespace.is_empty() { String::new() } else { format!("{}/", meta.namespace) };
                all.push((format!("{} {namespace}{}", it.kind_name(), meta.name.value), location));
            }
        }
        crate::order::sort_by_key(&mut all, |it| it.1.span.start);
        Objects { file, all }
    }

    /// The object that a byte is in.
    fn around(&self, byte: u32) -> Option<&(String, Location)> {
        let next = self.all.partition_point(|it| it.1.span.start <= byte);
        self.all.get(next.checked_sub(1)?).filter(|it| byte < it.1.span.end)
    }

    /// The first object that begins behind a byte.
    fn behind(&self, byte: u32) -> Option<&(String, Location)> {
        self.all.get(self.all.partition_point(|it| it.1.span.start <= byte))
    }
}

/// The names in the annotation of an object.
fn in_annotation(model: &Model, (object, scope): &(String, Location), res: &mut Vec<Wish>) {
    let Some(written) = Written::of(&model.places, *scope) else { return };
    let Some(value) = written.at(&format!("metadata.annotations[{ANNOTATION}]")) else { return };
    let at = written.locate(value.span);
    res.extend(
        names(value.as_str().unwrap_or_default())
            .map(|(_, it)| Wish::new(it, Some(at), object, Some(*scope))),
    );
}

/// The names in a comment.
fn in_comment(text: &str, objects: &Objects, mark: u32, res: &mut Vec<Wish>) {
    let start = text.get(..mark as usize).map_or(0, |it| it.rfind('\n').map_or(0, |at| at + 1));
    let behind = mark as usize + COMMENT.len();
    let (Some(lead), Some(rest)) = (text.get(start..mark as usize), text.get(behind..)) else { return };
    // In a comment, and right at its start.
    if lead.trim_end().strip_suffix('#').is_none_or(|it| !it.is_empty() && !it.ends_with([' ', '\t'])) {
        return;
    }
    let line = rest.lines().next().unwrap_or_default();
    let words =
        ["—", "--", " - ", "("].iter().fold(line, |it, reason| it.split(reason).next().unwrap_or_default());
    let is_alone = lead.trim().trim_end_matches('#').trim().is_empty();
    // Over comments and blank lines, and where it stands before an object over the separator.
    let mut next = start;
    let mut lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    let about = lines.by_ref().find(|it| {
        let plain = it.trim();
        let is_passed = is_alone && (plain.is_empty() || plain.starts_with('#') || plain == "---");
        next += if is_passed { it.len() } else { 0 };
        !is_passed
    });
    // A comment behind the last line of an object stands behind its end.
    let blanks = lead.len() - lead.trim_start().len();
    let around = objects.around(if is_alone { mark } else { (start + blanks) as u32 });
    let (object, scope) = match (around, objects.behind(mark)) {
        (Some((name, _)), _) => {
            let end = next + about.map_or(0, str::len);
            (name, Location { file: objects.file, span: Span::new(next as u32, end as u32) })
        }
        // The object may begin behind a dash.
        (None, Some((name, at)))
            if next <= at.span.start as usize
                && (at.span.start as usize) < next + about.map_or(0, str::len) =>
        {
            (name, *at)
        }
        (None, _) => return,
    };
    for (offset, name) in names(words) {
        let from = (behind + offset) as u32;
        let at = Location { file: objects.file, span: Span::new(from, from + name.len() as u32) };
        res.push(Wish::new(name, Some(at), object, Some(scope)));
    }
}

/// Names with commas or blanks between them, each with where it begins.
fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    let words = text.split([' ', '\t', ',', '\n', '\r', ';']).filter(|it| !it.is_empty());
    words.map(move |it| (it.as_ptr() as usize - start, it))
}
