//! Addresses of files as clients write them: `file:///home/me/a.yaml`.

use std::path::{Component, Path, PathBuf};

use lsp_types::Uri;

/// The path that an address means; `None` where it is not one of a file, such as that of a text without a name.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    // The name of a scheme may have letters of any size.
    let (_, rest) = uri.as_str().split_once(':').filter(|it| it.0.eq_ignore_ascii_case("file"))?;
    // Without `//` there is no host (RFC 8089, appendix B). One that is named is for shares of Windows alone.
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/')?),
        None => ("", rest),
    };
    if !path.starts_with('/') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = String::from_utf8(decoded(path)).ok()?;
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return cfg!(windows).then(|| native(&format!("//{host}{path}")));
    }
    Some(native(&path))
}

/// The one path of a file, however it was written: without links, `.` and `..`. Of what does not exist (yet), its folder
/// tells, as far as that does.
pub(super) fn real(path: &Path) -> PathBuf {
    if let Ok(it) = path.canonicalize() {
        return it;
    }
    let mut res = PathBuf::new();
    for it in path.components() {
        match it {
            Component::CurDir => (),
            // What stands before has no links any more.
            Component::ParentDir => {
                res.pop();
            }
            Component::Prefix(_) | Component::RootDir => res.push(it),
            Component::Normal(name) => {
                res.push(name);
                if let Ok(it) = res.canonicalize() {
                    res = it;
                }
            }
        }
    }
    res
}

/// A path as the system writes it when it lists a folder, so that a file has one name wherever it comes from.
pub(super) fn native(path: &str) -> PathBuf {
    PathBuf::from(if cfg!(windows) { as_on_windows(path) } else { path.to_owned() })
}

/// `/c:/folder/a.yaml` is `C:\folder\a.yaml`: clients write the letter of a drive in either way.
fn as_on_windows(path: &str) -> String {
    let path = path.replace('/', "\\");
    let is_drive = |it: &str| matches!(it.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let mut path = match path.strip_prefix('\\') {
        Some(rest) if is_drive(rest) => rest.to_owned(),
        _ => path,
    };
    if is_drive(&path)
        && let Some(letter) = path.get_mut(..1)
    {
        letter.make_ascii_uppercase();
    }
    path
}

fn decoded(text: &str) -> Vec<u8> {
    let mut res = Vec::new();
    let mut rest = text.bytes();
    while let Some(it) = rest.next() {
        let ahead = rest.clone();
        let digits: Option<u32> =
            (it == b'%').then(|| digit(&mut rest)?.checked_mul(16)?.checked_add(digit(&mut rest)?)).flatten();
        match digits.and_then(|it| u8::try_from(it).ok()) {
            Some(byte) => res.push(byte),
            None => {
                res.push(it);
                rest = ahead;
            }
        }
    }
    res
}

fn digit(from: &mut std::str::Bytes<'_>) -> Option<u32> {
    char::from(from.next()?).to_digit(16)
}

/// The address of a file.
pub(super) fn of(path: &Path) -> Option<Uri> {
    let mut path = path.to_string_lossy().into_owned();
    if cfg!(windows) {
        path = path.replace('\\', "/");
    }
    let mut text = "file://".to_owned();
    if !path.starts_with('/') {
        text.push('/');
    }
    for it in path.bytes() {
        match it {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(it));
            }
            _ => text.push_str(&format!("%{it:02X}")),
        }
    }
    text.parse().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    #[test]
    fn paths_and_addresses_lead_to_each_other() {
        for path in ["/a/b.yaml", "/ä ö/100%/c#d?.yaml", "/a:b", "/a\\b"] {
            let uri = super::of(Path::new(path)).unwrap();
            assert_eq!(super::path(&uri).unwrap(), Path::new(path), "{}", uri.as_str());
        }
    }

    #[test]
    fn addresses_are_read_as_clients_write_them() {
        for (uri, path) in [
            ("file:///a%20b/%C3%A4.yaml", Some("/a b/ä.yaml")),
            ("file://localhost/a", Some("/a")),
            ("file://LocalHost/a", Some("/a")),
            ("FILE:///a", Some("/a")),
            ("File:///%61//./b", Some("/a/b")),
            ("file:/a", Some("/a")),
            ("file:a", None),
            ("file:///a?b#c", Some("/a")),
            ("file://host/a", None),
            ("untitled:Untitled-1", None),
            ("https://example.org/a.yaml", None),
            ("file:///%FF", None),
        ] {
            assert_eq!(super::path(&uri.parse().unwrap()).as_deref(), path.map(Path::new), "{uri}");
        }
    }

    #[test]
    fn a_file_of_windows_has_one_name() {
        for (path, name) in [
            ("/c:/folder/a.yaml", r"C:\folder\a.yaml"),
            (r"C:\folder/a.yaml", r"C:\folder\a.yaml"),
            ("//host/share/a.yaml", r"\\host\share\a.yaml"),
            ("/folder/a.yaml", r"\folder\a.yaml"),
            ("/é:/a", r"\é:\a"),
            ("", ""),
        ] {
            assert_eq!(super::as_on_windows(path), name);
        }
    }
}
