//! Paths of files, as charts and kustomizations name them.

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
