//! Repairs of random cells of random clusters: each does what it says, in the text that it leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use netpol_core::diagnostic::Severity;
use netpol_core::view::EditView;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze, compare};
use netpol_tests::generator;
use netpol_tests::runs::run_on;

fn read(text: &str) -> Arc<Analysis> {
    let options = Options { stand_ins: false, ..Options::default() };
    Arc::new(analyze(&[SourceFile::new("all.yaml", text)], &options))
}

fn errors(it: &Analysis) -> usize {
    it.diagnostics().iter().filter(|it| it.severity == Severity::Error).count()
}

#[test]
fn a_repair_changes_the_cells_that_it_names_and_no_others() {
    let (tried, asked) = (AtomicUsize::new(0), AtomicUsize::new(0));
    run_on(generator::of_all_kinds, 60, |manifests, random| {
        let text = manifests.plain();
        let before = read(&text);
        let pods = before.model().cluster.pod_count();
        if pods < 2 {
            return Ok(());
        }
        for _ in 0..3 {
            let (from, to) = (random.range(0..pods) as u32, random.range(0..pods) as u32);
            let port = if random.chance(50) {
                Probe::Any
            } else {
                Probe::Port(netpol_core::protocol::Protocol::Tcp, 80)
            };
            let Some(found) = before.repairs(from, to, port, None) else { continue };
            asked.fetch_add(1, Ordering::Relaxed);
            for it in &found.repairs {
                let after_text = EditView::edited(&text, &it.edits);
                let after = read(&after_text);
                let failed =
                    |why: &str| Err((format!("{text}=======\n{after_text}"), format!("{it:#?}\n{why}")));
                if errors(&after) > errors(&before) {
                    return failed("a new error");
                }
                let ids = before.endpoints();
                let id = |at: u32| ids[at as usize].id.as_str();
                let [a, b] = [from, to].map(|it| after.endpoint_index(id(it)).unwrap());
                let probe = after.parse_probe(&found.port).unwrap();
                let cell = after.cell(a, b, probe).unwrap();
                let is_allowed = format!("{:?}", cell.sign);
                let wanted = if found.wanted == "allowed" { "Allowed" } else { "Denied" };
                if is_allowed != wanted {
                    return failed(&format!("the cell is {is_allowed}"));
                }
                let totals = compare(&before, &after).totals();
                let changed = totals.newly_allowed + totals.newly_denied + totals.both + totals.undecided;
                if changed != it.others + 1 {
                    return failed(&format!("{changed} pairs change"));
                }
                tried.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    });
    let (tried, asked) = (tried.into_inner(), asked.into_inner());
    assert!(tried > 100 && asked > 60, "{tried} repairs of {asked} cells: hardly anything was repaired");
}
