//! What is done with one command: it is carried out, its edits are written, and what it said is told.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::terminal::{Output, Printed, Terminal};
use netpol_core::view::Place;

use super::{HISTORY, Held};
use crate::base::guard::attempt;
use crate::model::share::CellRef;
use crate::panels::terminal::entry::{Entry, Told, bounded, first_line, place};
use crate::panels::terminal::files::refusal;
use crate::panels::terminal::link::is_worth_keeping;

impl Held {
    /// Carries out a command with all of its lines. One that came with a link or a draft `replays`: it changes no file.
    pub(super) fn run(self: &Rc<Self>, command: &str, replays: bool) {
        let command = command.trim_end_matches('\n').to_owned();
        let prompt = self.shell_prompt();
        self.remember(&command);
        let (terminal, unread) = self.taken();
        let before = terminal.clone();
        let mut entry = Entry { prompt, command, ..Entry::default() };
        let Some((terminal, output)) = self.ran(terminal, &mut entry) else { return self.push(entry) };
        let lacks = self.judge.lacks();
        // A command that was not judged, or may not do what it does, leaves nothing behind but the reason.
        let refused = lacks.map(str::to_owned).or_else(|| refusal(self.ui, &output, &unread, replays));
        if let Some(text) = refused {
            self.terminal.set(Some(before));
            if replays && lacks.is_some() {
                self.commands.keep(&entry.command);
            }
            self.ui.keep_commands(self.commands.all());
            entry.printed.push(Printed { is_error: true, text });
            return self.push(entry);
        }
        self.take_over(entry, terminal, output, &unread, replays);
    }

    /// Keeps a command for Up and Down.
    fn remember(&self, command: &str) {
        let mut history = self.history.borrow_mut();
        if history.last().is_none_or(|it| it != command) {
            history.push(command.to_owned());
        }
        let more = history.len().saturating_sub(HISTORY);
        history.drain(..more);
    }

    /// The terminal after a command, and what came of it. Nothing where it failed, which the entry then says.
    fn ran(self: &Rc<Self>, mut terminal: Terminal, entry: &mut Entry) -> Option<(Terminal, Output)> {
        self.judge.begin();
        let (judge, line) = (Rc::clone(&self.judge), entry.command.clone());
        let ran = attempt(move || {
            let output = terminal.run(&line, &|files: &[SourceFile]| judge.evaluate(files));
            (terminal, output)
        });
        match ran {
            Ok(it) => Some(it),
            Err(crash) => {
                let text =
                    format!("The terminal failed over this command ({}). A new session begins.\n", crash.0);
                entry.printed.push(Printed { is_error: true, text });
                self.ui.keep_commands(self.commands.all());
                None
            }
        }
    }

    /// Makes the terminal after a command the one that is there, and tells what came of it.
    fn take_over(
        &self,
        mut entry: Entry,
        mut terminal: Terminal,
        mut output: Output,
        unread: &[String],
        replays: bool,
    ) {
        let mut said = Vec::new();
        let mut says = |text: String| said.push(Printed { is_error: true, text });
        if let Some(name) = unread.first() {
            says(format!("# {name} cannot be read as it is now: its last version is in force.\n"));
        }
        if !output.edits.is_empty() {
            entry.changed = self.write(&terminal, &output);
            if let Some((_, place)) = entry.changed.last() {
                self.ui.look_at(*place);
            }
            entry.revision = self.page.asked.with_untracked(|it| it.source.revision);
        }
        if output.is_ended {
            says("A new session begins: variables, aliases and the context are as at first.\n".to_owned());
            terminal = Terminal::new(&terminal.files()).with_editor();
        }
        output.printed.append(&mut said);
        if let Some(it) = output.opened.as_ref().filter(|_| !replays)
            && let Some((file, text)) = self.file(&it.file)
            && let Some(place) = place(file, &text, it.start, first_line(&text, it.start, it.end))
        {
            self.ui.go_to(place);
        }
        self.terminal.set(Some(terminal));
        if output.is_cleared || output.is_ended {
            self.commands.forget();
        } else if is_worth_keeping(&entry.command, &output) {
            self.commands.keep(&entry.command);
        }
        self.ui.keep_commands(self.commands.all());
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
}
