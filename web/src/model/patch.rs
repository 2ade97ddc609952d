//! A unified diff, and the files that it makes of others or was made of. Pure.

use netpol_core::SourceFile;

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
    if let Some(after) = applied(&patches, files) {
        return Some((files.to_vec(), after, false));
    }
    let back: Vec<FilePatch> = patches.into_iter().map(FilePatch::reversed).collect();
    Some((applied(&back, files)?, files.to_vec(), true))
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
            while old + new > 0 {
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

/// `@@ -1,3 +2,4 @@`: where each version begins, and how many lines it has.
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
    Some(([old.saturating_sub(1), new.saturating_sub(1)], [olds, news]))
}

fn applied(patches: &[FilePatch], files: &[SourceFile]) -> Option<Vec<SourceFile>> {
    let mut files = files.to_vec();
    for patch in patches {
        match (&patch.old, &patch.new) {
            (None, Some(new)) => {
                files.iter().all(|it| it.name != *new).then_some(())?;
                files.push(SourceFile::new(new.as_str(), patched("", &patch.hunks)?));
            }
            (Some(old), new) => {
                let at = position(&files, old, patches.len() == 1, &patch.hunks)?;
                let file = files.get_mut(at)?;
                let text = patched(&file.text, &patch.hunks)?;
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
fn position(files: &[SourceFile], name: &str, is_alone: bool, hunks: &[Hunk]) -> Option<usize> {
    let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|it| it.ends_with('/'));
    let found = files.iter().position(|it| it.name == name);
    let found = found.or_else(|| files.iter().position(|it| ends(&it.name, name) || ends(name, &it.name)));
    found.or_else(|| {
        let mut fits = (0..files.len())
            .filter(|at| is_alone && files.get(*at).is_some_and(|it| patched(&it.text, hunks).is_some()));
        fits.next().filter(|_| fits.next().is_none())
    })
}

/// A text with the hunks done to it.
fn patched(text: &str, hunks: &[Hunk]) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut res: Vec<String> = Vec::new();
    let mut done = 0;
    for hunk in hunks {
        let olds: Vec<&str> =
            hunk.lines.iter().filter(|it| it.0 != Kind::Added).map(|it| it.1.as_str()).collect();
        let at = place(&lines, &olds, hunk.starts.first().copied()?, done)?;
        res.extend(lines.get(done..at)?.iter().map(|it| (*it).to_owned()));
        done = at;
        for (kind, line) in &hunk.lines {
            match kind {
                Kind::Same => res.push((*lines.get(done)?).to_owned()),
                Kind::Added => res.push(format!("{line}{end}")),
                Kind::Removed => (),
            }
            done += usize::from(*kind != Kind::Added);
        }
    }
    res.extend(lines.get(done..)?.iter().map(|it| (*it).to_owned()));
    let last = res.len().saturating_sub(1);
    for it in res.iter_mut().take(last).filter(|it| !it.ends_with('\n')) {
        it.push_str(end);
    }
    Some(res.concat())
}

/// Where lines stand, at `from` or behind it, the nearest to where they should.
fn place(lines: &[&str], olds: &[&str], wanted: usize, from: usize) -> Option<usize> {
    if olds.is_empty() {
        return Some(wanted.clamp(from, lines.len().max(from)));
    }
    let plain = |it: &str| it.trim_end_matches(['\r', '\n']).to_owned();
    let fits = |at: usize| {
        let there = lines.get(at..at + olds.len());
        there.is_some_and(|there| there.iter().zip(olds).all(|(a, b)| plain(a) == plain(b)))
    };
    (from..lines.len()).filter(|at| fits(*at)).min_by_key(|at| at.abs_diff(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "a: 1\nb: 2\nc: 3\nd: 4\n";
    const NEW: &str = "a: 1\nb: 3\nc: 3\nd: 4\ne: 5\n";
    const DIFF: &str = "commit 1234\n\n    b is three\n\ndiff --git a/k8s/x.yaml b/k8s/x.yaml\n--- a/k8s/x.yaml\n+++ b/k8s/x.yaml\n@@ -1,3 +1,3 @@ a\n a: 1\n-b: 2\n+b: 3\n c: 3\n@@ -4 +4,2 @@\n d: 4\n+e: 5\n";

    fn file(name: &str, text: &str) -> Vec<SourceFile> {
        vec![SourceFile::new(name, text)]
    }

    #[test]
    fn a_diff_fits_the_files_before_it_and_those_after_it() {
        for name in ["k8s/x.yaml", "x.yaml", "repo/k8s/x.yaml", "other.yaml"] {
            let (before, now, is_done) = versions(DIFF, &file(name, OLD)).unwrap();
            assert_eq!((before, now, is_done), (file(name, OLD), file(name, NEW), false));
            let (before, now, is_done) = versions(DIFF, &file(name, NEW)).unwrap();
            assert_eq!((before, now, is_done), (file(name, OLD), file(name, NEW), true));
        }
        // Lines above it, and the line ends of the file.
        let shifted = format!("# more\n# lines\n{OLD}").replace('\n', "\r\n");
        let (_, now, _) = versions(DIFF, &file("x.yaml", &shifted)).unwrap();
        assert_eq!(*now[0].text, *format!("# more\n# lines\n{NEW}").replace('\n', "\r\n"));
    }

    #[test]
    fn files_come_and_go() {
        let diff = "--- /dev/null\n+++ b/new.yaml\n@@ -0,0 +1,2 @@\n+a: 1\n+b: 2\n\\ No newline at end of file\n--- a/x.yaml\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-a: 1\n-b: 2\n-c: 3\n-d: 4\n";
        let (_, now, _) = versions(diff, &file("x.yaml", OLD)).unwrap();
        assert_eq!(now, file("new.yaml", "a: 1\nb: 2\n"));
        let (before, _, is_done) = versions(diff, &now).unwrap();
        assert_eq!((before, is_done), (file("x.yaml", OLD), true));
    }

    #[test]
    fn what_is_no_diff_or_fits_nothing_is_none() {
        assert!(versions(OLD, &file("x.yaml", OLD)).is_none());
        assert!(versions("--- a\n+++ b\n", &file("x.yaml", OLD)).is_none());
        assert!(versions(DIFF, &file("x.yaml", "z: 1\n")).is_none());
        assert!(versions(DIFF, &[]).is_none());
        let two = [file("p.yaml", OLD), file("q.yaml", OLD)].concat();
        assert!(versions(DIFF, &two).is_none(), "it is not known which of them is meant");
        for cut in 0..DIFF.len() {
            for part in [DIFF.get(..cut), DIFF.get(cut..)].into_iter().flatten() {
                versions(part, &file("x.yaml", OLD));
            }
        }
        let huge = "--- a/x\n+++ b/x\n@@ -99999999999999999999 +1 @@\n+a\n@@ -18446744073709551615,18446744073709551615 +1,18446744073709551615 @@\n-a: 1\n";
        versions(huge, &file("x", OLD));
    }
}
