//! `netpol lint`: everything that is wrong with the files, in the forms that people and CIs read, and mending it.

mod config;
mod explain;
mod fix;
mod forms;
mod sarif;

use netpol_core::Analysis;
use netpol_core::diagnostic::{About, Code, Diagnostic, Severity};
use netpol_core::findings;

use crate::args::{LintArguments, LintFormat};
use crate::input::{self, Sources};
use crate::json;
use crate::output::Output;
use crate::problems;

/// What to print, and the status: 1 where a finding is as bad as `--fail-on` says, or a file was left out.
pub(crate) fn run(it: &LintArguments) -> Result<(Output, u8), String> {
    if let Some(name) = &it.explain {
        return Ok((explain::one(about(name)?).into(), 0));
    }
    if it.list {
        return Ok((explain::list().into(), 0));
    }
    let config = config::read(it)?;
    let mut options = it.options.to_options(&it.input)?;
    options.ignore.extend(config.ignore.iter().cloned());
    let select = it.select.iter().chain(&config.select).map(|it| about(it)).collect::<Result<Vec<_>, _>>()?;
    let mut sources = input::read(&it.input)?;
    let mut told = None;
    if it.fix || it.effects {
        told = Some(fix::run(&mut sources, &options, it.effects, |analysis| {
            found(analysis, it, &select, &config, None)
        })?);
    }
    let analysis = sources.analyze(&options);
    let problems = found(&analysis, it, &select, &config, Some(&sources));
    let output = match it.output {
        LintFormat::Text => {
            let mut text = told.unwrap_or_default();
            text.lines(problems::text(&analysis, &problems).as_str());
            text.into()
        }
        LintFormat::Json => json::pretty(&analysis.problems_report_with_effects(&problems)).into(),
        LintFormat::Sarif => json::pretty(&sarif::log(&analysis, &problems)).into(),
        LintFormat::Github => forms::github(&analysis, &problems).into(),
        LintFormat::Junit => forms::junit(&analysis, &sources, &problems).into(),
    };
    let worst = it.fail_on.or(config.fail_on).unwrap_or(Severity::Error);
    let fails = problems.iter().any(|it| it.severity <= worst && !is_about_wishes(it));
    Ok((output, u8::from(fails || has_errors(&analysis))))
}

/// A wish that nothing answers to is worth knowing, and breaks no build.
fn is_about_wishes(it: &Diagnostic) -> bool {
    it.code == Code::UnusedIgnore && it.severity == Severity::Info
}

fn has_errors(analysis: &Analysis) -> bool {
    analysis
        .diagnostics()
        .iter()
        .any(|it| it.severity == Severity::Error && !matches!(it.code, Code::Lint(_)))
}

/// A kind of finding by its name or number.
fn about(name: &str) -> Result<&'static About, String> {
    findings::named(name).ok_or_else(|| match findings::nearest_name(name) {
        Some(near) => format!("there is no finding with the name `{name}`: did you mean `{near}`?"),
        None => format!("there is no finding with the name `{name}`; `netpol lint --list` names all"),
    })
}

/// What is to be told: by default all but what runs on request. What leaves something out is told in any case.
fn found(
    analysis: &Analysis,
    it: &LintArguments,
    select: &[&'static About],
    config: &config::Config,
    sources: Option<&Sources>,
) -> Vec<Diagnostic> {
    let is_selected = |about: &About| select.iter().any(|it| it.code == about.code);
    let mut problems = analysis.diagnostics().to_vec();
    problems.extend(analysis.lints(|meta| {
        let families = it.families && meta.about.code == "families-differ";
        meta.on_request && (families || is_selected(&meta.about))
    }));
    if it.unused || select.iter().any(|it| it.code == "unused-part") {
        problems.extend(analysis.unused());
    }
    if !select.is_empty() {
        let is_kept = |it: &Diagnostic| {
            let leaves_out = it.severity == Severity::Error && !matches!(it.code, Code::Lint(_));
            leaves_out || is_selected(it.code.about()) || it.finding.is_some_and(is_selected)
        };
        problems.retain(is_kept);
    }
    if let Some(sources) = sources {
        config.without_ignored(analysis, sources, &mut problems);
    } else {
        config.without_ignored_quietly(analysis, &mut problems);
    }
    problems
}
