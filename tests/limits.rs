//! Random clusters under random limits of counted work: what is computed is what is computed without a limit, and what
//! is left out is nowhere allowed.

use netpol_core::view::{CellView, ServiceOutcome};
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze};
use netpol_tests::runs::run_all;

fn under(text: &str, limit_work: u64) -> Analysis {
    analyze(&[SourceFile::new("a.yaml", text)], &Options { limit_work, ..Options::default() })
}

#[test]
fn a_limit_leaves_out_and_changes_nothing_else() {
    run_all(300, |manifests, random| {
        let text = manifests.plain();
        // Most random clusters take some thousand steps.
        let limit = 1 << random.range(0..18);
        compare(&under(&text, u64::MAX), &under(&text, limit)).map_err(|it| (text, format!("{limit}: {it}")))
    });
}

fn compare(whole: &Analysis, limited: &Analysis) -> Result<(), String> {
    let count = whole.endpoints().len() as u32;
    if limited.endpoints() != whole.endpoints() {
        return Err("other rows".to_owned());
    }
    let is_left_out = limited.diagnostics().iter().any(|it| it.code.as_str() == "work-limit");
    for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
        let cell = |it: &Analysis| it.cell(from, to, Probe::Any);
        let (Some(full), Some(found)) = (cell(whole), cell(limited)) else {
            return Err("no cell".to_owned());
        };
        let computed = !found.label.contains("not computed");
        let right = if computed { found == full } else { is_left_out && is_less(&found, &full) };
        if !right {
            return Err(format!("{}, without a limit {}", found.label, full.label));
        }
        let sentence = |it: &Analysis| it.explanation(from, to, Probe::Any).map(|it| it.sentence);
        let (full, found) = (sentence(whole), sentence(limited));
        if found != full && !found.iter().any(|it| it.contains("not computed")) {
            return Err(format!("{found:?}, without a limit {full:?}"));
        }
    }
    for service in whole.services() {
        for from in 0..count {
            let outcome = |it: &Analysis| it.service_cell(from, &*service.id, None).map(|it| it.0);
            let (full, found) = (outcome(whole), outcome(limited));
            if found != full && !(is_left_out && found == Ok(ServiceOutcome::Unknown)) {
                return Err(format!("{from} to {}: {found:?}, without a limit {full:?}", service.id));
            }
        }
    }
    let allowed = |it: &Analysis| it.counts().allowed_pairs;
    if allowed(whole) < allowed(limited) || is_left_out != limited.is_incomplete() && !whole.is_incomplete() {
        return Err("counts or marks".to_owned());
    }
    Ok(())
}

/// Whether a cell that is not computed claims no more than is so.
fn is_less(found: &CellView, full: &CellView) -> bool {
    found.sign.as_str() == "unknown" && (found.ports.is_empty() || !full.ports.is_empty())
}
