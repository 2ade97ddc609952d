use leptos::prelude::*;
use netpol_core::api::page::Edit;
use netpol_core::view::Place;

use super::*;

/// A page with two files, inside an owner.
fn with_page(test: impl FnOnce(Playground)) {
    let owner = Owner::new();
    owner.set();
    let files = vec![SourceFile::new("a.yaml", "a: 1"), SourceFile::new("b.yaml", "b: 1")];
    let state = ShareState { files, ..ShareState::default() };
    test(Playground::new(state, None, RwSignal::new(crate::app::parts::at_start()), |_| ()));
}

fn names(page: Playground) -> Vec<String> {
    page.files_now().list.iter().map(|it| it.name.clone()).collect()
}

#[test]
fn what_is_removed_comes_back_with_its_text_and_place() {
    with_page(|page| {
        page.show_file(1);
        let removed = page.remove_file(0).unwrap();
        assert_eq!(names(page), ["b.yaml"]);
        assert_eq!(page.files_now().active, 0);
        page.edit(0, "b: written since");
        page.put_back(0, removed);
        assert_eq!(names(page), ["a.yaml", "b.yaml"]);
        let files = page.files_now();
        assert_eq!(
            (files.active, &*files.list[0].text, &*files.list[1].text),
            (0, "a: 1", "b: written since")
        );
    });
}

#[test]
fn the_last_file_leaves_an_empty_one() {
    with_page(|page| {
        page.remove_file(0);
        let last = page.remove_file(0).unwrap();
        assert_eq!(names(page), ["policies.yaml"]);
        page.put_back(0, last);
        assert_eq!(names(page), ["b.yaml"]);
    });
}

#[test]
fn names_stay_unique() {
    with_page(|page| {
        page.add_file("a.yaml", "");
        page.add_file("", "");
        assert_eq!(names(page), ["a.yaml", "b.yaml", "a-2.yaml", "new.yaml"]);
        assert!(page.rename_file(0, "b.yaml").is_err());
        assert!(page.rename_file(0, " ").is_err());
        assert!(page.rename_file(0, " c.yaml ").is_ok());
        assert_eq!(page.files_now().list[0].name, "c.yaml");
        for _ in 0..2 {
            page.add_file("v1.2/policies", "");
        }
        assert_eq!(names(page).last().map(String::as_str), Some("v1.2/policies-2"));
    });
}

#[test]
fn a_scenario_puts_work_aside_and_gives_it_back() {
    with_page(|page| {
        let other = ShareState { files: vec![SourceFile::new("x.yaml", "x: 1")], ..ShareState::default() };
        assert!(page.open(page.snapshot(), other));
        assert_eq!(names(page), ["x.yaml"]);
        page.take_back(page.snapshot());
        assert_eq!(names(page), ["a.yaml", "b.yaml"]);
        page.take_back(page.snapshot());
        assert_eq!(names(page), ["x.yaml"], "exchanged, so nothing is lost either way");
    });
}

#[test]
fn showing_another_file_is_no_edit() {
    with_page(|page| {
        let before = page.asked.get_untracked();
        page.show_file(1);
        assert!(before == page.asked.get_untracked());
        page.edit(1, "b: 2");
        assert!(before != page.asked.get_untracked());
        assert_eq!(page.files_now().origin, Origin::Editor);
    });
}

#[test]
fn what_is_put_into_the_text_that_is_there_is_typed_and_other_files_are_not() {
    with_page(|page| {
        let change = || page.files_now().change;
        let place = Place { file: 0, from: 0, to: 0, from_line: 1, to_line: 1 };
        assert!(page.put([(place, "# a\n")].into_iter()));
        assert_eq!(change(), Edit::Typed);
        page.restore(page.snapshot());
        assert_eq!(change(), Edit::Replaced);
    });
}

#[test]
fn large_files_keep_the_last_matrix_until_their_own_is_there() {
    with_page(|page| {
        let small = page.analysis.get_untracked();
        let pods = |n: usize| {
            let pod = |n| format!("---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}}}\n");
            (0..n).map(pod).collect::<String>() + &"# many\n".repeat(40_000)
        };
        page.edit(0, &pods(1));
        assert!(page.analysis.get_untracked() == small && page.is_behind(), "it is not analyzed yet");

        // What comes for an older text is dropped.
        let old = page.asked.get_untracked();
        page.edit(0, &pods(2));
        page.analyzed(old.clone(), Analyzed::of(old.source.revision, Ok(analysis(&old)), None));
        assert!(page.analysis.get_untracked() == small);

        let asked = page.asked.get_untracked();
        page.analyzed(asked.clone(), Analyzed::of(asked.source.revision, Ok(analysis(&asked)), None));
        assert!(!page.is_behind());
        let pods = |it: Memo<Analyzed>| it.get_untracked().analysis.endpoints().len();
        assert_eq!((pods(page.analysis), pods(page.settled)), (3, 3), "two pods and what is outside");

        page.edit(0, "a: 1");
        assert!(!page.is_behind(), "small files are analyzed at once");
    });
}

#[test]
fn what_is_stopped_is_analyzed_when_the_user_asks_for_it() {
    with_page(|page| {
        let before = page.analysis.get_untracked();
        page.stop();
        page.edit(0, "a: 2");
        assert!(page.analysis.get_untracked() == before && page.is_behind());
        page.go_on();
        assert!(!page.is_behind() && page.pause().is_none());

        page.stop();
        let other = ShareState { files: vec![SourceFile::new("x.yaml", "x: 1")], ..ShareState::default() };
        page.open(page.snapshot(), other);
        assert!(!page.is_behind(), "other files were not stopped");
    });
}

#[test]
fn a_prediction_is_closed_until_it_is_made_and_nothing_of_the_page_knows_its_answers() {
    with_page(|page| {
        let pods = |page: Playground| page.analysis.get_untracked().analysis.endpoints().len();
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\n";
        let files = vec![SourceFile::new("cluster.yaml", pod), SourceFile::new("marks.txt", "# a: ?\n")];
        let state = ShareState { files, scenario: "practice/some".to_owned(), ..ShareState::default() };
        page.begin(state.clone());
        assert_eq!(page.pause(), Some(Pause::Closed));
        // Of no files there is what is outside, and nothing else.
        assert_eq!((pods(page), page.settled.get_untracked().analysis.endpoints().len()), (1, 1));
        assert!(!page.is_behind(), "nothing is waited for");
        page.edit(1, "# a: allowed\n");
        page.restore(state.clone());
        assert_eq!((page.pause(), pods(page)), (Some(Pause::Closed), 1), "an undone mark opens nothing");
        page.go_on();
        assert_eq!(pods(page), 2, "the pod, and what is outside");
        page.restore(state.clone());
        assert_eq!(page.pause(), None, "nor closes what is open");
        page.begin(state);
        page.begin(ShareState { files: vec![SourceFile::new("x.yaml", pod)], ..ShareState::default() });
        assert_eq!((page.pause(), pods(page)), (None, 2), "another state is open");
    });
}

fn analysis(asked: &Asked) -> netpol_core::Analysis {
    netpol_core::analyze(&asked.source.list, &netpol_core::Options::default())
}

#[test]
fn slices_are_for_much_that_is_new_or_much_in_all() {
    with_page(|page| {
        let in_slices = |text: &str| {
            page.edit(0, text);
            let asked = page.asked.get_untracked();
            if asked.source.in_slices {
                page.analyzed(asked.clone(), Analyzed::of(asked.source.revision, Ok(analysis(&asked)), None));
            }
            asked.source.in_slices
        };
        let lines = |n: usize| "# a line of twenty-four\n".repeat(n);
        assert!(!in_slices(&lines(1_000)));
        assert!(in_slices(&lines(10_000)), "much is new");
        assert!(!in_slices(&format!("{}# in the middle\n{}", lines(5_000), lines(5_000))));
        assert!(!in_slices(&lines(10_000)), "without it again");
        assert!(!in_slices(&format!("# one more\n{}", lines(10_000))));
        assert!(in_slices(&lines(34_000)));
        assert!(in_slices(&format!("{}#", lines(34_000))), "much in all");
    });
}

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: village}\nspec: {podSelector: {matchLabels: {app: well}}, ingress: [{from: [{podSelector: {matchLabels: {app: villager}}}]}]}\n";

#[test]
fn stand_ins_that_are_written_stay_chosen_and_say_the_same() {
    with_page(|page| {
        page.edit(0, POLICY);
        let cell = |from: &str, to: &str| CellRef { from: from.to_owned(), to: to.to_owned() };
        page.select(cell("village/app=villager", "village/app=well"));
        let signs = || {
            let it = page.analysis.get_untracked();
            let n = it.analysis.endpoints().len() as u32;
            let cells = it.cells((0..n * n).map(|at| (at / n, at % n)).collect(), Probe::Any);
            cells.into_iter().map(|it| it.map(|it| it.sign)).collect::<Vec<_>>()
        };
        let before = signs();
        let made = page.settled.get_untracked().ask(|it| it.stand_ins()).flatten().unwrap();
        page.write_stand_ins(&made);
        assert_eq!(names(page), ["a.yaml", "b.yaml", "cluster.yaml"]);
        assert_eq!(page.files_now().active, 0, "the file that is shown stays");
        assert_eq!(signs(), before);
        assert!(page.settled.get_untracked().ask(|it| it.stand_ins()).flatten().is_none());
        assert_eq!(untrack(|| page.selection()), Some(cell("village/villager", "village/well")));
        assert!(page.explanation.get_untracked().is_some());
    });
}

#[test]
fn edits_of_a_fix_are_made_together_or_not_at_all() {
    with_page(|page| {
        let place = |file, from, to| Place { file, from, to, from_line: 1, to_line: 1 };
        page.edit(1, "b: \u{1d11e}1");
        let texts = || page.files_now().list.iter().map(|it| it.text.to_string()).collect::<Vec<_>>();
        // The sign counts as two.
        assert!(page.put([(place(0, 3, 4), "2"), (place(1, 5, 6), "3"), (place(1, 6, 6), "\n")].into_iter()));
        assert_eq!(texts(), ["a: 2", "b: \u{1d11e}3\n"]);
        let revision = page.files_now().revision;
        assert!(!page.put([(place(0, 0, 1), "x"), (place(1, 90, 91), "y")].into_iter()), "behind the end");
        assert!(!page.put([(place(0, 0, 1), "x"), (place(2, 0, 0), "y")].into_iter()), "no such file");
        assert_eq!((texts()[0].as_str(), page.files_now().revision), ("a: 2", revision));
    });
}

#[test]
fn files_take_the_place_of_others() {
    with_page(|page| {
        page.replace_files(&[("x.yaml".to_owned(), "x: 1".to_owned()), ("x.yaml".to_owned(), String::new())]);
        assert_eq!(
            (names(page), page.files_now().active),
            (vec!["x.yaml".to_owned(), "x-2.yaml".to_owned()], 1)
        );
    });
}

#[test]
fn what_is_opened_is_the_baseline_until_another_state_is_pinned() {
    with_page(|page| {
        let told = || page.compared.get_untracked().map(|it| it.ask(|it| it.sentence()));
        let pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: villager, namespace: village, labels: {app: villager}}\n---\n\
                    apiVersion: v1\nkind: Pod\nmetadata: {name: well, namespace: village, labels: {app: well}}\n---\n";
        let (open, closed) =
            (pods.to_owned(), format!("{pods}{}", POLICY.replace("app: villager", "app: none")));
        let state = ShareState { files: vec![SourceFile::new("x.yaml", &*open)], ..ShareState::default() };
        page.begin(state);
        assert_eq!(told(), Some(None), "the files are those of the baseline");
        page.edit(0, &closed);
        assert_eq!(told(), Some(Some("2 newly denied".to_owned())), "from the other pod and from outside");
        let pinned = page.pinned();
        page.pin(true);
        assert_eq!(told(), Some(None));
        page.edit(0, &open);
        assert_eq!(told(), Some(Some("2 newly allowed".to_owned())));
        page.pin_again(pinned);
        assert_eq!(told(), Some(None), "evaluated anew where it is not on the page any more");
        page.edit(0, &closed);
        let changes = page.compared.get_untracked().and_then(|it| it.ask(|it| it.revert(0))).flatten();
        assert!(page.revert(&changes.unwrap()));
        assert_eq!(told(), Some(Some("nothing changed".to_owned())), "but for a line of dashes");
        page.revert_all(&[]);
        assert_eq!((told(), page.files_now().list[0].text.to_string()), (Some(None), open.clone()));
        page.begin(ShareState { files: vec![SourceFile::new("x.yaml", " ")], ..ShareState::default() });
        page.edit(0, &closed);
        assert_eq!(told(), None, "with nothing, there is no comparison");
    });
}

#[test]
fn files_that_only_are_to_be_read_stay_when_all_is_put_back() {
    with_page(|page| {
        page.edit(0, "a: as the task has it now");
        page.edit(1, "b: 2");
        page.add_file("c.yaml", "c: 1");
        page.revert_all(&["a.yaml".to_owned(), "c.yaml".to_owned()]);
        let now: Vec<String> = page.files_now().list.iter().map(|it| it.text.to_string()).collect();
        assert_eq!(now, ["a: as the task has it now", "b: 1", "c: 1"]);
    });
}

#[test]
fn what_is_opened_begins_a_history_and_what_is_put_back_does_not() {
    with_page(|page| {
        let other = || ShareState { files: vec![SourceFile::new("x.yaml", "x: 1")], ..ShareState::default() };
        let opened = || page.files_now().opened;
        page.edit(0, "a: 2");
        page.restore(other());
        assert_eq!(opened(), 0);
        page.begin(other());
        assert_eq!(opened(), 1);
    });
}

#[test]
fn what_mends_a_large_file_waits_until_it_is_known_what_is_wrong_with_it() {
    with_page(|page| {
        let fix = || page.problems.get_untracked().iter().find_map(|it| it.fixes.first().cloned());
        let wrong = POLICY.replace("podSelector: {matchLabels: {app: villager}}", "podSelectr: {}");
        page.edit(0, &wrong);
        let of_before = fix().unwrap();
        // In a document of its own: fixes are tried in documents that are not too long for it.
        page.edit(0, &format!("{}---\n{wrong}", "# more\n".repeat(5_000)));
        assert_eq!(fix().as_ref(), Some(&of_before), "it is not told that nothing is wrong");
        let seeking = untrack(|| page.to_seek()).unwrap();
        assert!(untrack(|| page.is_seeking()) && !page.apply_fix(&of_before), "it has other places now");
        assert!(to_its_end(page.seek(seeking)) && !untrack(|| page.is_seeking()));

        assert!(page.apply_fix(&fix().unwrap()));
        assert!(!page.files_now().list[0].text.contains("podSelectr"));
    });
}

/// What comes of work that waits for no browser.
fn to_its_end<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(it) = work.as_mut().poll(&mut context) {
            return it;
        }
    }
}

#[test]
fn nothing_that_was_found_in_other_files_is_told_of_what_is_opened() {
    with_page(|page| {
        let wrong = POLICY.replace("podSelector: {matchLabels: {app: villager}}", "podSelectr: {}");
        let large = |more: &str| {
            let text = format!("{}{more}", "# more\n".repeat(5_000));
            ShareState { files: vec![SourceFile::new("x.yaml", text)], ..ShareState::default() }
        };
        let seek = || to_its_end(page.seek(untrack(|| page.to_seek()).unwrap()));
        let told = || page.problems.get_untracked().iter().any(|it| it.message.contains("podSelectr"));
        page.begin(large(&wrong));
        assert!(seek() && told());
        page.begin(large(POLICY));
        assert!(!told() && page.found.get_untracked().is_none() && untrack(|| page.is_seeking()));
        assert!(seek() && !told() && page.found.get_untracked().is_some());
        page.begin(ShareState { files: vec![SourceFile::new("x.yaml", POLICY)], ..ShareState::default() });
        page.forget_sought();
        assert!(page.sought.get_untracked().is_none() && page.found.get_untracked().is_some());
    });
}
