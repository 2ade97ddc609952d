//! What the files are called that documents come from: a folder's file names, or what a comment above them says.

use crate::source::SourceFile;

use super::super::Draft;

/// The name of the file of each document, empty where none is known. A comment `# garden.yaml` names what follows it in
/// the same text, up to the next such comment.
pub(super) fn names(drafts: &[Draft], files: &[SourceFile]) -> Vec<String> {
    let mut res: Vec<String> = Vec::with_capacity(drafts.len());
    let mut last = None;
    for draft in drafts {
        let file = draft.place().file;
        let own = files.get(file.0 as usize).map(|it| it.name.as_str()).unwrap_or_default();
        let said = said(draft.text(files)).map(str::to_owned);
        let name = match (said, res.last()) {
            (Some(said), _) => said,
            (None, Some(before)) if last == Some(file) => before.clone(),
            _ => own.to_owned(),
        };
        res.push(name);
        last = Some(file);
    }
    res
}

/// The name in the first comment of a text.
fn said(text: &str) -> Option<&str> {
    let comments = text.lines().map(str::trim).take_while(|it| it.is_empty() || it.starts_with('#'));
    comments.filter_map(|it| it.trim_start_matches('#').split_whitespace().next()).find_map(|word| {
        let word = word.trim_matches(['`', '*', '"', '\'', ':', ',']);
        is_file(word).then_some(word)
    })
}

/// Whether a word is the name of a file that manifests and templates stand in.
fn is_file(word: &str) -> bool {
    let ends = [".yaml", ".yml", ".tpl", ".json"];
    ends.iter().any(|it| word.strip_suffix(it).is_some_and(|it| !it.is_empty()))
}

/// The last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// All but the last part of a path, without a slash at its end; empty where there is only one part.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|it| path.get(..it)).unwrap_or_default()
}

/// The length of the folder that all paths begin with, its slash included.
pub(super) fn common_folder(paths: &[String]) -> usize {
    let Some((first, rest)) = paths.split_first() else { return 0 };
    let mut folder = folder(first);
    while !rest
        .iter()
        .all(|it| it.strip_prefix(folder).is_some_and(|it| folder.is_empty() || it.starts_with('/')))
    {
        folder = self::folder(folder);
    }
    if folder.is_empty() { 0 } else { folder.len() + 1 }
}

/// A path seen from a folder: `base`, `../base` and `./x.yaml` are resolved.
pub(super) fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty() && *it != ".").collect();
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        if part == ".." && parts.last().is_some_and(|it| *it != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_files() {
        for (text, name) in [
            ("# garden.yaml\nkind: Pod", Some("garden.yaml")),
            ("\n#  a note\n# `templates/door.yaml` (the door)\nkind: Pod", Some("templates/door.yaml")),
            ("# what runs there\nkind: Pod", None),
            ("kind: Pod\n# garden.yaml\n", None),
            ("# .yaml\nkind: Pod", None),
        ] {
            assert_eq!(said(text), name, "{text}");
        }
    }

    #[test]
    fn paths_are_seen_from_their_folder() {
        assert_eq!(resolve("overlays/dev", "../../base"), "base");
        assert_eq!(resolve("", "./a/../b.yaml"), "b.yaml");
        assert_eq!(resolve("a", "../../b"), "../b");
        assert_eq!((folder("a/b/c.yaml"), base("a/b/c.yaml")), ("a/b", "c.yaml"));
        assert_eq!((folder("c.yaml"), base("c.yaml")), ("", "c.yaml"));
        let common =
            |paths: &[&str]| common_folder(&paths.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(common(&["a/b/c.yaml", "a/b/d/e.yaml"]), 4);
        assert_eq!(common(&["a/b/c.yaml", "a/bc/e.yaml"]), 2);
        assert_eq!(common(&["a/b.yaml", "c.yaml"]), 0);
    }
}
