//! The tables of `kubectl get`.

/// `NAME   POD-SELECTOR   AGE`.
pub(super) fn is_head(line: &str) -> bool {
    // Nearly no line of a manifest is: the search for columns would take longer than all else that is asked of it.
    if !line.trim_start().starts_with("NAME") {
        return false;
    }
    let is_title = |it: &str| {
        it.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || " -()/%".contains(it))
    };
    let mut columns = columns(line);
    matches!(columns.next(), Some("NAME" | "NAMESPACE")) && columns.next().is_some() && is_title(line)
}

/// A line below such a head.
pub(super) fn is_row(line: &str) -> bool {
    line.starts_with(|it: char| it.is_ascii_alphanumeric()) && columns(line).nth(1).is_some()
}

/// What two blanks or more stand between.
fn columns(line: &str) -> impl Iterator<Item = &str> {
    line.split("  ").map(str::trim).filter(|it| !it.is_empty())
}
