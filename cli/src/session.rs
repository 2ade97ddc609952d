//! A terminal whose cluster is the files: a script of commands, or commands as they are typed.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::sync::Arc;

use netpol_core::terminal::{Output as Ran, Terminal};
use netpol_core::{Options, SourceFile, analyze};

use crate::args::{Input, RunArguments, ShellArguments};
use crate::input;
use crate::output::Output;
use crate::text::Text;

/// How many bytes a script may have.
const LIMIT: u64 = 4_000_000;

fn terminal(it: &ShellArguments) -> Result<(Terminal, Options), String> {
    let input = Input::of(it.paths.clone());
    let mut options = it.options.to_options(&input)?;
    // What is not in the cluster is not there.
    options.stand_ins = false;
    let files: Vec<SourceFile> =
        if it.paths.is_empty() { Vec::new() } else { input::read(&input)?.complete()? };
    Ok((Terminal::new(&files), options))
}

fn status(ran: &Ran) -> u8 {
    u8::try_from(ran.status).unwrap_or(u8::MAX)
}

/// What a command printed, and what decided its connections.
fn print(ran: &Ran, text: &mut Text) {
    text.printed(&ran.text());
    for it in &ran.reasons {
        text.line(format_args!("# {}", it.text));
    }
}

/// Runs a script. The status is that of its last command.
pub(crate) fn run(it: &RunArguments) -> Result<(Output, u8), String> {
    let (mut terminal, options) = terminal(&it.shell)?;
    let script = if it.script.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .take(LIMIT)
            .read_to_string(&mut text)
            .map_err(|it| format!("standard input: {it}"))?;
        text
    } else {
        input::read_beside(&it.script, LIMIT)?
    };
    let evaluate = |files: &[SourceFile]| Arc::new(analyze(files, &options));
    let (mut text, mut last) = (Text::default(), 0);
    for command in Terminal::commands(&script) {
        for (nth, line) in command.lines().enumerate() {
            let prompt = terminal.inside().unwrap_or_else(|| "$".to_owned());
            text.line(format_args!("{} {line}", if nth == 0 { &prompt } else { ">" }));
        }
        let ran = terminal.run(&command, &evaluate);
        print(&ran, &mut text);
        last = status(&ran);
        if ran.is_ended {
            break;
        }
    }
    Ok((text.into(), last))
}

/// Carries out what is typed, until it ends or says `exit`.
pub(crate) fn shell(it: &ShellArguments) -> Result<(Output, u8), String> {
    let (mut terminal, options) = terminal(it)?;
    let evaluate = |files: &[SourceFile]| Arc::new(analyze(files, &options));
    let is_typed = std::io::stdin().is_terminal();
    let prompt = |text: &str| {
        if is_typed {
            let mut out = std::io::stdout();
            let _closed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        }
    };
    let (mut open, mut last) = (String::new(), 0);
    prompt("$ ");
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|it| format!("standard input: {it}"))?;
        if open.is_empty() && line.trim() == "exit" && terminal.inside().is_none() {
            break;
        }
        open.push_str(&line);
        if Terminal::is_open(&open) {
            open.push('\n');
            prompt("> ");
            continue;
        }
        let ran = terminal.run(&std::mem::take(&mut open), &evaluate);
        let mut text = Text::default();
        print(&ran, &mut text);
        let mut out = std::io::stdout();
        if out.write_all(text.as_str().as_bytes()).and_then(|()| out.flush()).is_err() {
            break;
        }
        last = status(&ran);
        if ran.is_ended {
            break;
        }
        prompt(&terminal.inside().map_or_else(|| "$ ".to_owned(), |it| format!("{it} ")));
    }
    Ok((Output::Nothing, last))
}
