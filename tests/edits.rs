//! The page does not read documents again that did not change: after every edit, the analysis must be the one
//! that the files have by themselves.

use netpol_core::api::page::{Edit, Loaded, Progress, Steps, analyze_with};
use netpol_core::{Analysis, Options, SourceFile, analyze, analyze_after};
use netpol_tests::generator::{self, NAMESPACES};
use netpol_tests::mutate::mutate;
use netpol_tests::paths;
use netpol_tests::random::Random;
use netpol_tests::runs::{run, run_all};
use serde::Deserialize as _;

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
            if !is_same(&again, &alone) {
                return Err((texts.join("=======\n"), format!("step {step}")));
            }
            last = Some(again);
        }
        Ok(())
    });
}

#[test]
fn where_somebody_types_only_what_cannot_be_read_depends_on_what_was_there() {
    run(100, |manifests, random| {
        let mut text = manifests.plain();
        let options = Options::default();
        let mut last: Option<Analysis> = None;
        for step in 0..8 {
            // Back and forth, so that what was broken becomes whole again.
            let before = text.clone();
            if random.chance(70) {
                text = mutate(&text, random);
            }
            let files = [SourceFile::new("a.yaml", text.as_str())];
            let typed = analyze_with(Loaded::WHOLE, last.as_ref(), &files, &options, Edit::Typed);
            let alone = analyze(&files, &options);
            let has_last = typed.diagnostics().iter().any(|it| it.code.as_str() == "last-version");
            if !has_last && !is_same(&typed, &alone) {
                return Err((text, format!("step {step}: no last version, and another answer")));
            }
            if has_last && !alone.is_incomplete() && !is_half_typed(&alone) {
                return Err((text, format!("step {step}: a last version of what can be read")));
            }
            // All places of what stays in force are in the text.
            for it in typed.problems() {
                if it.place.is_some_and(|it| it.to as usize > text.encode_utf16().count()) {
                    return Err((text, format!("step {step}: {} stands nowhere", it.message)));
                }
            }
            let rows = typed.endpoints().len().min(6) as u32;
            for (from, to) in (0..rows).flat_map(|from| (0..rows).map(move |to| (from, to))) {
                let _ = typed.explanation(from, to, netpol_core::Probe::Any);
            }
            last = Some(typed);
            if random.chance(30) {
                text = before;
            }
        }
        Ok(())
    });
}

/// Whether a kind is not typed to its end: what only its name makes an object of another kind is in force too.
fn is_half_typed(it: &Analysis) -> bool {
    it.diagnostics().iter().any(|it| it.code.as_str() == "ignored-kinds")
}

fn is_same(one: &Analysis, other: &Analysis) -> bool {
    let rows = 0..other.endpoints().len() as u32;
    let cells = |it: &Analysis| -> Vec<_> {
        let row = |from| rows.clone().map(move |to| (from, to));
        rows.clone().flat_map(row).map(|(from, to)| it.model().reachability(from, to)).collect()
    };
    one.manifests() == other.manifests()
        && one.diagnostics() == other.diagnostics()
        && one.is_incomplete() == other.is_incomplete()
        && one.endpoints() == other.endpoints()
        && cells(one) == cells(other)
}

/// Goes on in steps of any size, once with other files on the way.
fn in_steps(before: &[SourceFile], files: &[SourceFile], random: &mut Random) -> (Analysis, usize) {
    let options = Options::default();
    let mut steps = Steps::new(Loaded::WHOLE, None, before, &options, Edit::Replaced);
    let change = random.range(0..60);
    let most = [1, 10, 100, 1_000, 10_000][random.range(0..5)];
    let mut n_steps = 0;
    loop {
        if n_steps == change {
            steps = steps.instead(Loaded::WHOLE, files, &options, Edit::Replaced);
        }
        n_steps += 1;
        match steps.go_on(random.range(0..most) + 1) {
            Progress::Going(it) => steps = *it,
            Progress::Done(it) if n_steps > change => return (*it, n_steps),
            // It was done with what was there before.
            Progress::Done(it) => {
                steps = Steps::new(Loaded::WHOLE, Some(&*it), files, &options, Edit::Replaced)
            }
        }
    }
}

#[test]
fn steps_of_any_size_lead_where_one_does() {
    let n_steps = std::cell::Cell::new(0);
    run_all(60, |manifests, random| {
        let texts = [manifests.plain(), generator::manifests(random).plain()];
        let texts = texts.map(|it| if random.chance(30) { mutate(&it, random) } else { it });
        let texts = texts.map(|it| if random.chance(30) { as_list(&it) } else { it });
        let [before, files] = texts.each_ref().map(|it| [SourceFile::new("a.yaml", it.as_str())]);
        let (stepwise, n) = in_steps(&before, &files, random);
        n_steps.set(n_steps.get() + n);
        let is_same = is_same(&stepwise, &analyze(&files, &Options::default()));
        if is_same { Ok(()) } else { Err((texts.join("=======\n"), "in steps it is another".to_owned())) }
    });
    assert!(n_steps.get() > 10_000, "{} steps: the test stops too seldom", n_steps.get());
}

#[test]
fn every_case_is_the_same_in_steps() {
    let mut random = Random::new(7);
    for path in ["tests/cases", "static/scenarios"].into_iter().flat_map(|it| paths::files(it, "yaml")) {
        let files = [SourceFile::new("a.yaml", std::fs::read_to_string(&path).unwrap())];
        let (stepwise, _) = in_steps(&[], &files, &mut random);
        assert!(is_same(&stepwise, &analyze(&files, &Options::default())), "{}", path.display());
    }
}

/// The documents as one list, as `kubectl get -o yaml` prints it.
fn as_list(documents: &str) -> String {
    let mut list = "apiVersion: v1\nitems:\n".to_owned();
    for document in documents.split("---\n").filter(|it| !it.trim().is_empty()) {
        for (at, line) in document.lines().enumerate() {
            list += if at == 0 { "- " } else { "  " };
            list += line;
            list.push('\n');
        }
    }
    list + "kind: List\nmetadata:\n  resourceVersion: \"\"\n"
}

/// The same as `kubectl get -o json` prints it.
fn as_json_list(documents: &str) -> String {
    let items: Vec<serde_json::Value> = serde_yaml::Deserializer::from_str(documents)
        .filter_map(|it| serde_json::Value::deserialize(it).ok())
        .filter(|it| !it.is_null())
        .collect();
    let list = serde_json::json!({
        "apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""},
    });
    serde_json::to_string_pretty(&list).unwrap()
}

#[test]
fn a_list_that_is_read_by_items_means_what_it_means_as_a_whole() {
    items_against_whole(as_list, "\nkind: List\n", "\nkind: List #\n");
}

#[test]
fn a_json_list_that_is_read_by_items_means_what_it_means_as_a_whole() {
    items_against_whole(as_json_list, "\"kind\": \"List\",\n", "\"kind\": \"List\", #\n");
}

/// Reads lists by items, and again with a comment on one line, for which no list is cut. It moves nothing that stands
/// before it.
fn items_against_whole(as_list: fn(&str) -> String, line: &str, with_comment: &str) {
    let n_cut = std::cell::Cell::new(0);
    run(300, |manifests, random| {
        let mut list = as_list(&manifests.plain());
        for _ in 0..random.range(0..3) {
            list = mutate(&list, random);
        }
        let whole = list.replace(line, with_comment);
        n_cut.set(n_cut.get() + usize::from(netpol_core::internals::yaml::items(&list).is_some()));
        let whole_is_cut = netpol_core::internals::yaml::items(&whole).is_some();
        let analysis = |it: &str| analyze(&[SourceFile::new("a.yaml", it)], &Options::default());
        let (one, other) = (analysis(&list), analysis(&whole));
        let rows = 0..other.endpoints().len() as u32;
        let cells = |it: &Analysis| -> Vec<_> {
            let row = |from| rows.clone().map(move |to| (from, to));
            rows.clone().flat_map(row).map(|(from, to)| it.model().reachability(from, to)).collect()
        };
        let place = |it: &netpol_core::diagnostic::Diagnostic| {
            let here = it.location.map(|it| it.span).filter(|it| it.start as usize <= whole.len() - 60);
            (it.code, it.message.clone(), it.object.clone(), here)
        };
        let told = |it: &Analysis| it.diagnostics().iter().map(place).collect::<Vec<_>>();
        let is_same = !whole_is_cut
            && told(&one) == told(&other)
            && one.is_incomplete() == other.is_incomplete()
            && one.endpoints() == other.endpoints()
            && cells(&one) == cells(&other);
        if is_same { Ok(()) } else { Err((list.clone(), format!("{:#?}\n{:#?}", told(&one), told(&other)))) }
    });
    let n_cut = n_cut.get();
    assert!(n_cut > 100, "{n_cut} lists were cut: the test compares too little");
}
