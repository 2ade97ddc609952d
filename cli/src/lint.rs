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

pub(crate) use config::{Config, NAME as CONFIG};
pub(crate) use fix::{Effects, mended};

/// What to print, and the status: 1 where a finding is as bad as `--fail-on` says, or a file was left out.
pub(crate) fn run(it: &LintArguments) -> Result<(Output, u8), String> {
    if let Some(name) = &it.explain {
        return Ok((explain::one(about(name)?).into(), 0));
    }
    if it.list {
        return Ok((explain::list().into(), 0));
    }
    if it.try_fixes.is_some() && it.output != LintFormat::Json {
        return Err("--try-fixes needs `-o json`: only JSON says what each fix changes".to_owned());
    }
    let config = Config::read(it.config.as_deref(), &it.input.paths)?;
    let mut options = it.options.to_options(&it.input)?;
    let fail_on = it.fail_on.or(config.fail_on);
    let wanted = Wanted::new(&it.select, it.families, it.unused, config)?;
    options.ignore.extend(wanted.ignored().iter().cloned());
    let mut sources = input::read(&it.input)?;
    let mut told = None;
    if it.fix || it.effects {
        let is_named = |it: &Diagnostic| wanted.is_named(it);
        let effects = if it.effects { Effects::Of { is_named: &is_named } } else { Effects::Never };
        told = Some(fix::run(&mut sources, &options, effects, |analysis| wanted.found(analysis, None))?);
    }
    let analysis = sources.analyze(&options);
    let problems = wanted.found(&analysis, Some(&sources));
    let output = match it.output {
        LintFormat::Text => {
            let mut text = told.unwrap_or_default();
            text.lines(problems::text(&analysis, &problems).as_str());
            text.into()
        }
        LintFormat::Json => {
            json::pretty(&analysis.problems_report_with_effects(&problems, it.try_fixes)).into()
        }
        LintFormat::Sarif => json::pretty(&sarif::log(&analysis, &problems)).into(),
        LintFormat::Github => forms::github(&analysis, &problems).into(),
        LintFormat::Junit => forms::junit(&analysis, &sources, &problems).into(),
    };
    let worst = fail_on.unwrap_or(Severity::Error);
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

/// Which findings are to be told: by default all but those that run on request.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    select: Vec<&'static About>,
    families: bool,
    unused: bool,
    config: Config,
}

impl Wanted {
    /// What a caller selects by name or number, besides what the settings of the tree say.
    pub(crate) fn new(
        select: &[String],
        families: bool,
        unused: bool,
        config: Config,
    ) -> Result<Wanted, String> {
        let select = select.iter().chain(&config.select).map(|it| about(it)).collect::<Result<_, _>>()?;
        Ok(Wanted { select, families, unused, config })
    }

    /// What the settings of the tree leave out everywhere.
    pub(crate) fn ignored(&self) -> &[String] {
        &self.config.ignore
    }

    /// Whether a finding is one that was named.
    fn is_named(&self, it: &Diagnostic) -> bool {
        self.is_selected(it.code.about()) || it.finding.is_some_and(|it| self.is_selected(it))
    }

    fn is_selected(&self, about: &About) -> bool {
        self.select.iter().any(|it| it.code == about.code)
    }

    /// What is found of it. An error that leaves something out is told in any case. With the files that were read, what is
    /// ignored in a folder in vain is told too.
    pub(crate) fn found(&self, analysis: &Analysis, sources: Option<&Sources>) -> Vec<Diagnostic> {
        let mut problems = analysis.diagnostics().to_vec();
        problems.extend(analysis.lints(|meta| {
            let families = self.families && meta.about.code == "families-differ";
            meta.on_request && (families || self.is_selected(&meta.about))
        }));
        if self.unused || self.select.iter().any(|it| it.code == "unused-part") {
            problems.extend(analysis.unused());
        }
        if !self.select.is_empty() {
            let is_kept = |it: &Diagnostic| {
                let leaves_out = it.severity == Severity::Error && !matches!(it.code, Code::Lint(_));
                leaves_out || self.is_named(it)
            };
            problems.retain(is_kept);
        }
        if let Some(sources) = sources {
            self.config.without_ignored(analysis, sources, &mut problems);
        } else {
            self.config.without_ignored_quietly(analysis, &mut problems);
        }
        problems
    }
}
