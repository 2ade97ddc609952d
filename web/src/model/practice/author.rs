//! The form that makes a task: what is written in it, the file of the task that it makes, and which of its fields each
//! problem of that file belongs to. Pure.

use netpol_core::SourceFile;
use netpol_core::practice::{
    Answer, Cheat, Constraints, Exam, Fails, Given, Goal, Group, Key, Lesson, Level, Predict, Role, Task,
    TaskFile, TaskProblem, Topic, write,
};

/// Three hints: a question, an idea, the names of the fields.
pub const HINTS: usize = 3;
/// What an answer begins with, where a file of policies is the learner's.
const START: &str = "# Write the NetworkPolicy here.\n";

/// An answer in the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerForm {
    /// What it is.
    pub title: String,
    /// What refuses it, of a wrong answer.
    pub fails: Option<Fails>,
    /// The texts of files, by their names.
    pub files: Vec<(String, String)>,
}

impl AnswerForm {
    /// The text of a file; nothing where the answer leaves it as it is.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    /// Writes a file, or leaves it as it is.
    pub fn put(&mut self, name: &str, text: Option<String>) {
        self.files.retain(|it| it.0 != name);
        self.files.extend(text.map(|it| (name.to_owned(), it)));
    }
}

/// What is written in the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// A few words.
    pub title: String,
    /// How much it asks of the learner.
    pub level: Level,
    /// Where it stands in a catalogue.
    pub group: Group,
    /// The exams that it fits.
    pub exams: Vec<Exam>,
    /// What is practised.
    pub topics: Vec<Topic>,
    /// What is asked, in Markdown.
    pub text: String,
    /// The files.
    pub files: Vec<TaskFile>,
    /// Policies that must exist, one a line: `shop/web`, or with its kind.
    pub policy: String,
    /// Objects that must stay, one a line.
    pub untouched: String,
    /// Kinds that an answer is made of, with commas; empty for the usual.
    pub only: String,
    /// Objects of which only labels change, one a line.
    pub labels_only: String,
    /// Labels that stay, one a line.
    pub keep_labels: String,
    /// Whether exactly one of the files that are offered is applied.
    pub chooses: bool,
    /// How many policies at most; empty for any number.
    pub policies: String,
    /// The number of the solution that is the goal.
    pub goal: usize,
    /// What is expected in its place, one a line; empty where a solution is the goal.
    pub expects: String,
    /// Whether no other namespaces are made.
    pub is_closed: bool,
    /// Whether cells count on which plugins differ.
    pub counts_undefined: bool,
    /// Three of them.
    pub hints: Vec<String>,
    /// Right answers.
    pub solutions: Vec<AnswerForm>,
    /// Wrong answers.
    pub cheats: Vec<AnswerForm>,
    /// What is predicted, as the file had it.
    pub predict: Option<Predict>,
    /// What comes before it in a lesson, as the file had it.
    pub lesson: Option<Lesson>,
}

impl Form {
    /// A task of what is on the page: its policies are the solution, and the learner begins without them.
    pub fn of_files(title: &str, files: &[SourceFile]) -> Form {
        let has_policy = |it: &SourceFile| it.text.lines().any(is_kind_of_policy);
        let only_policies = |it: &SourceFile| {
            it.text.lines().filter(|it| it.starts_with("kind:")).all(is_kind_of_policy) && has_policy(it)
        };
        let shown: Vec<&SourceFile> = files.iter().filter(|it| !it.text.trim().is_empty()).collect();
        let file = |it: &&SourceFile| match has_policy(it) {
            true => {
                let start = if only_policies(it) { START.to_owned() } else { it.text.to_string() };
                TaskFile { file: SourceFile::new(it.name.as_str(), start), role: Role::Yours, line: 0 }
            }
            false => TaskFile { file: (*it).clone(), role: Role::Locked, line: 0 },
        };
        let right = shown.iter().filter(|it| has_policy(it)).map(|it| (it.name.clone(), it.text.to_string()));
        let solution = AnswerForm { files: right.collect(), ..AnswerForm::default() };
        Form {
            title: title.to_owned(),
            level: Level::Exam,
            group: Group::Opening,
            exams: vec![Exam::Cka],
            topics: vec![Topic::Selectors],
            text: String::new(),
            files: shown.iter().map(file).collect(),
            policy: String::new(),
            untouched: String::new(),
            only: String::new(),
            labels_only: String::new(),
            keep_labels: String::new(),
            chooses: false,
            policies: String::new(),
            goal: 0,
            expects: String::new(),
            is_closed: false,
            counts_undefined: false,
            hints: vec![String::new(); HINTS],
            solutions: vec![solution],
            cheats: vec![AnswerForm::default(), AnswerForm::default()],
            predict: None,
            lesson: None,
        }
    }

    /// An existing task.
    pub fn of_task(task: &Task) -> Form {
        let lines = |all: &[Key]| all.iter().map(Key::to_string).collect::<Vec<_>>().join("\n");
        let it = &task.constraints;
        let mut hints = task.hints.clone();
        // A lesson has one.
        if task.lesson.is_none() {
            hints.resize(hints.len().max(HINTS), String::new());
        }
        let given = |given: &Given, fails| AnswerForm {
            title: given.title.clone(),
            fails,
            files: given.answer.files.iter().map(|it| (it.name.clone(), it.text.to_string())).collect(),
        };
        Form {
            title: task.title.clone(),
            level: task.level,
            group: task.group,
            exams: task.exams.clone(),
            topics: task.topics.clone(),
            text: task.text.clone(),
            files: task.files.clone(),
            policy: lines(&it.policy),
            untouched: lines(&it.untouched),
            only: it.only.clone().unwrap_or_default().join(", "),
            labels_only: lines(&it.labels_only),
            keep_labels: it.keep_labels.join("\n"),
            chooses: !it.choose_one_of.is_empty(),
            policies: it.policies.map(|it| it.to_string()).unwrap_or_default(),
            goal: if let Goal::Solution(at) = task.goal { at } else { 0 },
            expects: if let Goal::Expectations(it) = &task.goal { it.join("\n") } else { String::new() },
            is_closed: task.is_closed,
            counts_undefined: task.counts_undefined,
            hints,
            solutions: task.solutions.iter().map(|it| given(it, None)).collect(),
            cheats: task.cheats.iter().map(|it| given(&it.given, Some(it.fails))).collect(),
            predict: task.predict.clone(),
            lesson: task.lesson.clone(),
        }
    }

    /// The file of the task.
    pub fn file(&self) -> String {
        write(&self.task())
    }

    /// The task as it is written so far: where something lacks, its file says so when it is read.
    fn task(&self) -> Task {
        let offered = self.files.iter().filter(|it| it.role == Role::Offered);
        let only: Vec<String> = words(&self.only);
        let goal = match self.expects.trim().is_empty() {
            true => Goal::Solution(self.goal),
            false => Goal::Expectations(all_lines(&self.expects)),
        };
        Task {
            title: self.title.trim().to_owned(),
            level: self.level,
            group: self.group,
            exams: self.exams.clone(),
            topics: self.topics.clone(),
            text: ended(&self.text),
            files: self.files.clone(),
            constraints: Constraints {
                policy: keys(&self.policy),
                untouched: keys(&self.untouched),
                only: (!only.is_empty()).then_some(only),
                labels_only: keys(&self.labels_only),
                keep_labels: all_lines(&self.keep_labels),
                choose_one_of: match self.chooses {
                    true => offered.map(|it| it.file.name.clone()).collect(),
                    false => Vec::new(),
                },
                policies: self.policies.trim().parse().ok(),
            },
            goal,
            predict: self.predict.clone(),
            lesson: self.lesson.clone(),
            counts_undefined: self.counts_undefined,
            is_closed: self.is_closed,
            hints: self.hints.clone(),
            solutions: self.solutions.iter().map(|it| self.given(it)).collect(),
            cheats: self.cheats.iter().map(|it| self.cheat(it)).collect(),
        }
    }

    fn cheat(&self, it: &AnswerForm) -> Cheat {
        Cheat { given: self.given(it), fails: it.fails.unwrap_or(Fails::Cell) }
    }

    /// Files that were renamed or locked since are no part of an answer.
    fn given(&self, it: &AnswerForm) -> Given {
        let own = |name: &str| self.files.iter().any(|it| it.role != Role::Locked && it.file.name == name);
        let files =
            it.files.iter().filter(|it| own(&it.0)).map(|it| SourceFile::new(it.0.as_str(), it.1.as_str()));
        Given { title: it.title.trim().to_owned(), answer: Answer { files: files.collect() }, line: 0 }
    }

    /// Gives a file another name, in all answers too. `Err` says why not: answers know files by their names.
    pub fn rename(&mut self, at: usize, name: &str) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("A file needs a name.".to_owned());
        }
        if self.files.iter().enumerate().any(|(other, it)| other != at && it.file.name == name) {
            return Err(format!("Another file has the name {name}."));
        }
        let Some(it) = self.files.get_mut(at) else { return Ok(()) };
        let old = std::mem::replace(&mut it.file.name, name.to_owned());
        for it in self.solutions.iter_mut().chain(&mut self.cheats).flat_map(|it| &mut it.files) {
            if it.0 == old {
                it.0 = name.to_owned();
            }
        }
        Ok(())
    }

    /// A name for one more file.
    pub fn free_name(&self) -> String {
        let is_free = |name: &String| self.files.iter().all(|it| it.file.name != *name);
        let from = self.files.len() + 1;
        (from..).map(|it| format!("file-{it}.yaml")).find(is_free).unwrap_or_default()
    }

    /// What is wrong with what is written, and does not reach the file: by field.
    pub fn unread(&self) -> Vec<(Field, String)> {
        let mut res = Vec::new();
        let is_number = self.policies.trim().is_empty() || self.policies.trim().parse::<usize>().is_ok();
        if !is_number {
            res.push((Field::Constraints, "how many policies: a number was expected".to_owned()));
        }
        for (text, example) in [
            (&self.policy, "shop/web"),
            (&self.untouched, "NetworkPolicy shop/web"),
            (&self.labels_only, "Pod shop/web"),
        ] {
            for it in all_lines(text).iter().filter(|it| key(it).is_none()) {
                res.push((Field::Constraints, format!("`{it}` is no object: write it as `{example}`")));
            }
        }
        res
    }
}

fn is_kind_of_policy(line: &str) -> bool {
    line.strip_prefix("kind:").is_some_and(|it| it.trim().ends_with("NetworkPolicy"))
}

fn ended(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { format!("{}\n", text.trim_end()) }
}

fn all_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn keys(text: &str) -> Vec<Key> {
    all_lines(text).iter().filter_map(|it| key(it)).collect()
}

/// `shop/web` is a NetworkPolicy.
fn key(text: &str) -> Option<Key> {
    match text.contains(' ') {
        true => Key::parse(text),
        false => Key::parse(&format!("NetworkPolicy {text}")),
    }
}

/// A field of the form, to which problems belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Title, level, group, exams, topics.
    Head,
    /// What is asked.
    Text,
    /// One of the files.
    Files,
    /// What must be respected.
    Constraints,
    /// What answers are compared with.
    Goal,
    /// All three.
    Hints,
    /// One of them, or all.
    Solution(Option<usize>),
    /// One of them, or all.
    Cheat(Option<usize>),
}

/// The field that a problem of a file belongs to.
pub fn field_of(file: &str, problem: &TaskProblem) -> Field {
    let general = of_words(&problem.message);
    if problem.line <= 1 {
        return general.unwrap_or(Field::Head);
    }
    let before: Vec<&str> = file.lines().take(problem.line as usize).collect();
    let is_key = |it: &&&str| it.starts_with(|it: char| it.is_ascii_lowercase());
    let Some(at) = before.iter().rposition(|it| is_key(&it)) else { return Field::Head };
    let (head, items) =
        before.split_at_checked(at).map(|it| it.1).and_then(<[&str]>::split_first).unwrap_or((&"", &[]));
    let count = items.iter().filter(|it| it.starts_with("- ")).count();
    let item = count.checked_sub(1);
    match head.split(':').next().unwrap_or_default() {
        "text" => Field::Text,
        "files" => Field::Files,
        "constraints" => Field::Constraints,
        "goal" | "predict" | "undefined" | "namespaces" => Field::Goal,
        "hints" => Field::Hints,
        "solutions" => Field::Solution(item),
        "cheats" => Field::Cheat(item),
        _ => Field::Head,
    }
}

/// Of what is said of the whole task.
fn of_words(message: &str) -> Option<Field> {
    let begins = |it: &[&str]| it.iter().any(|it| message.starts_with(it));
    if begins(&["hint ", "`hints`", "a task has 3 hints"]) {
        Some(Field::Hints)
    } else if begins(&["the text ", "`text`", "neither the text"]) {
        Some(Field::Text)
    } else if begins(&["every file", "`files`"]) {
        Some(Field::Files)
    } else if begins(&["a task has at least one solution", "`solutions`"]) {
        Some(Field::Solution(None))
    } else if begins(&["a task has at least 2 cheats", "`cheats`"]) {
        Some(Field::Cheat(None))
    } else if begins(&[
        "the task is solved",
        "the goal",
        "this cannot be answered",
        "all questions",
        "`goal`",
    ]) {
        Some(Field::Goal)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
