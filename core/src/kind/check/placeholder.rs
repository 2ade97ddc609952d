//! Values that somebody was to fill in (L-84).

/// The first placeholder in a value: `${APP}`, `$APP`, `$(APP)`, `<app>`, `{{ .app }}`, `[[app]]`, `%APP%`, `CHANGEME`.
pub(super) fn placeholder(value: &str) -> Option<&str> {
    const BRACKETS: [(&str, &str); 6] =
        [("${", "}"), ("$(", ")"), ("<", ">"), ("{{", "}}"), ("[[", "]]"), ("%", "%")];
    let bracketed = |(open, close): (&str, &str)| {
        let start = value.find(open)?;
        let inner = value.get(start + open.len()..)?;
        let length = inner.find(close).filter(|it| *it > 0)?;
        // `${{APP}}` ends with both.
        let more = inner.get(length + close.len()..).filter(|it| it.starts_with(close));
        let end = start + open.len() + length + close.len() + more.map_or(0, |_| close.len());
        Some((start, value.get(start..end)?))
    };
    let is_in_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let variable = || {
        let start = value.find('$')?;
        let name = value.get(start + 1..)?;
        let length = name.find(|it| !is_in_name(it)).unwrap_or(name.len());
        (length > 0).then_some(())?;
        Some((start, value.get(start..=start + length)?))
    };
    let word = ["CHANGEME", "CHANGE_ME"].into_iter().find_map(|it| Some((value.find(it)?, it)));
    let found = BRACKETS.into_iter().filter_map(bracketed).chain(variable()).chain(word);
    found.min_by_key(|it| it.0).map(|it| it.1)
}

/// What is said of one; how often it stands there is added where all of a file is read.
pub(super) fn unfilled(placeholder: &str) -> String {
    format!("`{placeholder}` is a placeholder")
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn placeholders_are_told_from_values() {
        for (value, found) in [
            ("${APP}", "${APP}"),
            ("${{PORT}}", "${{PORT}}"),
            ("web-$(ENV)", "$(ENV)"),
            ("$APP-db", "$APP"),
            ("<your namespace>", "<your namespace>"),
            ("{{ .Values.app }}", "{{ .Values.app }}"),
            ("[[app]]", "[[app]]"),
            ("%APP%", "%APP%"),
            ("CHANGEME", "CHANGEME"),
            ("<a>-${B}", "<a>"),
        ] {
            assert_eq!(placeholder(value), Some(found), "{value}");
        }
        for value in ["web", "a<b", "100%", "%%", "<>", "$", "a > b", "$-x", ""] {
            assert_eq!(placeholder(value), None, "{value}");
        }
    }
}
