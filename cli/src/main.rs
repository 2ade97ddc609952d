//! `netpol`: the evaluator on the command line. A thin shell: it reads files, calls the library, and prints.
//!
//! Exit status: 0 fine, 1 problems of error severity, what `audit --fail-on` and `lint --fail-on` name or `needs` says would break, 2 unusable arguments or no input.
//! Of `lsp`: 0 the client said that it goes, 1 it went without a word, 2 unusable.
//! Of `run` and `shell`: that of the last command.
//! Of `test` and `practice`: 0 all passed, 1 something did not, 2 unusable. Of `diff` and `equivalent`: 0 the same, 1 it differs, 2 unusable, or that was not found out.

mod args;
mod audit;
mod diff;
mod equivalent;
mod explain;
mod folder;
mod input;
mod json;
mod knobs;
mod link;
mod lint;
mod lsp;
mod matrix;
mod most;
mod names;
mod needs;
mod output;
mod pages;
mod practice;
mod problems;
mod repair;
mod revision;
mod service;
mod session;
mod sides;
mod summary;
mod test;
mod text;
mod together;
mod unlink;
mod workloads;
mod written;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use netpol_core::Analysis;
use netpol_core::diagnostic::Severity;
use netpol_core::options::AnyPod;
use netpol_core::view;

use args::{Arguments, AuditFormat, Command, ExplainFormat, MatrixFormat, NeedsFormat};
use output::Output;
use text::Text;

/// A hundred thousand pods are millions of small pieces of memory: the system's allocator takes a tenth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut said = Text::default();
    match Arguments::try_parse() {
        Ok(arguments) => match run(arguments.command) {
            Ok((output, status)) => {
                // A reader that closed the pipe has seen enough.
                let _closed = std::io::stdout().lock().write_all(output.as_str().as_bytes());
                return ExitCode::from(status);
            }
            Err(message) => said.line(format_args!("netpol: {message}")),
        },
        Err(it) if it.use_stderr() => said.lines(&it.render().to_string()),
        // The help that was asked for.
        Err(it) => it.exit(),
    }
    said.to_stderr();
    ExitCode::from(2)
}

/// What to print, and the exit status.
fn run(command: Command) -> Result<(Output, u8), String> {
    match command {
        Command::Diff(it) => diff::run(&it),
        Command::Equivalent(it) => equivalent::run(&it),
        Command::Test(it) => test::run(&it),
        Command::Practice(it) => practice::run(&it),
        Command::Matrix(it) => {
            let options = it.options.to_options(&it.input)?;
            let sources = input::read(&it.input)?;
            if it.summary {
                let (text, errors) = summary::run(sources, &options);
                return Ok((text.into(), u8::from(errors)));
            }
            let analysis = sources.analyze(&options);
            let asked = args::asked(&analysis, it.port.as_deref())?;
            let print: fn(&matrix::Rows<'_>) -> Text = match it.output {
                MatrixFormat::Table => matrix::table,
                MatrixFormat::List => matrix::list,
                MatrixFormat::Markdown => matrix::markdown,
                MatrixFormat::Json => {
                    let status = matrix::json(&analysis, &asked, &it)?;
                    return Ok((Output::Nothing, errors(&analysis).max(status)));
                }
            };
            let rows = matrix::Rows::new(&analysis, &asked, &it);
            let text = print(&rows);
            problems::to_stderr(&analysis);
            rows.most.to_stderr(&format!("; {}", most::FOLD));
            Ok((text.into(), errors(&analysis).max(rows.most.status())))
        }
        Command::Explain(it) => {
            let mut options = it.options.to_options(&it.input)?;
            options
                .externals
                .extend([&it.from, &it.to].into_iter().filter_map(|it| view::names::address(it)));
            options.any_pods.extend([&it.from, &it.to].into_iter().filter_map(|it| AnyPod::parse(it)));
            let sources = input::read(&it.input)?;
            let analysis = sources.analyze(&options);
            if let Some(to) = analysis.destination(&it.to) {
                let text = service::run(&analysis, &it, to)?;
                if it.output == ExplainFormat::Text {
                    problems::to_stderr(&analysis);
                }
                return Ok((text, errors(&analysis)));
            }
            let asked = args::asked(&analysis, it.port.as_deref())?;
            let ends = analysis.end(&it.from).and_then(|from| analysis.end(&it.to).map(|to| (from, to)));
            // An endpoint may be missing because its document is broken.
            let (from, to) = ends.inspect_err(|_| problems::to_stderr(&analysis))?;
            let row = to.row().or(from.row()).unwrap_or_default();
            let probe = analysis.port_at(&asked, row)?;
            let text = match it.output {
                ExplainFormat::Text => explain::text(&analysis, from, to, probe).into(),
                ExplainFormat::Json => analysis
                    .explanation_report(from, to, probe)
                    .as_ref()
                    .map_or(Output::Nothing, |it| json::pretty(it).into()),
            };
            if it.output == ExplainFormat::Text {
                problems::to_stderr(&analysis);
            }
            Ok((text, errors(&analysis)))
        }
        Command::Audit(it) => {
            let options = it.options.to_options(&it.input)?;
            let analysis = input::read(&it.input)?.analyze(&options);
            let (text, fails) = audit::run(&analysis, it.output, &it.fail_on);
            if it.output != AuditFormat::Json {
                problems::to_stderr(&analysis);
            }
            Ok((text, u8::from(fails).max(errors(&analysis))))
        }
        Command::Needs(it) => {
            let options = it.options.to_options(&it.input)?;
            let analysis = input::read(&it.input)?.analyze(&options);
            let (text, breaks) = needs::run(&analysis, it.output);
            if it.output != NeedsFormat::Json {
                problems::to_stderr(&analysis);
            }
            Ok((text, u8::from(breaks).max(errors(&analysis))))
        }
        Command::Link(it) => Ok((link::run(&it)?.into(), 0)),
        Command::Unlink(it) => Ok((unlink::run(&it)?, 0)),
        Command::Repair(it) => repair::run(&it),
        Command::Lint(it) => lint::run(&it),
        Command::Lsp(it) => lsp::run(&it),
        Command::Run(it) => session::run(&it),
        Command::Shell(it) => session::shell(&it),
    }
}

/// The exit status where nothing but the input counts.
fn errors(analysis: &Analysis) -> u8 {
    u8::from(analysis.reading_diagnostics().iter().any(|it| it.severity == Severity::Error))
}
