//! Counts, and how long each step took.

use std::time::Instant;

use netpol_core::Options;
use netpol_core::api::analyze_measured;
use netpol_core::diagnostic::Severity;

use crate::input::Sources;
use crate::text::Text;

/// Runs the whole evaluation step by step. The milliseconds are wall time.
pub(crate) fn run(Sources { files, unread, .. }: Sources, options: &Options) -> (Text, bool) {
    let start = Instant::now();
    let mut read_at = start.elapsed();
    let analysis = analyze_measured(&files, options, || read_at = start.elapsed()).without(unread);
    let classes_at = start.elapsed();
    let counts = analysis.counts();
    let done_at = start.elapsed();
    let milliseconds = |it: std::time::Duration| it.as_secs_f64() * 1000.0;
    let count = |severity| analysis.diagnostics().iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut text = Text::default();
    for (name, value) in [
        ("endpoints", counts.endpoints as u64),
        ("classes", counts.classes as u64),
        ("policies", counts.policies as u64),
        ("allowed pairs", counts.allowed_pairs),
        ("errors", errors as u64),
        ("warnings", warnings as u64),
    ] {
        text.line(format_args!("{name:<14} {value:>12}"));
    }
    if let Some(pods) = analysis.not_computed() {
        text.line(format_args!("{:<14} {pods:>12} pods", "not computed"));
    }
    for (name, value) in [
        ("read", milliseconds(read_at)),
        ("classes", milliseconds(classes_at - read_at)),
        ("matrix", milliseconds(done_at - classes_at)),
        ("total", milliseconds(done_at)),
    ] {
        text.line(format_args!("{name:<14} {value:>12.1} ms"));
    }
    // The process ends here: nothing has to wait until the memory is given back.
    std::mem::forget(analysis);
    (text, errors > 0)
}
