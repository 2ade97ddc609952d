//! What a scenario's file says. Knows nothing of the page: the build reads the files with it too.

/// Its files by name, without the head. What stands before the first `# file:` is `policies.yaml`.
pub(super) fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut in_head = true;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# file:") {
            files.push((name.trim().to_owned(), String::new()));
            in_head = false;
            continue;
        }
        if in_head && (line.starts_with('#') || line.trim().is_empty()) {
            continue;
        }
        in_head = false;
        if files.is_empty() {
            files.push(("policies.yaml".to_owned(), String::new()));
        }
        if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    for (_, text) in &mut files {
        *text = tidy(text);
    }
    files
}

/// A field of the head, its continued lines joined.
pub(super) fn head(text: &str, key: &str) -> Option<String> {
    let mut lines = text.lines().take_while(|it| it.starts_with('#'));
    let first = lines.by_ref().find_map(|it| it.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(':'))?;
    let mut out = String::new();
    for line in std::iter::once(first).chain(lines.map_while(|it| it.strip_prefix("#   "))) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line.trim());
    }
    Some(out)
}

/// What a scenario shows: source, destination, and a protocol with a port.
pub(super) type Opened<'t> = (&'t str, &'t str, Option<(&'t str, u16)>);

/// From `shop/web -> shop/api TCP 8080`, as a head writes it.
pub(super) fn opened(text: &str) -> Option<Opened<'_>> {
    let mut words = text.split_whitespace();
    let (Some(from), Some("->"), Some(to)) = (words.next(), words.next(), words.next()) else { return None };
    let port = words.next().zip(words.next());
    Some((from, to, port.and_then(|(protocol, port)| Some((protocol, port.parse().ok()?)))))
}

/// A number that tells files from other files: FNV-1a over names and texts.
pub(super) fn fingerprint<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for it in text.bytes().chain([0xff]) {
            sum = (sum ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for (name, text) in files {
        add(name);
        add(text);
    }
    sum
}

/// Without separators and blank lines at either end.
fn tidy(text: &str) -> String {
    let text =
        text.trim_matches('\n').trim_start_matches("---\n").trim_end_matches("\n---").trim_matches('\n');
    format!("{text}\n")
}
