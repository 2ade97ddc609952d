//! A unified diff, and the files that it makes of others or was made of. Pure.

use netpol_core::SourceFile;

/// So many steps are taken to fit a diff to the files: what needs more is no diff of them, and the page does not stop over
/// it. A step looks at a line, or at the name of a file.
const STEPS: usize = 4_000_000;

/// What a diff says of one file.
#[derive(Clone, Debug)]
struct FilePatch {
    /// Its name before; `None` where it is new.
    old: Option<String>,
    /// Its name after; `None` where it is gone.
    new: Option<String>,
    hunks: Vec<Hunk>,
}

/// A stretch of lines.
#[derive(Clone, Debug)]
struct Hunk {
    /// Index of its first line before and after.
    starts: [usize; 2],
    lines: Vec<(Kind, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

/// The files before and after a diff of which `files` are one or the other, and whether they are those after it; `None`
/// where the text is no diff, or fits neither.
pub fn versions(text: &str, files: &[SourceFile]) -> Option<(Vec<SourceFile>, Vec<SourceFile>, bool)> {
    let patches = parse(text);
    if patches.is_empty() {
        return None;
    }
    if let Some(after) = Fit::new().applied(&patches, files) {
        return Some((files.to_vec(), after, false));
    }
    let back: Vec<FilePatch> = patches.into_iter().map(FilePatch::reversed).collect();
    Some((Fit::new().applied(&back, files)?, files.to_vec(), true))
}

/// Whether a text is a diff, whatever it fits.
pub fn is_diff(text: &str) -> bool {
    !parse(text).is_empty()
}

/// The files before and after a diff that shows all of each of them; `None` where it is none, or may show a part.
pub fn whole(text: &str) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    /// So many lines stand around a change unless more are asked for: behind just these there may be others.
    const USUAL: usize = 3;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let patches = parse(text);
    for patch in &patches {
        let [hunk] = patch.hunks.as_slice() else { return None };
        let behind = hunk.lines.iter().rev().take_while(|it| it.0 == Kind::Same).count();
        let is_one_side = patch.old.is_none() || patch.new.is_none();
        if hunk.starts != [0, 0] || !is_one_side && behind == USUAL {
            return None;
        }
        let side = |without: Kind| -> String {
            let lines = hunk.lines.iter().filter(|it| it.0 != without);
            lines.flat_map(|it| [it.1.as_str(), "\n"]).collect()
        };
        before.extend(patch.old.as_deref().map(|it| SourceFile::new(it, side(Kind::Added))));
        after.extend(patch.new.as_deref().map(|it| SourceFile::new(it, side(Kind::Removed))));
    }
    (!patches.is_empty()).then_some((before, after))
}

impl FilePatch {
    fn reversed(self) -> FilePatch {
        let hunk = |it: Hunk| {
            let [old, new] = it.starts;
            let turned = |(kind, line)| match kind {
                Kind::Same => (kind, line),
                Kind::Removed => (Kind::Added, line),
                Kind::Added => (Kind::Removed, line),
            };
            Hunk { starts: [new, old], lines: it.lines.into_iter().map(turned).collect() }
        };
        FilePatch { old: self.new, new: self.old, hunks: self.hunks.into_iter().map(hunk).collect() }
    }
}

/// All files with hunks; what stands between them, such as the message of a commit, is passed over.
fn parse(text: &str) -> Vec<FilePatch> {
    let mut patches = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(old) = line.strip_prefix("--- ") else { continue };
        let Some(new) = lines.next_if(|it| it.starts_with("+++ ")) else { continue };
        let mut patch =
            FilePatch { old: name(old), new: name(new.get(4..).unwrap_or_default()), hunks: Vec::new() };
        while let Some(head) = lines.next_if(|it| it.starts_with("@@ -")) {
            let Some((starts, [mut old, mut new])) = counts(head) else { break };
            let mut hunk = Hunk { starts, lines: Vec::new() };
            while old > 0 || new > 0 {
                let Some(line) = lines.next() else { break };
                let (kind, rest) = match line.as_bytes().first() {
                    Some(b'+') => (Kind::Added, line.get(1..)),
                    Some(b'-') => (Kind::Removed, line.get(1..)),
                    Some(b' ') => (Kind::Same, line.get(1..)),
                    // A mail program has taken the blank away.
                    None => (Kind::Same, Some("")),
                    Some(_) => break,
                };
                old = old.saturating_sub(usize::from(kind != Kind::Added));
                new = new.saturating_sub(usize::from(kind != Kind::Removed));
                hunk.lines.push((kind, rest.unwrap_or_default().to_owned()));
                // "\ No newline at end of file"
                lines.next_if(|it| it.starts_with('\\'));
            }
            patch.hunks.push(hunk);
        }
        if !patch.hunks.is_empty() {
            patches.push(patch);
        }
    }
    patches
}

/// `a/k8s/policy.yaml`, perhaps with a time behind a tab; `None` of `/dev/null`.
fn name(text: &str) -> Option<String> {
    let name = text.split('\t').next().unwrap_or_default().trim_end();
    let plain = name.strip_prefix("a/").or(name.strip_prefix("b/")).unwrap_or(name);
    (name != "/dev/null").then(|| plain.to_owned())
}

/// `@@ -1,3 +2,4 @@`: where each version begins, and how many lines it has. Where there are none, the line before them is
/// told.
fn counts(head: &str) -> Option<([usize; 2], [usize; 2])> {
    let mut words = head.strip_prefix("@@ ")?.split(' ');
    let mut one = |sign: char| -> Option<(usize, usize)> {
        let (start, count) = {
            let word = words.next()?.strip_prefix(sign)?;
            word.split_once(',').unwrap_or((word, "1"))
        };
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let ((old, olds), (new, news)) = (one('-')?, one('+')?);
    let start = |at: usize, count: usize| if count == 0 { at } else { at.saturating_sub(1) };
    Some(([start(old, olds), start(new, news)], [olds, news]))
}

/// Fits a diff to files, in a limited number of steps.
struct Fit {
    left: usize,
}

impl Fit {
    fn new() -> Fit {
        Fit { left: STEPS }
    }

    /// `None` where no steps are left.
    fn take(&mut self, steps: usize) -> Option<()> {
        self.left = self.left.checked_sub(steps)?;
        Some(())
    }

    fn applied(&mut self, patches: &[FilePatch], files: &[SourceFile]) -> Option<Vec<SourceFile>> {
        let mut files = files.to_vec();
        for patch in patches {
            self.take(files.len())?;
            match (&patch.old, &patch.new) {
                (None, Some(new)) => {
                    files.iter().all(|it| it.name != *new).then_some(())?;
                    files.push(SourceFile::new(new.as_str(), self.patched("", &patch.hunks)?));
                }
                (Some(old), new) => {
                    let at = self.position(&files, old, patches.len() == 1, &patch.hunks)?;
                    let file = files.get_mut(at)?;
                    let text = self.patched(&file.text, &patch.hunks)?;
                    match new {
                        None => drop(files.remove(at)),
                        Some(new) => {
                            let name = if new == old { file.name.as_str() } else { new.as_str() };
                            *file = SourceFile::new(name, text);
                        }
                    }
                }
                (None, None) => return None,
            }
        }
        Some(files)
    }

    /// The file that a diff means: by its name, by the end of its path, or the only one that the diff fits.
    fn position(
        &mut self,
        files: &[SourceFile],
        name: &str,
        is_alone: bool,
        hunks: &[Hunk],
    ) -> Option<usize> {
        let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|it| it.ends_with('/'));
        let found = files.iter().position(|it| it.name == name);
        let found =
            found.or_else(|| files.iter().position(|it| ends(&it.name, name) || ends(name, &it.name)));
        found.or_else(|| {
            let mut fits =
                files.iter().enumerate().filter(|it| is_alone && self.patched(&it.1.text, hunks).is_some());
            fits.next().filter(|_| fits.next().is_none()).map(|it| it.0)
        })
    }

    /// A text with the hunks done to it.
    fn patched(&mut self, text: &str, hunks: &[Hunk]) -> Option<String> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        self.take(lines.len())?;
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut res = String::new();
        // Only the last line may lack its end.
        let mut push = |line: &str, its_end: &str| {
            if !res.is_empty() && !res.ends_with('\n') {
                res.push_str(end);
            }
            res.push_str(line);
            res.push_str(its_end);
        };
        let mut done = 0;
        // By how much the hunk before stood elsewhere, or the number that wraps around to it: so does the next one.
        let mut shift = 0_usize;
        for hunk in hunks {
            let olds: Vec<&str> =
                hunk.lines.iter().filter(|it| it.0 != Kind::Added).map(|it| it.1.as_str()).collect();
            let start = hunk.starts.first().copied()?;
            let at = self.place(&lines, &olds, start.wrapping_add(shift), done)?;
            shift = at.wrapping_sub(start);
            lines.get(done..at)?.iter().for_each(|it| push(it, ""));
            done = at;
            for (kind, line) in &hunk.lines {
                match kind {
                    Kind::Same => push(lines.get(done)?, ""),
                    Kind::Added => push(line, end),
                    Kind::Removed => (),
                }
                done += usize::from(*kind != Kind::Added);
            }
        }
        lines.get(done..)?.iter().for_each(|it| push(it, ""));
        Some(res)
    }

    /// Where lines stand, at `from` or behind it, the nearest to where they should.
    fn place(&mut self, lines: &[&str], olds: &[&str], wanted: usize, from: usize) -> Option<usize> {
        // Behind that there are too few lines.
        let last = lines.len().checked_sub(olds.len()).filter(|it| from <= *it)?;
        let wanted = wanted.clamp(from, last);
        let farthest = (wanted - from).max(last - wanted);
        for off in 0..=farthest {
            let before = wanted.checked_sub(off).filter(|it| from <= *it);
            let behind = wanted.checked_add(off).filter(|it| off > 0 && *it <= last);
            for at in before.into_iter().chain(behind) {
                if self.stands(lines.get(at..)?, olds)? {
                    return Some(at);
                }
            }
        }
        None
    }

    /// Whether lines begin with these, whatever their ends; `None` where no steps are left.
    fn stands(&mut self, lines: &[&str], olds: &[&str]) -> Option<bool> {
        for (line, old) in lines.iter().zip(olds) {
            // Long lines take longer.
            self.take(1 + old.len() / 64)?;
            if line.trim_end_matches(['\r', '\n']) != old.trim_end_matches(['\r', '\n']) {
                return Some(false);
            }
        }
        self.take(1)?;
        Some(true)
    }
}

#[cfg(test)]
mod tests;
