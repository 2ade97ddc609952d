//! The terminal at work, and what it has said. It stays while other tabs are open.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::api::page::Edit;
use netpol_core::terminal::{Output, Printed, Terminal};
use netpol_core::view::Place;

use super::entry::{Entry, LINES, Told, bounded, place};
use super::judge::Judge;
use crate::base::guard::attempt;
use crate::model::share::CellRef;
use crate::state::{Playground, Ui};

/// So many commands are shown.
const ENTRIES: usize = 200;
/// So many commands are kept for Up and Down.
const HISTORY: usize = 500;
/// So many commands are in a link, each with no more bytes.
const KEPT: usize = 40;
const KEPT_BYTES: usize = 1000;

/// A file as the page has it, and as it could be read last.
struct Readable {
    name: String,
    on_page: Arc<str>,
    read: Arc<str>,
}

/// The terminal.
pub struct Held {
    page: Playground,
    ui: Ui,
    /// Not there after the evaluator has failed over a command.
    terminal: Cell<Option<Terminal>>,
    judge: Rc<Judge>,
    entries: RefCell<Vec<Rc<Entry>>>,
    /// Whether older commands had to make room.
    pub(super) is_cut: Cell<bool>,
    count: Cell<u64>,
    pub(super) history: RefCell<Vec<String>>,
    /// The lines of a command that is not complete.
    open: RefCell<String>,
    files: RefCell<Vec<Readable>>,
    /// What was opened last when this began: another one begins anew.
    began: Cell<Option<u32>>,
    /// Changes with everything that is drawn.
    pub(super) tick: ArcRwSignal<u64>,
}

impl Held {
    /// That of the page: one for as long as the page is there.
    pub(super) fn of(page: Playground, ui: Ui) -> Rc<Held> {
        let session = ui.session();
        let known = session.terminal.borrow().clone().and_then(|it| it.downcast::<Held>().ok());
        known.unwrap_or_else(|| {
            let it = Rc::new(Held {
                page,
                ui,
                terminal: Cell::new(None),
                judge: Rc::new(Judge::new(page)),
                entries: RefCell::default(),
                is_cut: Cell::new(false),
                count: Cell::new(0),
                history: RefCell::default(),
                open: RefCell::default(),
                files: RefCell::default(),
                began: Cell::new(None),
                tick: ArcRwSignal::new(0),
            });
            session.terminal.replace(Some(Rc::<Held>::clone(&it)));
            it
        })
    }

    /// Begins anew, and carries out the commands of what was opened; nothing where that is done.
    pub(super) fn begin(self: &Rc<Self>, opened: u32, commands: Vec<String>) {
        if self.began.replace(Some(opened)) == Some(opened) {
            return;
        }
        self.terminal.set(None);
        self.open.borrow_mut().clear();
        self.files.borrow_mut().clear();
        self.clear();
        for it in commands {
            self.run(&it);
        }
    }

    /// Asks the terminal something.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&Terminal) -> T) -> T {
        let terminal = self.taken().0;
        let answer = question(&terminal);
        self.terminal.set(Some(terminal));
        answer
    }

    /// The terminal with the files of now; and the names of those of which it has another version.
    fn taken(&self) -> (Terminal, Vec<String>) {
        let (sources, kept) = self.sources();
        let terminal = match self.terminal.take() {
            Some(mut it) => {
                it.set_files(&sources);
                it
            }
            None => Terminal::new(&sources).with_editor(),
        };
        (terminal, kept)
    }

    /// The files, each as it could be read last while it is typed into.
    fn sources(&self) -> (Vec<SourceFile>, Vec<String>) {
        let files = self.page.files_now();
        let is_typed = files.source().change == Edit::Typed;
        let mut known = self.files.borrow_mut();
        let mut kept = Vec::new();
        let mut now = Vec::new();
        for it in files.list.iter() {
            let before = known.iter().find(|known| known.name == it.name);
            let is_same =
                |known: &&Readable| Arc::ptr_eq(&known.on_page, &it.text) || known.on_page == it.text;
            let read = match (before.filter(is_same), before) {
                (Some(same), _) => Arc::clone(&same.read),
                (None, Some(before)) if is_typed && !Terminal::is_readable(&it.text) => {
                    Arc::clone(&before.read)
                }
                _ => Arc::clone(&it.text),
            };
            if read != it.text {
                kept.push(it.name.clone());
            }
            now.push(Readable { name: it.name.clone(), on_page: Arc::clone(&it.text), read });
        }
        *known = now;
        let sources = known.iter().map(|it| SourceFile::new(it.name.clone(), Arc::clone(&it.read))).collect();
        (sources, kept)
    }

    /// The namespace of the context.
    pub(super) fn namespace(&self) -> String {
        let terminal = self.terminal.take();
        let namespace = terminal.as_ref().map_or("default", |it| it.namespace()).to_owned();
        self.terminal.set(terminal);
        namespace
    }

    /// What stands before the next line.
    pub(super) fn prompt(&self) -> String {
        if self.open.borrow().is_empty() { format!("{} $", self.namespace()) } else { ">".to_owned() }
    }

    /// The lines so far of a command that is not complete.
    pub(super) fn open(&self) -> String {
        self.open.borrow().clone()
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.entries.borrow().iter().map(|it| it.id.to_string()).collect()
    }

    pub(super) fn entry(&self, id: &str) -> Option<Rc<Entry>> {
        self.entries.borrow().iter().find(|it| it.id.to_string() == id).cloned()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    fn changed(&self) {
        self.tick.update(|it| *it += 1);
    }

    pub(super) fn clear(&self) {
        self.entries.borrow_mut().clear();
        self.is_cut.set(false);
        self.changed();
    }

    /// The same for one who asked for it: a link does not keep what was there either.
    pub(super) fn wipe(&self) {
        self.ui.keep_commands(Vec::new());
        self.clear();
    }

    /// Gives up the line, and those before it that belong to it.
    pub(super) fn give_up(&self, line: &str) {
        let prompt = format!("{} $", self.namespace());
        let open = std::mem::take(&mut *self.open.borrow_mut());
        self.push(Entry { prompt, command: format!("{open}{line}^C"), ..Entry::default() });
    }

    /// There are no more lines: what is open is carried out as it is; else a new session begins.
    pub(super) fn end(self: &Rc<Self>) {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        self.run(if open.is_empty() { "exit" } else { &open });
    }

    /// Lines that were entered, each with its end or not.
    pub(super) fn enter(self: &Rc<Self>, text: &str) {
        let commands = if self.open.borrow().is_empty() {
            Terminal::commands(text)
        } else {
            text.split('\n').map(str::to_owned).collect()
        };
        for it in commands {
            let mut open = std::mem::take(&mut *self.open.borrow_mut());
            if open.is_empty() && it.trim_start().starts_with('#') {
                continue;
            }
            // Of lines that ask for more the last has an end of its own.
            open.push_str(it.strip_suffix('\n').unwrap_or(&it));
            if Terminal::is_open(&open) {
                open.push('\n');
                self.open.replace(open);
                self.changed();
            } else if !open.trim().is_empty() {
                self.run(&open);
            }
        }
    }

    fn push(&self, mut it: Entry) {
        it.id = self.count.get() + 1;
        self.count.set(it.id);
        let mut entries = self.entries.borrow_mut();
        entries.push(Rc::new(it));
        let lines = |it: &Rc<Entry>| it.printed.iter().map(|it| it.text.lines().count()).sum::<usize>() + 1;
        let mut all: usize = entries.iter().map(lines).sum();
        while ENTRIES < entries.len() || 5 * LINES < all && 1 < entries.len() {
            all -= lines(&entries.remove(0));
            self.is_cut.set(true);
        }
        drop(entries);
        self.changed();
    }

    /// Carries out a command with all of its lines.
    pub(super) fn run(self: &Rc<Self>, command: &str) {
        let command = command.trim_end_matches('\n').to_owned();
        let prompt = format!("{} $", self.namespace());
        {
            let mut history = self.history.borrow_mut();
            if history.last() != Some(&command) {
                history.push(command.clone());
            }
            let more = history.len().saturating_sub(HISTORY);
            history.drain(..more);
        }
        let (mut terminal, kept) = self.taken();
        let (judge, line) = (Rc::clone(&self.judge), command.clone());
        let ran = attempt(move || {
            let output = terminal.run(&line, &|files: &[SourceFile]| judge.evaluate(files));
            (terminal, output)
        });
        let mut entry = Entry { prompt, command, ..Entry::default() };
        let (mut terminal, mut output) = match ran {
            Ok(it) => it,
            Err(crash) => {
                let text =
                    format!("The terminal failed over this command ({}). A new session begins.\n", crash.0);
                entry.printed.push(Printed { is_error: true, text });
                return self.push(entry);
            }
        };
        let mut said = Vec::new();
        let mut says = |text: String| said.push(Printed { is_error: true, text });
        if self.judge.lacked() {
            output.reasons.clear();
            says(
                "A part of this page is not loaded yet, so this cannot be judged. Try it again.\n".to_owned(),
            );
        }
        let is_edit = !output.edits.is_empty();
        if let Some(name) = kept.first() {
            let more = if is_edit { ", and no command can change it: nothing was changed" } else { "" };
            says(format!("# {name} cannot be read as it is now: its last version is in force{more}.\n"));
        } else if is_edit && self.ui.readonly.get_untracked() {
            says("# These files can only be read: nothing was changed.\n".to_owned());
        } else if is_edit {
            entry.changed = self.write(&terminal, &output);
        }
        if output.is_ended {
            says("A new session begins: variables, aliases and the context are as at first.\n".to_owned());
            terminal = Terminal::new(&terminal.files()).with_editor();
        }
        output.printed.append(&mut said);
        if let Some(it) = &output.opened
            && let Some((file, text)) = self.file(&it.file)
            && let Some(place) = place(file, &text, it.start, it.end)
        {
            self.ui.go_to(place);
        }
        self.terminal.set(Some(terminal));
        self.keep(&entry.command, &output);
        if output.is_cleared {
            self.clear();
        }
        entry.reasons = output.reasons.into_iter().map(|it| self.told(it.text, it.cell)).collect();
        (entry.printed, entry.left) = bounded(output.printed);
        if !output.is_cleared {
            self.push(entry);
        }
    }

    /// The file of a name on the page.
    fn file(&self, name: &str) -> Option<(usize, Arc<str>)> {
        let list = self.page.files_now().list;
        let at = list.iter().position(|it| it.name == name)?;
        Some((at, Arc::clone(&list.get(at)?.text)))
    }

    /// Changes the files of the page as the terminal's were, and says where.
    fn write(&self, terminal: &Terminal, output: &Output) -> Vec<(String, Place)> {
        let mut names: Vec<&str> = output.edits.iter().map(|it| it.file.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut news = terminal.files();
        news.retain(|it| names.contains(&it.name.as_str()));
        let last = output.edits.last();
        self.page.write_files(&news, last.map(|it| it.file.as_str()));
        let changed = news.iter().filter_map(|it| {
            let edit = output.edits.iter().rev().find(|edit| edit.file == it.name)?;
            let (file, text) = self.file(&it.name)?;
            let place = place(
                file,
                &text,
                edit.start.min(text.len()),
                (edit.start + edit.text.len()).min(text.len()),
            )?;
            Some((it.name.clone(), place))
        });
        changed.collect()
    }

    /// What a link keeps: commands that change no file, because what others change is in the files of the link.
    fn keep(&self, command: &str, output: &Output) {
        if output.is_cleared || output.is_ended {
            return self.ui.keep_commands(Vec::new());
        }
        if output.edits.is_empty() && command.len() <= KEPT_BYTES {
            let mut all = self.ui.commands.get_untracked();
            all.push(command.to_owned());
            let more = all.len().saturating_sub(KEPT);
            all.drain(..more);
            self.ui.keep_commands(all);
        }
    }

    fn told(&self, text: String, cell: Option<(String, String, String)>) -> Told {
        let cell = cell
            .and_then(|(from, to, port)| Some((CellRef { from, to }, self.page.parse_probe(&port).ok()?)));
        let analyzed = self.page.analysis.get_untracked();
        let sign = cell.clone().and_then(|(cell, probe)| {
            analyzed.ask(move |it| {
                let (from, to) = (it.endpoint_index(&cell.from)?, it.endpoint_index(&cell.to)?);
                Some(it.cell(from, to, probe)?.sign)
            })?
        });
        Told { text, sign, cell }
    }

    /// All that is shown, as text.
    pub(super) fn transcript(&self) -> String {
        let mut res = String::new();
        for it in self.entries.borrow().iter() {
            for (at, line) in it.command.split('\n').enumerate() {
                res.push_str(if at == 0 { "$ " } else { "> " });
                res.push_str(line);
                res.push('\n');
            }
            it.printed.iter().for_each(|it| res.push_str(&it.text));
            for it in &it.reasons {
                res.push_str(&format!("# {}\n", it.text));
            }
        }
        res
    }
}
