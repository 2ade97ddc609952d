//! Repairs of random cells of random clusters: each does what it says, in the text that it leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use netpol_core::diagnostic::Severity;
use netpol_core::view::EditView;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze, compare};
use netpol_tests::generator;
use netpol_tests::runs::run_on;
use netpol_tests::spec::{End, Facts, Flow, Spec};

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

/// What the specification says of every pair of pods, on a few ports.
fn answers(text: &str) -> Vec<(String, String, Vec<String>)> {
    let spec = Spec::given(text, Facts::default());
    let ports = ["TCP", "UDP", "SCTP"].into_iter().flat_map(|it| generator::PORTS.map(|port| (it, port)));
    let ports: Vec<(&str, u16)> = ports.collect();
    let pods = &spec.cluster.pods;
    let pairs = pods.iter().flat_map(|from| pods.iter().map(move |to| (from, to)));
    let said = pairs.map(|(from, to)| {
        let flow = |&(protocol, port)| Flow { from: End::Pod(from), to: End::Pod(to), protocol, port };
        let answers = ports.iter().map(|it| format!("{:?}", spec.answer(&flow(it))));
        (from.id.clone(), to.id.clone(), answers.collect())
    });
    said.collect()
}

#[test]
fn a_fix_tells_every_cell_that_the_specification_sees_change() {
    let (tried, changed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    run_on(generator::of_all_kinds, 100, |manifests, _| {
        let text = manifests.plain();
        let before = read(&text);
        let report = before.problems_report_with_effects(before.diagnostics(), None);
        let said = answers(&text);
        for fix in report.problems.iter().flat_map(|it| &it.fixes).take(6) {
            let (Some(changes), Some(count)) = (&fix.changes, fix.changed) else { continue };
            let after_text = EditView::edited(&text, &fix.edits);
            let failed =
                |why: &str| Err((format!("{text}=======\n{after_text}"), format!("{fix:#?}\n{why}")));
            let after = read(&after_text);
            // What the server refuses is nothing that the specification speaks of.
            if errors(&before) + errors(&after) > 0 {
                continue;
            }
            let again = compare(&before, &after).totals();
            if count != again.newly_allowed + again.newly_denied + again.both + again.undecided {
                return failed("the edited text changes another number of pairs");
            }
            tried.fetch_add(1, Ordering::Relaxed);
            // Others are not named.
            if count > changes.len() as u64 {
                continue;
            }
            let now = answers(&after_text);
            for (from, to, answer) in &said {
                let Some(new) = now.iter().find(|it| &it.0 == from && &it.1 == to) else { continue };
                let is_told = changes.iter().any(|it| &it.from == from && &it.to == to);
                if answer != &new.2 && !is_told {
                    return failed(&format!("{from} -> {to} is not told"));
                }
                changed.fetch_add(usize::from(answer != &new.2), Ordering::Relaxed);
            }
        }
        Ok(())
    });
    let (tried, changed) = (tried.into_inner(), changed.into_inner());
    assert!(tried > 50 && changed > 20, "{tried} fixes change {changed} cells: hardly anything was mended");
}
