//! What a page around an embed sends: files, and texts that choose a cell and a port. Then what is done with files besides
//! evaluating them: what may be secret is left out, and each fix of a problem is applied.
//!
//! The first two lines of the input are the cell (`from -> to`) and the port, the rest is the file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use netpol_core::diagnostic::Fix;
use netpol_core::redact::{find, redacted};
use netpol_core::{Options, SourceFile, analyze, analyze_after};

const LIMIT: u64 = 1 << 20;
/// So many problems are mended.
const FEW: usize = 4;

fuzz_target!(|input: &str| {
    let mut parts = input.splitn(3, '\n');
    let [cell, port, text] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let options = Options { limit_work: LIMIT, ..Options::default() };
    let file = |text: &str| [SourceFile::new("a.yaml", text)];
    let analysis = analyze(&file(text), &options);
    let (from, to) = cell.split_once("->").unwrap_or((cell, cell));
    if let (Ok(asked), Ok(from), Ok(to)) =
        (analysis.parse_asked(port), analysis.end(from.trim()), analysis.end(to.trim()))
    {
        for probe in analysis.ports_at(&asked, 0) {
            let _none_of_these_ends = analysis.explanation(from, to, probe);
        }
    }
    let _no_probe = analysis.parse_probe(port);
    let _no_service = analysis.parse_service(to);
    let _no_destination = analysis.destination(to);
    let left = redacted(text);
    assert!(left.len() <= text.len() + 4 * find(text).len(), "what is left out does not grow");
    for fix in analysis.diagnostics().iter().flat_map(|it| &it.fixes).take(FEW) {
        let mended = file(&applied(text, fix));
        let (after, alone) = (analyze_after(Some(&analysis), &mended, &options), analyze(&mended, &options));
        assert_eq!(after.diagnostics(), alone.diagnostics(), "{}", fix.title);
        assert_eq!(after.endpoints(), alone.endpoints(), "{}", fix.title);
    }
});

/// The text after the edits of a fix, from the last to the first: each leaves the places before it as they are.
fn applied(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|it| it.location.span.start);
    let mut res = text.to_owned();
    for it in edits.iter().rev() {
        let span = it.location.span;
        res.replace_range(span.start as usize..span.end as usize, &it.text);
    }
    res
}
