//! One file, read and evaluated, and everything asked about it that the page asks. Nothing may panic, and what has to be
//! so of every input is so.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use netpol_core::{Options, Probe, SourceFile, analyze, compare};

/// Counted steps: enough for what a short text can ask, and few enough to be quick.
const LIMIT: u64 = 1 << 20;
/// So many rows and columns are looked at.
const FEW: u32 = 8;

fn options() -> Options {
    Options { limit_work: LIMIT, ..Options::default() }
}

fuzz_target!(|text: &str| {
    let files = [SourceFile::new("a.yaml", text)];
    let analysis = analyze(&files, &options());
    let count = analysis.endpoints().len() as u32;
    for (from, to) in (0..count.min(FEW)).flat_map(|from| (0..count.min(FEW)).map(move |to| (from, to))) {
        assert!(analysis.cell(from, to, Probe::Any).is_some(), "a cell of the matrix");
        analysis.explanation(from, to, Probe::Any);
    }
    let counts = analysis.counts();
    assert_eq!(counts.endpoints, count as usize);
    for it in analysis.problems() {
        assert!(it.place.is_none_or(|it| it.from <= it.to), "{it:?}");
    }
    for offset in (0..=text.len()).step_by(text.len() / 64 + 1) {
        let it = analysis.completions(text, offset);
        assert!(text.get(it.from as usize..it.to as usize).is_some(), "{offset}: {it:?}");
        analysis.hover(text, offset);
    }
    for it in analysis.services() {
        for from in 0..count.min(FEW) {
            let _no_such_port = analysis.service_flow(from, &it.id, None);
        }
    }
    analysis.ingresses();
    analysis.port_choices();
    analysis.lenses(0);
    analysis.lints(|_| true);
    let expected = analysis.expectations();
    for at in 0..expected.count().min(FEW as usize) {
        assert_eq!(expected.get(at).map(|it| it.state), expected.state(at), "an expectation");
    }
    let rows: Vec<Vec<u32>> = (0..count.min(FEW)).map(|it| vec![it]).collect();
    expected.cells(&rows, &rows, Probe::Any);
    let _nothing_to_expect = analysis.expect_cells(&rows, &rows, Probe::Any);
    let _nothing_asked = analysis.needs();
    analysis.unused();
    // The first half of the text, and then all of it.
    let half = text.get(..text.floor_char_boundary(text.len() / 2)).unwrap_or_default();
    let before = analyze(&[SourceFile::new("a.yaml", half)], &options());
    compare(&Arc::new(before), &Arc::new(analysis)).edit();
});
