//! What a terminal shows beside manifests.

/// Whether the line is a command, its answer, or the end of a text that it reads; `heredocs` are the words that end
/// one.
pub(super) fn is_of_a_terminal<'l>(line: &'l str, heredocs: &mut Vec<&'l str>) -> bool {
    if let Some(word) = heredoc(line) {
        heredocs.push(word);
        return true;
    }
    // A prompt at which nothing was typed ends many a paste.
    let is_end = line == "EOF" || line == "$" || heredocs.contains(&line);
    let is_command = ["$ ", "kubectl ", "oc "].iter().any(|it| line.starts_with(it));
    is_end || is_command && !line.contains(": ") || is_answer(line)
}

/// The word that ends what a command like `kubectl apply -f - <<EOF` reads. `<<: *base` is YAML.
fn heredoc(line: &str) -> Option<&str> {
    let (command, behind) = line.contains('<').then(|| line.split_once("<<"))??;
    let word = behind.strip_prefix('-').unwrap_or(behind).trim_start();
    let word = word.trim_start_matches(['\'', '"', '\\']);
    let length = word.find(|it: char| !(it.is_ascii_alphanumeric() || it == '_')).unwrap_or(word.len());
    let is_line_start = line.starts_with(|it: char| !it.is_whitespace());
    let is_command = is_line_start && !command.trim().is_empty() && !command.contains(": ");
    word.get(..length).filter(|it| is_command && !it.is_empty())
}

/// `networkpolicy.networking.k8s.io/deny created`.
fn is_answer(line: &str) -> bool {
    let Some((object, done)) = line.contains('/').then(|| line.split_once(' ')).flatten() else {
        return false;
    };
    let words = object.bytes().all(|it| it.is_ascii_alphanumeric() || b"./-_".contains(&it));
    let done = done.split(' ').next().unwrap_or_default();
    words && object.contains('/') && ["created", "configured", "unchanged", "deleted"].contains(&done)
}
