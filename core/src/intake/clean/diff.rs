//! The diff of a change: the new side is read.

use std::ops::Range;

use super::{CLICK, Line, at, lines};
use crate::diagnostic::{Code, Severity};
use crate::intake::Note;
use crate::source::{Mapped, Span};
use crate::yaml::{self, Node};

/// What a diff says of a file.
#[derive(Default)]
struct File<'t> {
    /// As `+++` or `---` calls it.
    name: &'t str,
    is_deleted: bool,
    /// Lines of the new side, each without its mark.
    new: Vec<Range<usize>>,
    /// Lines that are gone.
    old: Vec<Line<'t>>,
    /// The first line of all.
    head: Range<usize>,
    /// Whether lines lack before or between the hunks.
    is_cut: bool,
    /// Behind the last hunk, counted in lines of the new side.
    next: Option<usize>,
}

/// The new side of a diff.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    if !text.text().contains("@@ -") {
        return None;
    }
    let (files, around) = read(text.text());
    let first = files.first()?;
    let message = "this is a diff: its new side is read, without the marks before its lines";
    notes.push(Note::did(at(text, first.head.clone()), message).titled(CLICK));
    let mut res = Mapped::new();
    let mut around = around.into_iter().peekable();
    for file in &files {
        while let Some(it) = around.next_if(|it| it.start < file.head.start) {
            res.copy(text, it);
        }
        let place = at(text, file.head.clone());
        if file.is_deleted {
            notes.push(file.deleted(text));
            continue;
        }
        if file.is_cut {
            let message = format!("of `{}` the diff shows a part only, and only this is read", file.name);
            let help = "make it with `git diff -U9999`, or paste the file";
            let note = Note::new(place, (Severity::Warning, Code::NotYaml), message, help);
            notes.push(note.incomplete());
        }
        if !res.text().is_empty() {
            res.put(if res.text().ends_with('\n') { "---\n" } else { "\n---\n" }, place);
        }
        for it in &file.new {
            res.copy(text, it.clone());
        }
    }
    around.for_each(|it| res.copy(text, it));
    Some(res)
}

/// The files of a diff, and the lines that are no part of it.
fn read(text: &str) -> (Vec<File<'_>>, Vec<Range<usize>>) {
    let (mut files, mut around): (Vec<File<'_>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let mut header = File::default();
    let (mut is_header, mut hunk) = (false, (0, 0));
    let mut all = lines(text).peekable();
    while let Some(line) = all.next() {
        if hunk != (0, 0)
            && let Some(file) = files.last_mut()
        {
            let mark = line.text.chars().next().unwrap_or(' ');
            let content = (line.start + usize::from(!line.text.is_empty()))..line.next;
            match mark {
                ' ' if hunk.0 > 0 && hunk.1 > 0 => {
                    hunk = (hunk.0 - 1, hunk.1 - 1);
                    file.new.push(content);
                    continue;
                }
                '+' if hunk.1 > 0 => {
                    hunk.1 -= 1;
                    file.new.push(content);
                    continue;
                }
                '-' if hunk.0 > 0 => {
                    hunk.0 -= 1;
                    file.old.push(line);
                    continue;
                }
                '\\' => continue,
                _ => hunk = (0, 0),
            }
        }
        let is_pair = |it: &Line<'_>| it.text.starts_with("+++ ");
        if line.text.starts_with("diff --git ")
            || !is_header && line.text.starts_with("--- ") && all.peek().is_some_and(is_pair)
        {
            header = File { head: line.range(), ..File::default() };
            is_header = true;
        }
        if let Some((old, new)) = hunk_of(line.text) {
            if is_header || files.is_empty() {
                if header.head.is_empty() {
                    header.head = line.range();
                }
                files.push(std::mem::take(&mut header));
                is_header = false;
            }
            if let Some(file) = files.last_mut() {
                let expected = file.next.unwrap_or(1);
                file.is_cut |= new.0 > expected;
                file.next = Some(new.0 + new.1);
            }
            hunk = (old.1, new.1);
        } else if is_header {
            for prefix in ["--- ", "+++ "] {
                let name = line.text.strip_prefix(prefix).and_then(|it| it.split('\t').next());
                let name = name
                    .filter(|it| *it != "/dev/null")
                    .map(|it| it.strip_prefix("a/").or(it.strip_prefix("b/")).unwrap_or(it));
                header.name = name.unwrap_or(header.name);
            }
            header.is_deleted |=
                line.text.starts_with("deleted file mode") || line.text.starts_with("+++ /dev/null");
        } else if !line.text.starts_with('\\') {
            match around.last_mut().filter(|it| it.end == line.start) {
                Some(it) => it.end = line.next,
                None => around.push(line.start..line.next),
            }
        }
    }
    (files, around)
}

/// First line and number of lines of both sides: `@@ -1,9 +1,10 @@`.
fn hunk_of(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let mut words = line.strip_prefix("@@ ")?.split(' ');
    let (old, new, end) = (words.next()?, words.next()?, words.next()?);
    let side = |it: &str| {
        let (first, count) = it.split_once(',').unwrap_or((it, "1"));
        Some((first.parse().ok()?, count.parse().ok()?))
    };
    Some((side(old.strip_prefix('-')?)?, side(new.strip_prefix('+')?)?)).filter(|_| end == "@@")
}

impl File<'_> {
    /// What went with a file.
    fn deleted(&self, text: &Mapped) -> Note {
        let old: String =
            self.old.iter().filter_map(|it| it.text.get(1..)).fold(String::new(), |all, it| all + it + "\n");
        let names: Vec<String> = yaml::split(&old)
            .iter()
            .filter_map(|it| {
                let root = yaml::parse(it.text, &mut Vec::new())?;
                let name = root.get("metadata").and_then(|it| it.get("name")).and_then(Node::as_str)?;
                Some(format!("{} {name}", root.get("kind").and_then(Node::as_str)?))
            })
            .collect();
        let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        let message = format!("`{}` is deleted{names}, and does not count", self.name);
        Note::did(text.locate(Span::new(self.head.start as u32, self.head.end as u32)), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn cleaned(text: &str) -> (Option<String>, Vec<String>) {
        let mut notes = Vec::new();
        let found = clean(&Mapped::whole(FileId(0), text), &mut notes);
        (found.map(|it| it.text().to_owned()), notes.into_iter().map(|it| it.problem.message).collect())
    }

    #[test]
    fn the_new_side_is_read() {
        let text = "From: ann\n\ndiff --git a/x.yaml b/x.yaml\nindex 1..2 100644\n--- a/x.yaml\n+++ b/x.yaml\n@@ -1,3 +1,4 @@\n kind: Pod\n-a: b\n+a: c\n+d: e\n\n\\ No newline at end of file\ndiff --git a/y.yaml b/y.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/y.yaml\n@@ -0,0 +1 @@\n+kind: Job\n-- \n2.1\n";
        let (found, notes) = cleaned(text);
        assert_eq!(
            found.as_deref(),
            Some("From: ann\n\n---\nkind: Pod\na: c\nd: e\n\n---\nkind: Job\n-- \n2.1\n")
        );
        assert_eq!(notes.len(), 1, "{notes:?}");
    }

    #[test]
    fn a_deleted_file_is_named() {
        let text = "--- a/x.yaml\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-kind: Pod\n-metadata:\n-  name: gone\n";
        let (found, notes) = cleaned(text);
        assert_eq!(found.as_deref(), Some(""));
        assert!(notes.iter().any(|it| it.contains("`x.yaml` is deleted (Pod gone)")), "{notes:?}");
    }

    #[test]
    fn a_part_of_a_file_is_called_one() {
        let (_, notes) = cleaned("--- a/x\n+++ b/x\n@@ -7,2 +7,2 @@ spec:\n a: b\n-c: d\n+c: e\n");
        assert!(notes.iter().any(|it| it.contains("a part only")), "{notes:?}");
    }

    #[test]
    fn what_is_no_diff_stays() {
        for text in
            ["- a\n+ b\n", "kind: ConfigMap\ndata:\n  a: |\n    @@ -1,2 +1,2 @@\n    -b\n", "@@ -1 +1\n-a\n"]
        {
            assert_eq!(cleaned(text).0, None, "{text}");
        }
    }
}
