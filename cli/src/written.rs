//! Writing files that were read, with other texts.

use std::path::Path;

use netpol_core::SourceFile;

/// Writes a file anew under another name first, so that it is never there by half.
pub(crate) fn over(old: &SourceFile, new: &SourceFile) -> Result<(), String> {
    let path = Path::new(&old.name);
    let wrong = |it: std::io::Error| format!("{}: {it}", old.name);
    // Where a link leads is what is written, and not the link.
    let path = path.canonicalize().map_err(wrong)?;
    let now = std::fs::read(&path).map_err(wrong)?;
    let mark = now.starts_with(b"\xef\xbb\xbf") && !old.text.starts_with('\u{feff}');
    let is_same = |it: &[u8]| it == old.text.as_bytes();
    if !is_same(now.strip_prefix(b"\xef\xbb\xbf".as_slice()).filter(|_| mark).unwrap_or(&now)) {
        return Err(format!("{}: it is not the text that was read, and stays as it is", old.name));
    }
    let mut bytes = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    bytes.extend_from_slice(new.text.as_bytes());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = path.with_file_name(format!(".{name}.netpol-{}", std::process::id()));
    std::fs::write(&beside, bytes).map_err(wrong)?;
    let rights = std::fs::metadata(&path).map_err(wrong)?.permissions();
    let done = std::fs::set_permissions(&beside, rights).and_then(|()| std::fs::rename(&beside, &path));
    if done.is_err() {
        let _left_behind = std::fs::remove_file(&beside);
    }
    done.map_err(wrong)
}
