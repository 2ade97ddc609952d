//! The page does not read documents again that did not change: whatever is typed, the analysis must be the one
//! that the files have by themselves.

use netpol_core::{Analysis, Options, SourceFile, analyze, analyze_after};
use netpol_tests::generator::{self, NAMESPACES};
use netpol_tests::mutate::mutate;
use netpol_tests::runs::run;

#[test]
fn after_an_edit_the_analysis_is_that_of_the_text_alone() {
    run(100, |manifests, random| {
        let mut texts = [manifests.plain(), generator::manifests(random).plain()];
        let mut options = Options::default();
        let mut last: Option<Analysis> = None;
        for step in 0..6 {
            match random.range(0..5) {
                0 => texts.swap(0, 1),
                1 => options.default_namespace = (*random.pick(&NAMESPACES)).to_owned(),
                2 => texts[0] = format!("{}---\n{}", texts[0], generator::manifests(random).plain()),
                _ => {
                    let at = random.range(0..2);
                    texts[at] = mutate(&texts[at], random);
                }
            }
            let files = texts.clone().map(|it| SourceFile::new("a.yaml", it));
            let again = analyze_after(last.as_ref(), &files, &options);
            let alone = analyze(&files, &options);
            let rows = 0..alone.endpoints().len() as u32;
            let cells = |it: &Analysis| -> Vec<_> {
                let row = |from| rows.clone().map(move |to| (from, to));
                rows.clone().flat_map(row).map(|(from, to)| it.reachability(from, to)).collect()
            };
            let is_same = again.manifests() == alone.manifests()
                && again.diagnostics() == alone.diagnostics()
                && again.is_incomplete() == alone.is_incomplete()
                && again.endpoints() == alone.endpoints()
                && cells(&again) == cells(&alone);
            if !is_same {
                return Err((texts.join("=======\n"), format!("step {step}")));
            }
            last = Some(again);
        }
        Ok(())
    });
}
