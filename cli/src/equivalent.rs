//! Whether two sets of policies agree for every pod that could exist.

use netpol_core::api::{Agreement, equivalence};

use crate::args::{EquivalentArguments, EquivalentFormat};
use crate::json;
use crate::output::Output;
use crate::problems;
use crate::sides;
use crate::text::Text;

/// What to print, and the status: 0 they are equal, 1 they differ, 2 that was not found out.
pub(crate) fn run(it: &EquivalentArguments) -> Result<(Output, u8), String> {
    let inputs = it.both.inputs();
    let [first, _] = &inputs;
    let options = it.options.to_options(first)?;
    let [(_, one), (_, other)] = sides::read(&inputs, &options)?;
    let found = equivalence(&one, &other);
    let status = status(found.agreement());
    if it.output == EquivalentFormat::Json {
        return Ok((json::pretty(&found.report()).into(), status));
    }
    problems::to_stderr(&one);
    problems::to_stderr(&other);
    let found = found.view();
    let mut text = Text::default();
    text.line(&found.sentence);
    if let Some(example) = &found.example {
        text.blank();
        text.line(format_args!("from {}", example.from));
        text.line(format_args!("to {}", example.to));
        text.line(format_args!("on {}: {}", example.port, example.sentence));
    }
    Ok((text.into(), status))
}

fn status(it: Agreement) -> u8 {
    match it {
        Agreement::Equal => 0,
        Agreement::Narrower | Agreement::Wider | Agreement::Different => 1,
        Agreement::NotFound => 2,
    }
}
