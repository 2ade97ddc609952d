//! The file of a task to a [`Task`].
//!
//! Enters: the text. Leaves: the task, or what is wrong with the text, each with its line. Deliberately not here: whether
//! the task can be solved, which `check` finds out.

mod fields;
mod lesson;

use super::task::{
    Answer, Cheat, Constraints, Exam, Fails, Given, Goal, Group, Level, Predict, Role, Task, TaskFile, Topic,
};
use super::tree::Key;
use crate::source::{LineIndex, SourceFile, Span};
use crate::yaml::{self, Node};
use fields::Fields;

/// What is wrong with the file of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskProblem {
    /// One-based.
    pub line: u32,
    /// One-based, in Unicode scalar values.
    pub column: u32,
    /// Lower case, without a final period.
    pub message: String,
}

/// The fields of a task.
const TASK: [&str; 16] = [
    "title",
    "level",
    "group",
    "exams",
    "topics",
    "lesson",
    "text",
    "files",
    "constraints",
    "goal",
    "predict",
    "undefined",
    "namespaces",
    "hints",
    "solutions",
    "cheats",
];
const CONSTRAINTS: [&str; 7] =
    ["policy", "untouched", "only", "labels-only", "keep-labels", "choose-one-of", "policies"];

/// Reads a task. `Err` has everything that is wrong, in the order of the text.
pub fn read(file: &SourceFile) -> Result<Task, Vec<TaskProblem>> {
    let lines = LineIndex::new(file.text.clone());
    let mut reader = Reader { text: &file.text, start: 0, lines, found: Vec::new() };
    let task = reader.task();
    reader.found.sort_by_key(|it| (it.line, it.column));
    match task {
        Some(it) if reader.found.is_empty() => Ok(it),
        Some(_) | None => Err(reader.found),
    }
}

/// Reads one file, and gathers what is wrong with it.
struct Reader<'t> {
    text: &'t str,
    /// Where its document begins: spans of its tree count from there.
    start: u32,
    lines: LineIndex,
    found: Vec<TaskProblem>,
}

impl<'t> Reader<'t> {
    fn say(&mut self, span: Span, message: impl Into<String>) {
        let at = self.lines.line_column(span.start + self.start);
        self.found.push(TaskProblem { line: at.line, column: at.column, message: message.into() });
    }

    fn task(&mut self) -> Option<Task> {
        let documents = yaml::split(self.text);
        let [document] = documents.as_slice() else {
            let message = "a task is one YAML document, and this file has none or several";
            self.say(Span::default(), message);
            return None;
        };
        self.start = document.start;
        let mut problems = Vec::new();
        let root = yaml::parse(document.text, &mut problems);
        for it in problems {
            let span = it.location.map(|it| it.span).unwrap_or_default();
            self.say(span, it.message);
        }
        let root = root?;
        let fields = Fields::of(self, &root, &TASK)?;
        let title = fields.line(self, "title");
        let level = fields.word(self, "level", Level::ALL, Level::as_str);
        let group = fields.word(self, "group", Group::ALL, Group::as_str);
        let exams = fields.words(self, "exams", Exam::ALL, Exam::as_str);
        let topics = fields.words(self, "topics", Topic::ALL, Topic::as_str);
        let text = fields.text(self, "text");
        let files = self.files(&fields);
        let constraints = self.constraints(&fields, &files);
        let solutions = self.solutions(&fields, &files);
        let goal = self.goal(&fields, &solutions);
        let predict = self.predict(&fields, &files);
        let lesson = self.lesson(&fields, &files);
        let counts_undefined =
            fields.optional_word(self, "undefined", &["left-out", "counted"]) == Some("counted");
        let is_closed = fields.optional_word(self, "namespaces", &["open", "closed"]) == Some("closed");
        let hints = fields.texts(self, "hints");
        let cheats = self.cheats(&fields, &files);
        Some(Task {
            title: title?,
            level: level?,
            group: group?,
            exams: exams?,
            topics: topics?,
            text: text?,
            files,
            constraints,
            goal: goal?,
            predict,
            lesson,
            counts_undefined,
            is_closed,
            hints: hints?,
            solutions,
            cheats,
        })
    }

    fn files(&mut self, fields: &Fields<'_, 't>) -> Vec<TaskFile> {
        const ROLES: [(&str, Role); 3] =
            [("locked", Role::Locked), ("yours", Role::Yours), ("offered", Role::Offered)];
        let mut res: Vec<TaskFile> = Vec::new();
        for it in fields.list(self, "files") {
            let Some(file) = Fields::of(self, it, &["name", "locked", "yours", "offered"]) else { continue };
            let name = file.line(self, "name");
            let roles: Vec<_> = ROLES.into_iter().filter(|role| it.entry(role.0).is_some()).collect();
            let [(key, role)] = roles.as_slice() else {
                self.say(it.span, "a file is one of `locked`, `yours` and `offered`, with its text");
                continue;
            };
            let (Some(name), Some(text)) = (name, file.content(self, key)) else { continue };
            if res.iter().any(|it| it.file.name == name) {
                self.say(it.span, format!("there are two files `{name}`"));
                continue;
            }
            let line = file.first_line(self, key);
            res.push(TaskFile { file: SourceFile::new(name, text), role: *role, line });
        }
        res
    }

    fn constraints(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Constraints {
        let mut res = Constraints::default();
        let Some(node) = fields.node.get("constraints") else { return res };
        let Some(own) = Fields::of(self, node, &CONSTRAINTS) else { return res };
        if let Some(policy) = node.get("policy") {
            let is_one = matches!(policy.value, yaml::Value::Mapping(_));
            let all = if is_one { std::slice::from_ref(policy) } else { policy.items() };
            if all.is_empty() {
                self.say(policy.span, "`policy` is an object with `name` and `namespace`, or a list of them");
            }
            res.policy = all.iter().filter_map(|it| self.policy(it)).collect();
        }
        res.untouched = self.keys(&own, "untouched");
        res.labels_only = self.keys(&own, "labels-only");
        res.only = match node.get("only") {
            Some(Node { value: yaml::Value::String(it), .. }) => Some(vec![it.to_string()]),
            Some(_) => own.texts(self, "only"),
            None => None,
        };
        if node.get("keep-labels").is_some() {
            res.keep_labels = own.texts(self, "keep-labels").unwrap_or_default();
        }
        if node.get("choose-one-of").is_some() {
            res.choose_one_of = own.texts(self, "choose-one-of").unwrap_or_default();
        }
        for (name, it) in
            res.choose_one_of.iter().zip(node.get("choose-one-of").map(Node::items).unwrap_or_default())
        {
            if !files.iter().any(|it| it.role == Role::Offered && it.file.name == *name) {
                self.say(it.span, format!("no file `{name}` is offered"));
            }
        }
        if let Some(it) = node.get("policies") {
            res.policies = it.as_int().and_then(|it| usize::try_from(it).ok());
            if res.policies.is_none() {
                self.say(it.span, "a number of policies was expected");
            }
        }
        res
    }

    /// A policy that must exist.
    fn policy(&mut self, node: &Node<'t>) -> Option<Key> {
        let own = Fields::of(self, node, &["kind", "name", "namespace"])?;
        let optional = |reader: &mut Reader<'t>, key| node.get(key).and_then(|_| own.line(reader, key));
        let kind = optional(self, "kind").unwrap_or_else(|| "NetworkPolicy".to_owned());
        let namespace = optional(self, "namespace").unwrap_or_default();
        own.line(self, "name").map(|name| Key { kind, namespace, name })
    }

    /// Objects as `NetworkPolicy shop/web`.
    fn keys(&mut self, fields: &Fields<'_, 't>, key: &str) -> Vec<Key> {
        let Some(list) = fields.node.get(key) else { return Vec::new() };
        let mut res = Vec::new();
        for it in list.items() {
            match it.as_str().and_then(Key::parse) {
                Some(it) => res.push(it),
                None => self.say(it.span, "an object was expected, such as `NetworkPolicy shop/web`"),
            }
        }
        if list.items().is_empty() {
            self.say(list.span, format!("`{key}` is a list of objects, such as `NetworkPolicy shop/web`"));
        }
        res
    }

    fn goal(&mut self, fields: &Fields<'_, 't>, solutions: &[Given]) -> Option<Goal> {
        let Some(node) = fields.node.get("goal") else {
            return (!solutions.is_empty()).then_some(Goal::Solution(0));
        };
        let goal = Fields::of(self, node, &["solution", "expect"])?;
        match (node.get("solution"), node.get("expect")) {
            (Some(it), None) => {
                let at = it.as_int().and_then(|it| usize::try_from(it).ok()).and_then(|it| it.checked_sub(1));
                let res = at.filter(|it| *it < solutions.len()).map(Goal::Solution);
                if res.is_none() {
                    self.say(it.span, "the number of a solution was expected, the first is 1");
                }
                res
            }
            (None, Some(_)) => goal.texts(self, "expect").map(Goal::Expectations),
            (Some(_), Some(_)) | (None, None) => {
                self.say(node.span, "a goal is `solution`, a number, or `expect`, a list of lines");
                None
            }
        }
    }

    /// Which file has questions, and the words to mark them with.
    fn predict(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Option<Predict> {
        let node = fields.node.get("predict")?;
        let own = Fields::of(self, node, &["file", "one-of"])?;
        let name = own.line(self, "file")?;
        let Some(file) = files.iter().find(|it| it.role == Role::Yours && it.file.name == name) else {
            self.say(node.span, format!("the task has no file `{name}` that is `yours`"));
            return None;
        };
        let questions: Vec<String> =
            super::predict::marks(&file.file.text).into_iter().map(|it| it.question).collect();
        if questions.is_empty() {
            self.say(
                node.span,
                format!("{name} has no questions: a line for each, such as `a/x -> b/y TCP 80: ?`"),
            );
        }
        let words = node.get("one-of").and_then(|_| own.texts(self, "one-of"));
        let is_evaluated = words.is_none();
        let words = words.unwrap_or_else(|| super::predict::VERDICTS.map(str::to_owned).to_vec());
        Some(Predict { file: name, questions, words, is_evaluated })
    }

    fn solutions(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Vec<Given> {
        let mut res = Vec::new();
        for it in fields.list(self, "solutions") {
            let Some(own) = Fields::of(self, it, &["title", "files"]) else { continue };
            res.extend(self.given(&own, files));
        }
        res
    }

    fn cheats(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Vec<Cheat> {
        let mut res = Vec::new();
        for it in fields.list(self, "cheats") {
            let Some(own) = Fields::of(self, it, &["title", "fails", "files"]) else { continue };
            if it.get("title").is_none() {
                self.say(it.span, "`title` is missing: what is wrong with this answer");
            }
            let fails = match own.optional_word(self, "fails", &["cell", "constraint", "not-applied"]) {
                Some("constraint") => Fails::Constraint,
                Some("not-applied") => Fails::NotApplied,
                Some(_) | None => Fails::Cell,
            };
            res.extend(self.given(&own, files).map(|given| Cheat { given, fails }));
        }
        res
    }

    /// An answer: texts of files of the task that are not locked, by name. An offered file is named without a text.
    fn given(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Option<Given> {
        let title = match fields.node.get("title") {
            Some(_) => fields.line(self, "title")?,
            None => String::new(),
        };
        let line = self.lines.line_column(fields.node.span.start + self.start).line;
        let mut answer = Answer::default();
        let Some(given) = fields.node.get("files") else {
            self.say(
                fields.node.span,
                "`files` is missing: the texts of this answer by the names of the files",
            );
            return None;
        };
        for it in given.entries() {
            let Some(file) = files.iter().find(|file| file.file.name == it.key) else {
                self.say(it.key_span, format!("the task has no file `{}`", it.key));
                continue;
            };
            let text = match it.value.as_str() {
                Some(text) => text.into(),
                None if it.value.is_null() && file.role == Role::Offered => file.file.text.clone(),
                None => {
                    self.say(it.value.span, "the text of the file was expected");
                    continue;
                }
            };
            answer.files.push(SourceFile { name: it.key.to_string(), text });
        }
        Some(Given { title, answer, line })
    }
}
