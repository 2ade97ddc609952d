//! The terminal at work, and what it has said. It stays while other tabs are open.

mod ran;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use netpol_core::terminal::Terminal;
use wasm_bindgen_futures::spawn_local;

use super::entry::{Entry, LINES};
use super::files::{Sources, new_file};
use super::judge::Judge;
use super::link::{Commands, Waiting};
use crate::base::timing::next_task;
use crate::state::{Playground, Ui};

/// So many commands are shown.
const ENTRIES: usize = 200;
/// So many commands are kept for Up and Down.
const HISTORY: usize = 500;
/// The terminal.
pub struct Held {
    page: Playground,
    ui: Ui,
    /// Not there after the evaluator has failed over a command.
    terminal: Cell<Option<Terminal>>,
    pub(super) judge: Rc<Judge>,
    pub(super) entries: RefCell<Vec<Rc<Entry>>>,
    /// Whether older commands had to make room.
    pub(super) is_cut: Cell<bool>,
    count: Cell<u64>,
    pub(super) history: RefCell<Vec<String>>,
    /// The lines of a command that is not complete.
    open: RefCell<String>,
    files: Sources,
    commands: Commands,
    /// Whether the commands that wait are being carried out.
    goes_on: Cell<bool>,
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
                files: Sources::default(),
                commands: Commands::default(),
                goes_on: Cell::new(false),
                began: Cell::new(None),
                tick: ArcRwSignal::new(0),
            });
            session.terminal.replace(Some(Rc::<Held>::clone(&it)));
            it
        })
    }

    /// Begins anew, and carries out the commands of what was opened, which change no file; nothing where that is done.
    pub(super) fn begin(self: &Rc<Self>, opened: u32, commands: Vec<String>) {
        if self.began.replace(Some(opened)) == Some(opened) {
            return;
        }
        self.terminal.set(None);
        self.open.borrow_mut().clear();
        self.files.clear();
        self.clear();
        self.commands.begin(commands);
        self.go_on();
    }

    /// Whether commands can be judged: not while the matrix is still to come. With a subscription to that.
    pub(super) fn is_ready(&self) -> bool {
        self.judge.is_ready()
    }

    /// Carries out what waits, each command in a task of its own, once the matrix is there.
    pub(super) fn go_on(self: &Rc<Self>) {
        if !self.commands.wait() || self.goes_on.replace(true) {
            return;
        }
        let held = Rc::clone(self);
        spawn_local(async move {
            loop {
                next_task().await;
                if !held.step() {
                    break;
                }
            }
            held.goes_on.set(false);
        });
    }

    /// Carries out the first command that waits, if it is its turn.
    fn step(self: &Rc<Self>) -> bool {
        // What has been opened since has commands of its own.
        let is_of_now = self.began.get() == Some(self.ui.opened.get_untracked());
        if !is_of_now || !untrack(|| self.is_ready()) {
            return false;
        }
        let Some(Waiting { command, replays }) = self.commands.next() else { return false };
        self.run(&command, replays);
        true
    }

    /// Carries out a command that was entered, behind those that wait for nothing but their turn.
    fn carry_out(self: &Rc<Self>, command: &str) {
        if self.commands.wait() && untrack(|| self.is_ready()) {
            self.commands.push(command.to_owned());
            self.go_on();
        } else {
            self.run(command, false);
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
        let files = self.page.files_now();
        let (sources, unread) = self.files.of(&files);
        let mut terminal = match self.terminal.take() {
            Some(mut it) => {
                it.set_files(&sources);
                it
            }
            None => Terminal::new(&sources).with_editor(),
        };
        terminal.set_new_file(new_file(self.ui, &files).as_deref());
        (terminal, unread)
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
        if self.open.borrow().is_empty() { self.shell_prompt() } else { ">".to_owned() }
    }

    /// The same where a command begins: that of the shell, or of one in a pod.
    fn shell_prompt(&self) -> String {
        let terminal = self.terminal.take();
        let inside = terminal.as_ref().and_then(|it| it.inside());
        self.terminal.set(terminal);
        inside.unwrap_or_else(|| format!("{} $", self.namespace()))
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
        self.commands.forget_all();
        self.ui.keep_commands(Vec::new());
        self.clear();
    }

    /// Gives up the line, and those before it that belong to it.
    pub(super) fn give_up(&self, line: &str) {
        let prompt = self.shell_prompt();
        let open = std::mem::take(&mut *self.open.borrow_mut());
        self.push(Entry { prompt, command: format!("{open}{line}^C"), ..Entry::default() });
    }

    /// There are no more lines: what is open is carried out as it is; else a new session begins.
    pub(super) fn end(self: &Rc<Self>) {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        self.carry_out(if open.is_empty() { "exit" } else { &open });
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
                self.carry_out(&open);
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

    /// Whether nothing was said after an entry.
    pub(super) fn is_last(&self, id: u64) -> bool {
        self.count.get() == id
    }
}
