//! `netpol repair`: the smallest edits that allow a connection, or deny it.

use netpol_core::SourceFile;
use netpol_core::api::{End, Wanted};
use netpol_core::view::{EditView, RepairView, RepairsView};

use crate::args::{self, ExplainFormat, RepairArguments};
use crate::input::{self, Sources};
use crate::output::Output;
use crate::text::Text;
use crate::{json, problems, written};

/// What to print, and the status: 0 where there is an edit or nothing to do, 1 where there is none.
pub(crate) fn run(it: &RepairArguments) -> Result<(Output, u8), String> {
    let mut options = it.options.to_options(&it.input)?;
    let addresses = [&it.from, &it.to].into_iter().filter_map(|it| netpol_core::view::names::address(it));
    options.externals.extend(addresses);
    let sources = input::read(&it.input)?;
    let analysis = sources.analyze(&options);
    let ends = analysis.end(&it.from).and_then(|from| analysis.end(&it.to).map(|to| (from, to)));
    let (from, to) = ends.inspect_err(|_| problems::to_stderr(&analysis))?;
    let row = |it: End, text: &str| it.row().ok_or_else(|| format!("`{text}` has no row of its own"));
    let (from, to) = (row(from, &it.from)?, row(to, &it.to)?);
    let asked = args::asked(&analysis, it.port.as_deref())?;
    let probe = analysis.port_at(&asked, to)?;
    let wanted = if it.deny { Wanted::Denied } else { Wanted::Allowed };
    let Some(found) = analysis.repairs(from, to, probe, Some(wanted)) else {
        return Err("between these two there is nothing to decide".to_owned());
    };
    if let Some(nth) = it.apply {
        return Ok((applied(&sources, &found, nth)?.into(), 0));
    }
    let status = u8::from(found.repairs.is_empty() && found.obstacle != "it is so already");
    if it.output == ExplainFormat::Json {
        return Ok((json::pretty(&found).into(), status));
    }
    problems::to_stderr(&analysis);
    Ok((text(&analysis, it, &found).into(), status))
}

fn text(analysis: &netpol_core::Analysis, it: &RepairArguments, found: &RepairsView) -> Text {
    let mut text = Text::default();
    let RepairsView { wanted, port, obstacle, .. } = found;
    text.line(format_args!("{} → {}, {port}: to be {wanted}", it.from, it.to));
    if found.repairs.is_empty() {
        text.line(obstacle);
    }
    for (nth, it) in (1..).zip(&found.repairs) {
        text.blank();
        text.line(format_args!("{nth}. {}", it.title));
        text.line(format_args!("   {}", it.effect));
        others(&mut text, it);
        let mut file = None;
        for line in &it.patch {
            if file.replace(line.file) != Some(line.file) {
                text.line(format_args!("   {}:{}", analysis.file_name(line.file), line.line));
            }
            text.line(format_args!("   {} {}", if line.added { '+' } else { '-' }, line.text));
        }
    }
    text
}

/// The pairs that change besides the one that is meant.
fn others(text: &mut Text, it: &RepairView) {
    if it.others == 0 {
        return;
    }
    for change in &it.changes {
        text.line(format_args!(
            "     {} → {}: {}",
            change.from_name,
            change.to_name,
            change.kind.replace('-', " ")
        ));
    }
    let told = it.changes.len() as u64;
    if told <= it.others {
        text.line(format_args!("     and {} more", it.others + 1 - told));
    }
}

/// Writes the files with one of the edits.
fn applied(sources: &Sources, found: &RepairsView, nth: usize) -> Result<Text, String> {
    let chosen = nth.checked_sub(1).and_then(|it| found.repairs.get(it));
    let Some(it) = chosen else {
        let why = if found.obstacle.is_empty() { String::new() } else { format!(": {}", found.obstacle) };
        return Err(format!("there are {} edits, and no number {nth}{why}", found.repairs.len()));
    };
    let mut text = Text::default();
    for (at, file) in (0..).zip(&sources.files) {
        let edits: Vec<&EditView> = it.edits.iter().filter(|it| it.place.file == at).collect();
        if edits.is_empty() {
            continue;
        }
        if file.name == "-" {
            return Err("standard input cannot be written".to_owned());
        }
        written::over(file, &SourceFile::new(file.name.clone(), EditView::edited(&file.text, edits)))?;
        text.line(format_args!("{}: {}", file.name, it.title));
    }
    text.line(&it.effect);
    Ok(text)
}
