//! Fences: ```` ```yaml ```` and ```` ``` ````.

/// Whether the line opens or closes a fence; `open` is the one that is open.
pub(super) fn is_fence<'l>(line: &'l str, open: &mut Option<&'l str>) -> bool {
    let Some(marks) = marks(line) else { return false };
    let behind = line.get(marks.len()..).unwrap_or_default();
    match open {
        // "The closing fence must be at least as long as the opening one, and may only be followed by blanks."
        Some(opening) => {
            let closes = marks.starts_with(*opening) && behind.trim().is_empty();
            if closes {
                *open = None;
            }
            closes
        }
        None => {
            let opens = !behind.contains('`');
            if opens {
                *open = Some(marks);
            }
            opens
        }
    }
}

/// The three marks or more that a line begins with.
fn marks(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    line.get(..length).filter(|_| length >= 3)
}
