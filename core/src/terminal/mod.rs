//! A terminal whose cluster is the files: command lines in, what they print and edits of the files out.
//!
//! Enters: the files that are in force, command lines, and a way to evaluate files. Leaves: text as a real shell and a real
//! kubectl print it, exit status, edits. Connections are answered by the evaluator, in the words of the program that was
//! asked to make them. Commands follow kubectl 1.32. What is not simulated says so.
//! Deliberately not here: how command lines are read (`kubectl`), and what is shown around a terminal.

mod apply;
mod builtins;
mod change;
mod check;
mod cluster;
mod complete;
mod config;
mod control;
mod create;
mod defaults;
mod describe;
mod endpoints;
mod examples;
mod exec;
mod expand;
mod explain;
mod files;
mod flags;
mod generate;
mod get;
mod interactive;
mod jsonpath;
mod kube;
mod net;
mod number;
mod print;
mod printf;
mod resource;
mod select;
mod shell;
mod store;
mod table;
mod text;
mod value;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::api::Analysis;
use crate::source::SourceFile;
use crate::yaml;
use shell::State;
pub use store::FileEdit;
use store::{OWN_FILE, Store};

/// How files are evaluated: the caller knows with which options, which parts of the evaluator are there, and what it has
/// evaluated before.
pub type Evaluate<'e> = dyn Fn(&[SourceFile]) -> Arc<Analysis> + 'e;

/// Text that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Whether it is on standard error.
    pub is_error: bool,
    /// The text, with its line ends.
    pub text: String,
}

/// What stands behind an ending: which cell of the matrix, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// One line: "… denied by policy shop/default-deny …".
    pub text: String,
    /// Id of the source, id of the destination, and the port as `TCP 80`: the cell to select. An end may have no row of its
    /// own in the files: a pod that was there for one command, or DNS servers that the files do not have.
    pub cell: Option<(String, String, String)>,
}

/// An object that `edit` opens: its stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The file's name.
    pub file: String,
    /// Where the object begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// What came of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What it prints, in order.
    pub printed: Vec<Printed>,
    /// Its exit status.
    pub status: i32,
    /// How it changes the files, one after the other.
    pub edits: Vec<FileEdit>,
    /// Of connections: what decided them.
    pub reasons: Vec<Reason>,
    /// What is to be opened in the editor, where there is one.
    pub opened: Option<Opened>,
    /// Whether the screen is to be cleared.
    pub is_cleared: bool,
    /// Whether it said `exit`.
    pub is_ended: bool,
}

impl Output {
    /// What it prints, as it meets on a screen.
    pub fn text(&self) -> String {
        self.printed.iter().map(|it| it.text.as_str()).collect()
    }
}

/// A terminal at work.
#[derive(Clone, Debug)]
pub struct Terminal {
    shell: Shell,
}

/// The cluster and the shell.
#[derive(Clone, Debug)]
struct Shell {
    store: Store,
    state: State,
    /// The namespace of the context.
    namespace: String,
    /// Contexts beside the one that there is.
    contexts: Vec<(String, String)>,
    reasons: Vec<Reason>,
    /// Whether there is an editor, and what it is to open.
    has_editor: bool,
    opened: Option<Opened>,
    /// The file that all new objects go into, where there is one.
    new_file: Option<String>,
    /// What substituted commands print on standard error.
    aside: Vec<(bool, String)>,
    is_cleared: bool,
    /// The pod that a script runs in.
    place: Option<exec::Inside>,
    /// The shell in a pod that is open, and the one that opens once the line is done.
    interactive: Option<interactive::Interactive>,
    opens: Option<interactive::Interactive>,
    /// The files of which was said that they are not read.
    told: Vec<String>,
}

impl Terminal {
    /// A terminal whose cluster is what these files say.
    pub fn new(files: &[SourceFile]) -> Terminal {
        let shell = Shell {
            store: Store::new(files),
            state: State::default(),
            namespace: "default".to_owned(),
            contexts: Vec::new(),
            reasons: Vec::new(),
            has_editor: false,
            opened: None,
            new_file: None,
            aside: Vec::new(),
            is_cleared: false,
            place: None,
            interactive: None,
            opens: None,
            told: Vec::new(),
        };
        Terminal { shell }
    }

    /// With an editor beside it: `edit` opens the object there.
    pub fn with_editor(mut self) -> Terminal {
        self.shell.has_editor = true;
        self
    }

    /// Has all new objects written into this file, whatever file a command reads them from. Without one they go into a file
    /// of that name, or into `terminal.yaml`.
    pub fn set_new_file(&mut self, name: Option<&str>) {
        self.shell.new_file = name.map(str::to_owned);
    }

    /// Whether all documents of a text can be read. Of one that cannot, what it was before may be kept.
    pub fn is_readable(text: &str) -> bool {
        yaml::split(text).iter().all(|it| {
            let mut wrong = Vec::new();
            yaml::parse(it.text, &mut wrong).is_some() || wrong.is_empty()
        })
    }

    /// The commands of a script, each with all of its lines. Where its first line begins with `$`, they are the lines that do,
    /// and what stands between is what they printed.
    pub fn commands(script: &str) -> Vec<String> {
        let mut told = script.lines().filter(|it| !it.trim().is_empty() && !it.trim_start().starts_with('#'));
        let is_session = told.next().is_some_and(|it| it.starts_with("$ "));
        let (mut res, mut open) = (Vec::new(), String::new());
        for line in script.lines() {
            let line = match is_session {
                true if open.is_empty() => line.strip_prefix("$ "),
                true => Some(line.strip_prefix("> ").unwrap_or(if line == ">" { "" } else { line })),
                false => Some(line),
            };
            let Some(line) = line else { continue };
            if open.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
                continue;
            }
            open.push_str(line);
            if Terminal::is_open(&open) {
                open.push('\n');
            } else {
                res.push(std::mem::take(&mut open));
            }
        }
        if !open.is_empty() {
            res.push(open);
        }
        res
    }

    /// Takes over files that were edited elsewhere. Variables, aliases and the context stay.
    pub fn set_files(&mut self, files: &[SourceFile]) {
        if self.shell.store.sources() != files {
            self.shell.store = self.shell.store.renewed(files);
        }
    }

    /// Puts a file into the working directory, from where it may be applied; it is not in force.
    pub fn add_file(&mut self, name: &str, text: &str) {
        self.shell.state.files.insert(files::plain_name(name).to_owned(), text.to_owned());
    }

    /// The files that are in force.
    pub fn files(&self) -> Vec<SourceFile> {
        self.shell.store.sources()
    }

    /// The namespace of the context.
    pub fn namespace(&self) -> &str {
        &self.shell.namespace
    }

    /// What stands before the next line of a shell that is open in a pod.
    pub fn inside(&self) -> Option<String> {
        self.shell.interactive.as_ref().map(|it| it.prompt())
    }

    /// Whether a line is not complete: a quote, a loop or a here-document has no end yet.
    pub fn is_open(line: &str) -> bool {
        // The head of a loop by itself: its body follows on the next line.
        let is_head = |word: &str| line.split_whitespace().next() == Some(word);
        if is_head("for") && !line.split(|it: char| it.is_whitespace() || it == ';').any(|it| it == "do") {
            return true;
        }
        let mut start = 0;
        while start < line.len() {
            let (it, end) = crate::kubectl::statement(line, start);
            let mark = |it: &crate::kubectl::words::Here| {
                let end = it.body.end;
                !line.get(end..).unwrap_or_default().trim_start().starts_with(&*it.end)
            };
            if it.is_open() || it.heres.iter().any(mark) {
                return true;
            }
            start = end.max(start + 1);
        }
        line.trim_end_matches([' ', '\t']).ends_with('\\')
    }

    /// Carries out a command line, with all lines that belong to it.
    pub fn run(&mut self, line: &str, evaluate: &Evaluate<'_>) -> Output {
        let shell = &mut self.shell;
        (shell.state.commands, shell.state.printed, shell.state.depth) = (0, 0, 0);
        shell.is_cleared = false;
        shell.state.ended = None;
        let io = shell.line(line, evaluate);
        let printed = std::mem::take(&mut shell.aside).into_iter().chain(io.parts);
        Output {
            printed: printed.map(|(is_error, text)| Printed { is_error, text }).collect(),
            status: io.status,
            edits: shell.store.take_edits(),
            reasons: std::mem::take(&mut shell.reasons),
            opened: shell.opened.take(),
            is_cleared: shell.is_cleared,
            is_ended: shell.state.ended.take() == Some(control::Ended::Exit),
        }
    }

    /// What the word that ends at a byte of a line may become: from where on it is replaced, and by what.
    pub fn complete(&self, line: &str, caret: usize) -> (usize, Vec<String>) {
        self.shell.complete(line, caret)
    }
}

impl Shell {
    /// Carries out a line where it is typed: in the shell, or in that of a pod.
    fn line(&mut self, line: &str, evaluate: &Evaluate<'_>) -> shell::Io {
        if self.interactive.is_none() {
            self.tell_unread(line);
            let io = self.script(line, evaluate);
            self.enter();
            return io;
        }
        let Ok(inside) = self.inside_now() else {
            let mut io = shell::Io { status: 137, ..shell::Io::default() };
            // With the pod all shells in it are gone.
            if let Some(it) = &mut self.interactive {
                it.inner = 0;
            }
            self.leave_pod(&mut io);
            return io;
        };
        self.place = Some(inside);
        let mut io = self.script(line, evaluate);
        self.place = None;
        if self.state.ended.take_if(|it| *it == control::Ended::Exit).is_some() {
            self.leave_pod(&mut io);
        }
        io
    }

    /// Says once of each file that kubectl does not see what is in it.
    fn tell_unread(&mut self, line: &str) {
        if !line.contains("kubectl") && !line.trim_start().starts_with("k ") {
            return;
        }
        let names: Vec<String> = self.store.unread().into_iter().map(str::to_owned).collect();
        for name in names.into_iter().filter(|it| !self.told.contains(it)).collect::<Vec<_>>() {
            let text = format!(
                "{name}: a part of it is no YAML object, so kubectl does not show it here; policies and pods that the matrix reads there count for connections"
            );
            self.reasons.push(Reason { text, cell: None });
            self.told.push(name);
        }
    }

    /// The file that new objects go into which come from a file of this name, or from none.
    fn file_for(&self, named: Option<&str>) -> String {
        self.new_file.as_deref().or(named).unwrap_or(OWN_FILE).to_owned()
    }
}
