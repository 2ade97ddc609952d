//! A task as its file: what [`read`](super::read()) makes the same task of.

use std::fmt::Write as _;

use super::lesson::Lesson;
use super::task::{Answer, Fails, Given, Goal, Role, Task, TaskFile};
use super::tree::Key;
use crate::yaml;

/// The file of a task.
pub fn write(task: &Task) -> String {
    let mut out = Writer { text: String::new() };
    out.line(0, "title", &task.title);
    out.word("level", task.level.as_str());
    out.word("group", task.group.as_str());
    out.words("exams", task.exams.iter().map(|it| it.as_str()));
    out.words("topics", task.topics.iter().map(|it| it.as_str()));
    if let Some(it) = &task.lesson {
        out.lesson(task, it);
    }
    out.line(0, "text", &task.text);
    out.text.push_str("files:\n");
    task.files.iter().for_each(|it| out.file(it));
    out.constraints(task);
    out.goal(task);
    if task.counts_undefined {
        out.word("undefined", "counted");
    }
    if task.is_closed {
        out.word("namespaces", "closed");
    }
    out.text.push_str("hints:\n");
    for it in &task.hints {
        let _cannot_fail = writeln!(out.text, "- {}", text(it, 2));
    }
    out.text.push_str(if task.solutions.is_empty() { "solutions: []\n" } else { "solutions:\n" });
    for it in &task.solutions {
        out.given(task, it, None);
    }
    out.text.push_str(if task.cheats.is_empty() { "cheats: []\n" } else { "cheats:\n" });
    for it in &task.cheats {
        out.given(task, &it.given, Some(it.fails));
    }
    out.text
}

/// The kind of an object that a task names without one.
const USUAL_KIND: &str = "NetworkPolicy";

struct Writer {
    text: String,
}

impl Writer {
    fn word(&mut self, key: &str, value: &str) {
        let _cannot_fail = writeln!(self.text, "{key}: {value}");
    }

    /// A list of words that need no quotes.
    fn words<'w>(&mut self, key: &str, all: impl Iterator<Item = &'w str>) {
        let all: Vec<&str> = all.collect();
        self.word(key, &format!("[{}]", all.join(", ")));
    }

    /// A text behind a key that stands at a column.
    fn line(&mut self, column: usize, key: &str, value: &str) {
        let key = yaml::written(key);
        let _cannot_fail = writeln!(self.text, "{:column$}{key}: {}", "", text(value, column + 2));
    }

    fn file(&mut self, it: &TaskFile) {
        let role = match it.role {
            Role::Locked => "locked",
            Role::Yours => "yours",
            Role::Offered => "offered",
        };
        let _cannot_fail = writeln!(self.text, "- name: {}", text(&it.file.name, 2));
        self.line(2, role, &it.file.text);
    }

    fn constraints(&mut self, task: &Task) {
        let it = &task.constraints;
        let mut lines = Vec::new();
        let policies: Vec<String> = it.policy.iter().map(object).collect();
        match policies.as_slice() {
            [] => {}
            [only] => lines.push(format!("policy: {only}")),
            all => lines.push(format!("policy: [{}]", all.join(", "))),
        }
        let list = |key: &str, all: Vec<String>| {
            let all: Vec<String> = all.iter().map(|it| yaml::written(it).into_owned()).collect();
            (!all.is_empty()).then(|| format!("{key}: [{}]", all.join(", ")))
        };
        let keys = |all: &[Key]| all.iter().map(Key::to_string).collect::<Vec<_>>();
        lines.extend(list("untouched", keys(&it.untouched)));
        lines.extend(list("only", it.only.clone().unwrap_or_default()));
        lines.extend(list("labels-only", keys(&it.labels_only)));
        lines.extend(list("keep-labels", it.keep_labels.clone()));
        lines.extend(list("choose-one-of", it.choose_one_of.clone()));
        lines.extend(it.policies.map(|it| format!("policies: {it}")));
        if !lines.is_empty() {
            let _cannot_fail = writeln!(self.text, "constraints:\n  {}", lines.join("\n  "));
        }
    }

    fn goal(&mut self, task: &Task) {
        match &task.goal {
            Goal::Solution(0) => {}
            Goal::Solution(at) => {
                let _cannot_fail = writeln!(self.text, "goal: {{solution: {}}}", at + 1);
            }
            Goal::Expectations(lines) => {
                self.text.push_str("goal:\n");
                self.list("  expect", lines);
            }
        }
        if let Some(it) = &task.predict {
            let _cannot_fail = writeln!(self.text, "predict:\n  file: {}", text(&it.file, 4));
            if !it.is_evaluated {
                let words: Vec<String> = it.words.iter().map(|it| yaml::quoted(it)).collect();
                let _cannot_fail = writeln!(self.text, "  one-of: [{}]", words.join(", "));
            }
        }
    }

    fn given(&mut self, task: &Task, it: &Given, fails: Option<Fails>) {
        let mut lead = "- ";
        if !it.title.is_empty() {
            let _cannot_fail = writeln!(self.text, "{lead}title: {}", text(&it.title, 4));
            lead = "  ";
        }
        let fails = fails.and_then(|it| match it {
            Fails::Cell => None,
            Fails::Constraint => Some("constraint"),
            Fails::NotApplied => Some("not-applied"),
        });
        if let Some(it) = fails {
            let _cannot_fail = writeln!(self.text, "{lead}fails: {it}");
            lead = "  ";
        }
        self.text.push_str(lead);
        self.answer(task, &it.answer);
    }

    /// What comes before the task of a lesson.
    fn lesson(&mut self, task: &Task, it: &Lesson) {
        let _cannot_fail = writeln!(self.text, "lesson:\n  confusion: {}", it.confusion);
        self.line(2, "read", &it.read);
        self.list("  claims", &it.claims);
        self.list("  predict", &it.predict);
        self.text.push_str("  try:\n");
        self.line(4, "text", &it.attempt.text);
        self.text.push_str("    ");
        self.answer(task, &it.attempt.given.answer);
        self.list("    see", &it.attempt.see);
        self.line(2, "learned", &it.learned);
    }

    /// Lines behind a key, each an item.
    fn list(&mut self, key: &str, all: &[String]) {
        let _cannot_fail = writeln!(self.text, "{key}:{}", if all.is_empty() { " []" } else { "" });
        for it in all {
            let _cannot_fail =
                writeln!(self.text, "{:1$}- {2}", "", key.len() - key.trim_start().len(), text(it, 6));
        }
    }

    /// The files of an answer, behind what leads to their key.
    fn answer(&mut self, task: &Task, it: &Answer) {
        let column = self.text.len() - self.text.rfind('\n').map_or(0, |it| it + 1);
        let _cannot_fail = writeln!(self.text, "files:{}", if it.files.is_empty() { " {}" } else { "" });
        for file in &it.files {
            let offered =
                task.files.iter().find(|own| own.role == Role::Offered && own.file.name == file.name);
            if offered.is_some_and(|own| own.file.text == file.text) {
                let _cannot_fail =
                    writeln!(self.text, "{:1$}{2}:", "", column + 2, yaml::written(&file.name));
            } else {
                self.line(column + 2, &file.name, &file.text);
            }
        }
    }
}

fn object(it: &Key) -> String {
    let kind = match it.kind.as_str() {
        USUAL_KIND => String::new(),
        other => format!("kind: {}, ", yaml::written(other)),
    };
    let namespace = match it.namespace.as_str() {
        "" => String::new(),
        it => format!(", namespace: {}", yaml::written(it)),
    };
    format!("{{{kind}name: {}{namespace}}}", yaml::written(&it.name))
}

/// A text as a value: plain or in quotes where it is one line, else in lines at a column.
fn text(it: &str, column: usize) -> String {
    let is_line = !it.contains('\n');
    let has_odd = it.chars().any(|it| it.is_control() && it != '\n')
        || it.contains(['\u{feff}', '\u{2028}', '\u{2029}', '\u{85}']);
    // Blanks at the beginning would be taken for the depth of the lines.
    let begins_odd = it.starts_with([' ', '\n']) || it.trim().is_empty();
    if has_odd || begins_odd {
        return yaml::quoted(it);
    }
    if is_line {
        return line(it);
    }
    let body = it.trim_end_matches('\n');
    let sign = match it.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    };
    let mut res = sign.to_owned();
    for line in body.split('\n') {
        res.push('\n');
        if !line.is_empty() {
            let _cannot_fail = write!(res, "{:column$}{line}", "");
        }
    }
    // The line end behind it is written by the caller.
    let more = it.len() - body.len();
    res.push_str(&"\n".repeat(more.saturating_sub(1)));
    res
}

/// A line as plain words where these are read as they are.
fn line(it: &str) -> String {
    let is_plain = it.starts_with(|it: char| it.is_ascii_alphabetic())
        && !it.ends_with([' ', ':'])
        && !it.contains(": ")
        && !it.contains(" #")
        && it.contains(' ');
    if is_plain { it.to_owned() } else { yaml::written(it).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::yaml;

    #[test]
    fn a_text_is_read_as_it_was() {
        for it in [
            "plain words, 'quoted' and \"so\"",
            "a: b",
            "yes",
            "y",
            "a #b",
            "- x",
            "ends with:",
            "",
            " ",
            "one\ntwo",
            "one\n\n  two\n",
            "one\n\n\n",
            "\n one\n",
            "  one\ntwo\n",
            "a\r\nb\r\n",
            "a\tb\n",
            "a\n \nb\n",
            "a \nb \n",
            "# c\n---\na: {b: |\n",
            "ü\u{2028}\n",
            "null",
            "8080",
            "Yes it is",
        ] {
            let file = format!("a:\n  b: {}\nc: 1\n", text(it, 4));
            let node = yaml::parse(&file, &mut Vec::new()).unwrap_or_else(|| panic!("{file}"));
            assert_eq!(node.at(&["a", "b"]).and_then(|it| it.as_str()), Some(it), "{file}");
            assert!(node.get("c").is_some(), "{file}");
        }
    }
}
