//! `netpol practice`: checks tasks, and grades answers to them.
//!
//! Deliberately not here: what makes an answer right, which is in the library.

mod repair;

use std::path::Path;

use netpol_core::SourceFile;
use netpol_core::practice::{self, Answer, Grade, Outcome, Role, Task, Variation};
use serde::Serialize;

use crate::args::{CheckArguments, GradeArguments, GradeFormat, Input, PracticeArguments, PracticeCommand};
use crate::input;
use crate::json;
use crate::output::Output;
use crate::text::Text;

/// What to print, and the status: 0 all is right, 1 something is not.
pub(crate) fn run(it: &PracticeArguments) -> Result<(Output, u8), String> {
    match &it.command {
        PracticeCommand::Check(it) => check(it),
        PracticeCommand::Grade(it) => grade(it),
        PracticeCommand::Repair(it) => repair::run(it),
    }
}

fn check(it: &CheckArguments) -> Result<(Output, u8), String> {
    let mut text = Text::default();
    let (mut tasks, mut wrong, mut graded, mut spellings) = (0, 0, 0, 0);
    for file in input::read(&it.input)?.complete()? {
        tasks += 1;
        let found = match practice::read(&file) {
            Ok(task) => {
                let found = practice::check(&task);
                graded += found.graded;
                spellings += found.spellings;
                found.problems
            }
            Err(found) => found,
        };
        wrong += usize::from(!found.is_empty());
        for it in found {
            text.line(format_args!("{}:{}:{}: {}", file.name, it.line, it.column, it.message));
        }
    }
    let s = |count: usize| if count == 1 { "" } else { "s" };
    text.line(format_args!(
        "{tasks} task{}, {wrong} with problems; {graded} answer{} graded, {spellings} of them other spellings of solutions",
        s(tasks),
        s(graded)
    ));
    Ok((text.into(), u8::from(wrong > 0)))
}

/// A grade for programs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'g> {
    schema: u32,
    task: &'g str,
    /// `passed`, `failed` or `not-applied`.
    outcome: &'static str,
    clusters: usize,
    refused: Vec<Refused<'g>>,
    constraints: Vec<Constraint<'g>>,
    missing: u64,
    excess: u64,
    first: Option<First<'g>>,
    notes: &'g [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Refused<'g> {
    file: &'g str,
    line: u32,
    message: &'g str,
    by_server: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Constraint<'g> {
    constraint: &'static str,
    message: &'g str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct First<'g> {
    is_missing: bool,
    from: &'g str,
    to: &'g str,
    from_id: &'g str,
    to_id: &'g str,
    port: &'g str,
    sentence: &'g str,
    reason: &'g str,
    cluster: &'static str,
    manifests: &'g str,
}

fn grade(it: &GradeArguments) -> Result<(Output, u8), String> {
    let task = task(&it.task, &it.answer)?;
    let answer = answer(&task, input::read_even_empty(&it.answer)?.complete()?)?;
    let grade = practice::grade(&task, &answer);
    let status = u8::from(grade.outcome != Outcome::Passed);
    let output = match it.output {
        GradeFormat::Text => text(&task, &grade).into(),
        GradeFormat::Json => json::pretty(&report(&task, &grade)).into(),
    };
    Ok((output, status))
}

/// The one task of a file.
fn task(path: &Path, limits: &Input) -> Result<Task, String> {
    let files = input::read(&limits.at(path.to_owned()))?.complete()?;
    let [file] = files.as_slice() else {
        return Err(format!("{}: one file with a task was expected", path.display()));
    };
    practice::read(file).map_err(|found| {
        let first = found.first().map(|it| format!("{}:{}: {}", it.line, it.column, it.message));
        format!("{}:{}", file.name, first.unwrap_or_default())
    })
}

/// The files of an answer under the names that the task has for them: by their names, or the only one there can be.
fn answer(task: &Task, files: Vec<SourceFile>) -> Result<Answer, String> {
    let yours: Vec<&str> =
        task.files.iter().filter(|it| it.role == Role::Yours).map(|it| it.file.name.as_str()).collect();
    let is_only = files.len() == 1;
    let mut res = Answer::default();
    for it in files {
        let name = Path::new(&it.name).file_name().map(|it| it.to_string_lossy().into_owned());
        let named = task.files.iter().find(|file| Some(&file.file.name) == name.as_ref());
        let name = match (named, yours.as_slice()) {
            (Some(file), _) => file.file.name.clone(),
            (None, [only]) if is_only => (*only).to_owned(),
            (None, _) => {
                let known: Vec<&str> = task.files.iter().map(|it| it.file.name.as_str()).collect();
                return Err(format!("{}: the files of this task are {}", it.name, known.join(", ")));
            }
        };
        res.files.push(SourceFile { name, text: it.text });
    }
    Ok(res)
}

fn text(task: &Task, grade: &Grade) -> Text {
    let mut text = Text::default();
    let word = match grade.outcome {
        Outcome::Passed if grade.clusters > 1 => &format!("passed on {} clusters", grade.clusters),
        Outcome::Passed => "passed",
        Outcome::Failed => "not yet",
        Outcome::NotApplied if grade.refused.iter().any(|it| it.by_server) => {
            "not applied, so nothing is said of connections"
        }
        Outcome::NotApplied => "not graded, so nothing is said of connections",
    };
    text.line(format_args!("{}: {word}", task.title));
    for it in &grade.refused {
        match it.line {
            0 => text.line(&it.message),
            line => text.line(format_args!("{}:{line}: {}", it.file, it.message)),
        }
    }
    for it in &grade.broken {
        text.line(format_args!("{}: {}", it.constraint, it.message));
    }
    if let Some(it) = &grade.first {
        // A pair counts once for all its ports.
        let lack = if grade.missing == 1 { "pair lacks" } else { "pairs lack" };
        let have = if grade.excess == 1 { "has" } else { "have" };
        let (missing, excess) = (grade.missing, grade.excess);
        if let Some(predict) = &task.predict {
            let (wrong, all) = (missing + excess, predict.questions.len());
            text.line(format_args!(
                "{wrong} of {all} predictions {} wrong",
                if wrong == 1 { "is" } else { "are" }
            ));
        } else {
            text.line(format_args!("{missing} {lack} a connection, {excess} {have} one too many"));
        }
        text.line(&it.sentence);
        if !it.reason.is_empty() {
            text.line(format_args!("  {}", it.reason));
        }
        if it.variation != Variation::Shown {
            text.blank();
            text.line("what is different on that cluster:");
            text.lines(&it.manifests);
        }
    }
    for it in &grade.notes {
        text.line(format_args!("note: {it}"));
    }
    text
}

fn report<'g>(task: &'g Task, grade: &'g Grade) -> Report<'g> {
    let refused = |it: &'g practice::Refused| Refused {
        file: &it.file,
        line: it.line,
        message: &it.message,
        by_server: it.by_server,
    };
    let broken = |it: &'g practice::Broken| Constraint { constraint: it.constraint, message: &it.message };
    Report {
        schema: 1,
        task: &task.title,
        outcome: match grade.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotApplied => "not-applied",
        },
        clusters: grade.clusters,
        refused: grade.refused.iter().map(refused).collect(),
        constraints: grade.broken.iter().map(broken).collect(),
        missing: grade.missing,
        excess: grade.excess,
        first: grade.first.as_ref().map(|it| First {
            is_missing: it.is_missing,
            from: &it.from,
            to: &it.to,
            from_id: &it.from_id,
            to_id: &it.to_id,
            port: &it.port,
            sentence: &it.sentence,
            reason: &it.reason,
            cluster: it.variation.as_str(),
            manifests: &it.manifests,
        }),
        notes: &grade.notes,
    }
}
