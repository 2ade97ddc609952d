//! What a terminal shows: prompts, lines that go on, and what commands answer; and what is said of a session.

use super::{Note, list};
use crate::diagnostic::{Code, Severity};
use crate::kubectl::{self, Event, What};
use crate::source::Location;
use crate::words;

/// How long a prompt may be.
const PROMPT: usize = 80;

/// The length of the prompt that a line begins with: `$ `, `root@cp:~# `, `[me@host dir]$ `, `PS D:\> `.
pub(super) fn prompt(line: &str) -> Option<usize> {
    // A prompt at which nothing was typed ends many a paste.
    if line.trim_end() == "$" {
        return Some(line.len());
    }
    if !line.is_ascii()
        && !line.starts_with(['➜', '❯', 'λ', '┌', '└'])
        && !line.contains(['$', '#', '>', '%', '❯'])
    {
        return None;
    }
    if line.starts_with("PS ") || line.starts_with("(base) PS ") {
        let end = line.find('>').filter(|it| *it < PROMPT)?;
        let blank = usize::from(line.get(end + 1..).is_some_and(|it| it.starts_with(' ')));
        return Some(end + 1 + blank);
    }
    for (at, mark) in
        line.char_indices().take(PROMPT).filter(|it| matches!(it.1, '$' | '#' | '%' | '❯' | '➜' | 'λ'))
    {
        let end = at + mark.len_utf8();
        let behind = line.get(end..).unwrap_or_default();
        if !behind.starts_with(' ') && !behind.is_empty() {
            continue;
        }
        let before = line.get(..at).unwrap_or_default();
        if is_host(before, mark) {
            let typed = behind.trim_start();
            if !typed.is_empty()
                && !typed.starts_with(|it: char| it.is_alphabetic() || "./@'\"(~\\[!#".contains(it))
            {
                continue;
            }
            // "➜  ~ kubectl get pods": the folder stands behind the arrow.
            if mark == '➜'
                && let Some((folder, rest)) =
                    typed.split_once(' ').filter(|it| it.0 == "~" || it.0.starts_with('/'))
            {
                return Some(line.len() - rest.len()).filter(|_| !folder.is_empty());
            }
            return Some(line.len() - typed.len());
        }
    }
    None
}

/// Whether what stands before the mark of a prompt is one.
fn is_host(before: &str, mark: char) -> bool {
    let before = before.trim_end();
    if before.is_empty() {
        // A line that begins with `#` is a comment, and with `%` no more than a line.
        return matches!(mark, '$' | '❯' | '➜' | 'λ');
    }
    let words = before.split_whitespace().count();
    let is_name = |it: char| it.is_alphanumeric() || "@:~/._-[]()⎈|\\*".contains(it);
    let is_alike = before.chars().all(|it| is_name(it) || it == ' ');
    // `user@host:~/lab`, `[user@host lab]`, `(venv) user@host`, `controlplane`, `bash-5.2`, `~/lab`.
    let is_marked = before.contains('@')
        || before.ends_with('~')
        || before.starts_with('[')
        || before.starts_with("~/")
        || before.starts_with("bash-")
        || before.starts_with("sh-")
        || before == "/";
    is_alike && words <= 4 && (is_marked || words == 1 && mark == '$' && !before.contains(':'))
}

/// The length of the mark of a line that goes on with a command: `> `, `>> `.
pub(super) fn continuation(line: &str) -> Option<usize> {
    let content = line.trim_end();
    let marks = ["quote> ", "dquote> ", "heredoc> ", "pipe> ", "for> ", "cmdand> ", ">> ", "> "];
    let length = marks.into_iter().find(|it| line.starts_with(it)).map(str::len);
    length.or_else(|| (content == ">" || content == ">>").then_some(content.len()))
}

/// `networkpolicy.networking.k8s.io/deny created`, `pod "probe" deleted`.
pub(super) fn is_answer(line: &str) -> bool {
    let line = line.trim_end();
    let Some((object, done)) = line.split_once(' ') else { return false };
    let words = object.bytes().all(|it| it.is_ascii_alphanumeric() || b"./-_".contains(&it));
    let is_done = |it: &str| {
        [
            "created",
            "configured",
            "unchanged",
            "deleted",
            "exposed",
            "labeled",
            "scaled",
            "annotated",
            "replaced",
            "patched",
        ]
        .contains(&it)
    };
    let first = done.split(' ').next().unwrap_or_default();
    words && (object.contains('/') && is_done(first) || done.starts_with('"') && done.split(' ').any(is_done))
}

/// The file that a command shows: `cat a.yaml`.
pub(super) fn shown_file(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    let (program, file) = (words.next()?, words.next()?);
    let is_whole = matches!(program, "cat" | "type" | "bat" | "Get-Content" | "more" | "less");
    (is_whole && words.next().is_none() && !file.starts_with(['-', '<', '>', '$', '|'])).then_some(file)
}

/// What a session says, with the command that it begins with.
pub(super) fn notes(first: Location, outcome: &kubectl::Outcome, notes: &mut Vec<Note>) {
    let (commands, objects) = (outcome.carried_out, outcome.objects.len());
    if commands > 0 {
        let verb = if commands == 1 { "was" } else { "were" };
        let message = format!(
            "{} {verb} carried out as kubectl does it: {} {} there then",
            words::count(commands, "command"),
            words::count(objects, "object"),
            if objects == 1 { "is" } else { "are" }
        );
        notes.push(Note::did(first, message).titled("make it plain YAML"));
    }
    let mut skipped: Vec<&str> = Vec::new();
    let mut skipped_at = None;
    let mut kept: Vec<&str> = Vec::new();
    let mut kept_at = None;
    let mut said: Vec<String> = Vec::new();
    for Event { at, what } in &outcome.events {
        match what {
            What::Skipped(it) => {
                if !skipped.contains(&it.as_str()) {
                    skipped.push(it);
                }
                skipped_at.get_or_insert(*at);
            }
            What::Kept(it) => {
                if !kept.contains(&it.as_str()) {
                    kept.push(it);
                }
                kept_at.get_or_insert(*at);
            }
            What::Printed(_)
            | What::Transient(_)
            | What::Refused(_)
            | What::Url(_)
            | What::NoFile(_)
            | What::NotApplied(_)
            | What::NotRead(_)
            | What::ObjectLabel(..)
            | What::Unset(_)
            | What::Limit => {
                let note = note(*at, what);
                if said.len() < MOST && !said.contains(&note.problem.message) {
                    said.push(note.problem.message.clone());
                    notes.push(note);
                }
            }
        }
    }
    if let Some(at) = skipped_at {
        let (verb, verb_too) = if skipped.len() == 1 { ("changes", "is") } else { ("change", "are") };
        let message = format!("{} {verb} no object and {verb_too} skipped", list(&skipped, "and"));
        notes.push(Note::did(at, message));
    }
    if let Some(at) = kept_at {
        let message = format!("the clean-up at the end is not carried out: {}", list(&kept, "and"));
        let help =
            "what was there before it is shown; put a command behind it that makes something, and it is";
        notes.push(Note::new(at, (Severity::Info, Code::Rewritten), message, help));
    }
}

/// How many notes of one session are said.
const MOST: usize = 100;

fn note(at: Location, what: &What) -> Note {
    const LACKS: (Severity, Code) = (Severity::Warning, Code::NotInText);
    const SAID: (Severity, Code) = (Severity::Info, Code::Rewritten);
    match what {
        What::Printed(name) => {
            Note::did(at, format!("`{name}` is not created: a dry run only prints it (`--dry-run`)"))
        }
        What::Transient(id) => Note::did(
            at,
            format!(
                "pod `{id}` is there only while its command runs: `--rm` deletes it then; it is shown as a row"
            ),
        ),
        What::Refused(why) => Note::new(
            at,
            (Severity::Warning, Code::Rewritten),
            format!("kubectl would refuse this, and it changes nothing: {why}"),
            "",
        ),
        What::Url(url) => Note::new(
            at,
            LACKS,
            format!("`{url}` cannot be read from here: what it holds is not in the result"),
            "paste what it holds",
        )
        .incomplete(),
        What::NoFile(name) => Note::new(
            at,
            LACKS,
            format!("`{name}` is not in the text: what it holds is not in the result"),
            "paste it too: below `cat FILE` or in a file of its own",
        )
        .incomplete(),
        What::NotApplied(name) => Note::new(
            at,
            SAID,
            format!("`{name}` is written and never applied: what it holds is not in force"),
            "",
        ),
        What::NotRead(what) => Note::new(
            at,
            LACKS,
            format!("`{what}` is not carried out: what it changes is not in the result"),
            "write the object as it is then",
        )
        .incomplete(),
        What::ObjectLabel(id, label) => Note::new(
            at,
            (Severity::Warning, Code::Rewritten),
            format!(
                "`{label}` is a label of {id} itself and not of its pods: selectors that ask for it do not take them"
            ),
            "label the pods, or add it to the template",
        ),
        What::Unset(name) => Note::new(
            at,
            SAID,
            format!("the variable `{name}` has no value in this text, and stays as it is"),
            "",
        ),
        What::Limit => Note::new(
            at,
            (Severity::Error, Code::NotInText),
            "this makes more than can be looked at: from here on nothing is carried out",
            "paste a part of it",
        )
        .incomplete(),
        // These are said together.
        What::Skipped(it) | What::Kept(it) => Note::did(at, it.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_what_is_printed() {
        for (line, typed) in [
            ("$ kubectl get pods", "kubectl get pods"),
            ("root@cp:~# kubectl get pods", "kubectl get pods"),
            ("me@host:~/lab$ ls", "ls"),
            ("[me@host lab]$ ls", "ls"),
            ("controlplane $ k get ns", "k get ns"),
            ("bash-5.2# ls", "ls"),
            ("PS D:\\> kubectl get ns", "kubectl get ns"),
            ("PS /srv/me> kubectl get ns", "kubectl get ns"),
            ("➜  ~ kubectl get ns", "kubectl get ns"),
            ("~/lab ❯ ls", "ls"),
            ("$", ""),
        ] {
            assert_eq!(prompt(line).and_then(|it| line.get(it..)), Some(typed), "{line}");
        }
        for line in [
            "# kubectl get pods",
            "kubectl get pods",
            "a: b # c",
            "it costs 5 $ a day",
            "- a",
            "kind: Pod # x",
            "",
            "> a",
        ] {
            assert_eq!(prompt(line), None, "{line}");
        }
    }

    #[test]
    fn answers_of_kubectl_are_told() {
        for line in [
            "pod/a created",
            "job.batch/b unchanged (dry run)",
            "pod \"probe\" deleted",
            "namespace \"x\" deleted",
        ] {
            assert!(is_answer(line), "{line}");
        }
        for line in ["a created", "kind: Pod", "created by hand"] {
            assert!(!is_answer(line), "{line}");
        }
    }

    #[test]
    fn a_shown_file_is_told_by_its_command() {
        assert_eq!(shown_file("cat a.yaml\n"), Some("a.yaml"));
        assert_eq!(shown_file("cat > a.yaml"), None);
        assert_eq!(shown_file("cat a.yaml | kubectl apply -f -"), None);
        assert_eq!(shown_file("kubectl a.yaml"), None);
    }
}
