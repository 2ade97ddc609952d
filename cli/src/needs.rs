//! Which connections the manifests themselves ask for, and whether they are allowed.

use netpol_core::Analysis;
use netpol_core::view::{NeedState, NeedView, NeedsView};

use crate::args::NeedsFormat;
use crate::json;
use crate::output::Output;
use crate::text::{self, Text, and_more};

/// What to print, and whether something would break.
pub(crate) fn run(analysis: &Analysis, format: NeedsFormat) -> (Output, bool) {
    let found = analysis.needs();
    let breaks = found.needs.iter().any(|it| it.state == NeedState::Missing);
    let output = match format {
        NeedsFormat::Json => json::pretty(&analysis.needs_report()).into(),
        NeedsFormat::Text => plain(&found).into(),
        NeedsFormat::Markdown => markdown(&found).into(),
    };
    (output, breaks)
}

const STATES: [(NeedState, &str); 3] = [
    (NeedState::Missing, "Would break"),
    (NeedState::Undecided, "Undecided"),
    (NeedState::Correct, "Correct"),
];

fn of(found: &NeedsView, state: NeedState) -> Vec<&NeedView> {
    found.needs.iter().filter(|it| it.state == state).collect()
}

/// "svc:shop/api TCP 80".
fn destination(to: &str, port: &str) -> String {
    format!("{to} {port}").trim_end().to_owned()
}

/// "shop.yaml:12: variable API_URL, a URL (guess): api:80", and how many more there are.
fn shown(it: &NeedView) -> Option<String> {
    let first = it.shown.first()?;
    let guess = if first.is_guess { " (guess)" } else { "" };
    let more = and_more(it.shown.len().saturating_sub(1), "");
    Some(format!("{}:{}: {}{guess}: {}{more}", first.file, first.line, first.what, first.text))
}

const UNNEEDED: &str = "Allowed, and nothing in the manifests asks for it";

fn plain(found: &NeedsView) -> Text {
    let mut text = Text::default();
    text.line(&found.summary);
    for (state, title) in STATES {
        let those = of(found, state);
        if those.is_empty() {
            continue;
        }
        text.blank();
        text.line(format_args!("{title}:"));
        for it in those {
            let why = if it.sentence.is_empty() { String::new() } else { format!(": {}", it.sentence) };
            text.line(format_args!("  {} to {}{why}", it.from, destination(&it.to, &it.port)));
            if let Some(it) = shown(it) {
                text.line(format_args!("    {it}"));
            }
        }
    }
    if !found.unneeded.is_empty() {
        text.blank();
        text.line(format_args!("{UNNEEDED}:"));
        for it in &found.unneeded {
            text.line(format_args!("  {} to {}", it.from, destination(&it.to, &it.port)));
        }
    }
    if !found.is_complete {
        text.blank();
        text.line("not everything was looked at: the input is too large");
    }
    text
}

fn markdown(found: &NeedsView) -> Text {
    let mut text = Text::default();
    text.line(text::markdown(&found.summary));
    for (state, title) in STATES {
        let those = of(found, state);
        if those.is_empty() {
            continue;
        }
        text.blank();
        text.line(format_args!("## {title}"));
        text.blank();
        text.line("| from | to | why it is needed |");
        text.line("|---|---|---|");
        for it in those {
            let mut why = shown(it).unwrap_or_default();
            if !it.sentence.is_empty() {
                why = format!("{}; {why}", it.sentence);
            }
            let cells = [&it.from, &destination(&it.to, &it.port), &why].map(|it| text::markdown(it));
            text.line(format_args!("| {} |", cells.join(" | ")));
        }
    }
    if !found.unneeded.is_empty() {
        text.blank();
        text.line(format_args!("## {UNNEEDED}"));
        text.blank();
        for it in &found.unneeded {
            let to = destination(&it.to, &it.port);
            text.line(format_args!("- {} to {}", text::markdown(&it.from), text::markdown(&to)));
        }
    }
    if !found.is_complete {
        text.blank();
        text.line("Not everything was looked at: the input is too large.");
    }
    text
}
