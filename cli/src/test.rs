//! Whether the files are as they themselves expect: of manifests, and of each block `netpol` of the pages below a folder.
//!
//! Deliberately not here: how a page is cut into blocks ([`crate::pages`]), and what an expectation means.

mod forms;

use netpol_core::view::report::{ExpectationReport, ExpectationTotalsReport, ExpectationsReport};
use netpol_core::{Analysis, Options, SourceFile, analyze};
use serde::Serialize;

use crate::args::{TestArguments, TestFormat};
use crate::input::{self, Sources};
use crate::json;
use crate::output::Output;
use crate::pages;
use crate::problems;
use crate::text::Text;

/// All that is tested: the manifests together, and each block by itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Tested {
    schema: u32,
    scenarios: Vec<Scenario>,
    totals: ExpectationTotalsReport,
}

/// One input.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Scenario {
    /// `files`, or the page and line of a block: `docs/policies.md:12`.
    name: String,
    expectations: Vec<ExpectationReport>,
    totals: ExpectationTotalsReport,
    /// What was left out of the evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<String>,
}

/// What to print, and the status: 0 all passed, 1 something did not, 2 nothing is expected.
pub(crate) fn run(it: &TestArguments) -> Result<(Output, u8), String> {
    let options = it.options.to_options(&it.input)?;
    let pages = pages::read(&it.input)?;
    let sources = input::read_beside_pages(&it.input, !pages.is_empty())?;
    let mut scenarios = Vec::new();
    if let Some(sources) = sources {
        scenarios.push(of_files(&sources, &options));
    }
    scenarios
        .extend(pages.iter().flat_map(|page| pages::blocks(page).map(|it| of_block(page, &it, &options))));
    let totals = sum(&scenarios);
    let count = totals.passed + totals.failed + totals.undecided + totals.not_found;
    if count == 0 {
        return Err("nothing is expected: write `# expect shop/web -> shop/api TCP 8080: allowed`".to_owned());
    }
    let is_incomplete = scenarios.iter().any(|it| it.incomplete.is_some());
    let status = u8::from(totals.passed < count || is_incomplete);
    let tested = Tested { schema: 1, scenarios, totals };
    let output = match it.output {
        TestFormat::Text => forms::text(&tested).into(),
        TestFormat::Json => json::pretty(&tested).into(),
        TestFormat::Junit => forms::junit(&tested).into(),
        TestFormat::Tap => forms::tap(&tested).into(),
        TestFormat::Github => forms::github(&tested).into(),
    };
    Ok((output, status))
}

fn of_files(sources: &Sources, options: &Options) -> Scenario {
    let analysis = sources.analyze(options);
    problems::to_stderr(&analysis);
    scenario("files".to_owned(), &analysis)
}

/// A block is a file of its own, with empty lines above it, so that its lines are those of the page.
fn of_block(page: &SourceFile, block: &pages::Block, options: &Options) -> Scenario {
    let text = format!("{}{}", "\n".repeat(block.line), block.text);
    let analysis = analyze(&[SourceFile::new(page.name.as_str(), text)], options);
    problems::to_stderr(&analysis);
    let it = scenario(format!("{}:{}", page.name, block.line), &analysis);
    if it.expectations.is_empty() {
        let mut text = Text::default();
        text.line(format_args!(
            "{}: warning: this block expects nothing, so nothing of it is tested",
            it.name
        ));
        text.to_stderr();
    }
    it
}

fn scenario(name: String, analysis: &Analysis) -> Scenario {
    let ExpectationsReport { expectations, totals, incomplete, .. } = analysis.expectations_report();
    Scenario { name, expectations, totals, incomplete }
}

fn sum(scenarios: &[Scenario]) -> ExpectationTotalsReport {
    let mut res = ExpectationTotalsReport::default();
    for it in scenarios {
        res.passed += it.totals.passed;
        res.failed += it.totals.failed;
        res.undecided += it.totals.undecided;
        res.not_found += it.totals.not_found;
    }
    res
}
