//! How expectations are printed: for people, and in the forms that CIs read.

use netpol_core::view::report::ExpectationReport;

use super::{Scenario, Tested};
use crate::text::{Text, xml};

/// A line for each that did not pass, with what decided below it, and how many there are of each.
pub(super) fn text(it: &Tested) -> Text {
    let mut text = Text::default();
    for (scenario, it) in all(it).filter(|it| it.1.state != "passed") {
        text.line(format_args!("{}:{}: {}: {}", it.file, it.line, it.words(), title(it)));
        text.line(format_args!("    {}", it.message));
        let below = [&it.because, &it.help];
        for it in below.into_iter().flatten() {
            text.line(format_args!("    {it}"));
        }
        if let Some(missing) = &scenario.incomplete {
            text.line(format_args!("    the result is incomplete: {missing}"));
        }
    }
    text.line(it.totals.words());
    text
}

/// JUnit's XML.
pub(super) fn junit(it: &Tested) -> Text {
    let mut text = Text::default();
    let count = |it: &netpol_core::view::report::ExpectationTotalsReport| {
        (it.passed + it.failed + it.undecided + it.not_found, it.failed + it.undecided, it.not_found)
    };
    let (tests, failures, errors) = count(&it.totals);
    text.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.line(format_args!(
        "<testsuites name=\"netpol\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    ));
    for scenario in &it.scenarios {
        let (tests, failures, errors) = count(&scenario.totals);
        let name = xml(&scenario.name);
        text.line(format_args!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        ));
        for it in &scenario.expectations {
            let head = format!(
                "    <testcase classname=\"{name}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                xml(&title(it)),
                xml(&it.file),
                it.line
            );
            if it.state == "passed" {
                text.line(format_args!("{head}/>"));
                continue;
            }
            let element = if it.state == "not-found" { "error" } else { "failure" };
            text.line(format_args!("{head}>"));
            let told = sentence(it);
            let (kind, short) = (it.words(), xml(&it.message));
            text.line(format_args!(
                "      <{element} type=\"{kind}\" message=\"{short}\">{}</{element}>",
                xml(&told)
            ));
            text.line("    </testcase>");
        }
        text.line("  </testsuite>");
    }
    text.line("</testsuites>");
    text
}

/// The Test Anything Protocol.
pub(super) fn tap(it: &Tested) -> Text {
    let mut text = Text::default();
    text.line("TAP version 13");
    text.line(format_args!("1..{}", all(it).count()));
    for (at, (_, it)) in all(it).enumerate() {
        let not = if it.state == "passed" { "" } else { "not " };
        // A `#` would begin a directive.
        let title = title(it).replace('#', "＃");
        text.line(format_args!("{not}ok {} - {title}", at + 1));
        if it.state != "passed" {
            text.line("  ---");
            text.line(format_args!("  severity: {}", it.state));
            text.line(format_args!("  message: {}", quoted(&sentence(it))));
            text.line(format_args!("  at: {}", quoted(&format!("{}:{}", it.file, it.line))));
            text.line("  ...");
        }
    }
    text
}

/// Commands of GitHub's runner, which marks the lines in a pull request.
pub(super) fn github(it: &Tested) -> Text {
    let mut text = Text::default();
    for (_, it) in all(it).filter(|it| it.1.state != "passed") {
        let message = format!("{}: {}", title(it), sentence(it));
        let title = format!("expectation {}", it.words());
        let properties = [("file", it.file.clone()), ("line", it.line.to_string()), ("title", title)];
        text.annotation("error", &properties, &message);
    }
    text.line(it.totals.words());
    text
}

fn all(it: &Tested) -> impl Iterator<Item = (&Scenario, &ExpectationReport)> {
    it.scenarios.iter().flat_map(|it| it.expectations.iter().map(move |one| (it, one)))
}

/// The name of a test and what it asks.
fn title(it: &ExpectationReport) -> String {
    match &it.name {
        Some(name) => format!("{name} ({})", it.text),
        None => it.text.clone(),
    }
}

/// What was found, and what decided it.
fn sentence(it: &ExpectationReport) -> String {
    let parts = [Some(&it.message), it.because.as_ref(), it.help.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("; ")
}

/// A text of YAML in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " "))
}
