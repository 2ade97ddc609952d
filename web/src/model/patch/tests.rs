use super::*;

const OLD: &str = "a: 1\nb: 2\nc: 3\nd: 4\n";
const NEW: &str = "a: 1\nb: 3\nc: 3\nd: 4\ne: 5\n";
const DIFF: &str = "commit 1234\n\n    b is three\n\ndiff --git a/k8s/x.yaml b/k8s/x.yaml\n--- a/k8s/x.yaml\n+++ b/k8s/x.yaml\n@@ -1,3 +1,3 @@ a\n a: 1\n-b: 2\n+b: 3\n c: 3\n@@ -4 +4,2 @@\n d: 4\n+e: 5\n";

fn file(name: &str, text: &str) -> Vec<SourceFile> {
    vec![SourceFile::new(name, text)]
}

#[test]
fn a_diff_fits_the_files_before_it_and_those_after_it() {
    for name in ["k8s/x.yaml", "x.yaml", "repo/k8s/x.yaml", "other.yaml"] {
        let (before, now, is_done) = versions(DIFF, &file(name, OLD)).unwrap();
        assert_eq!((before, now, is_done), (file(name, OLD), file(name, NEW), false));
        let (before, now, is_done) = versions(DIFF, &file(name, NEW)).unwrap();
        assert_eq!((before, now, is_done), (file(name, OLD), file(name, NEW), true));
    }
    // Lines above it, and the line ends of the file.
    let shifted = format!("# more\n# lines\n{OLD}").replace('\n', "\r\n");
    let (_, now, _) = versions(DIFF, &file("x.yaml", &shifted)).unwrap();
    assert_eq!(*now[0].text, *format!("# more\n# lines\n{NEW}").replace('\n', "\r\n"));
}

#[test]
fn files_come_and_go() {
    let diff = "--- /dev/null\n+++ b/new.yaml\n@@ -0,0 +1,2 @@\n+a: 1\n+b: 2\n\\ No newline at end of file\n--- a/x.yaml\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-a: 1\n-b: 2\n-c: 3\n-d: 4\n";
    let (_, now, _) = versions(diff, &file("x.yaml", OLD)).unwrap();
    assert_eq!(now, file("new.yaml", "a: 1\nb: 2\n"));
    let (before, _, is_done) = versions(diff, &now).unwrap();
    assert_eq!((before, is_done), (file("x.yaml", OLD), true));
}

#[test]
fn what_is_no_diff_or_fits_nothing_is_none() {
    assert!(versions(OLD, &file("x.yaml", OLD)).is_none());
    assert!(versions("--- a\n+++ b\n", &file("x.yaml", OLD)).is_none());
    assert!(versions(DIFF, &file("x.yaml", "z: 1\n")).is_none());
    assert!(versions(DIFF, &[]).is_none());
    let two = [file("p.yaml", OLD), file("q.yaml", OLD)].concat();
    assert!(versions(DIFF, &two).is_none(), "it is not known which of them is meant");
    for cut in 0..DIFF.len() {
        for part in [DIFF.get(..cut), DIFF.get(cut..)].into_iter().flatten() {
            versions(part, &file("x.yaml", OLD));
        }
    }
    let huge = "--- a/x\n+++ b/x\n@@ -99999999999999999999 +1 @@\n+a\n";
    assert!(versions(huge, &file("x", OLD)).is_none());
}

#[test]
fn a_diff_that_shows_all_of_a_file_has_both_versions() {
    let diff = "--- a/k8s/x.yaml\n+++ b/k8s/x.yaml\n@@ -1,4 +1,5 @@\n a: 1\n-b: 2\n+b: 3\n c: 3\n d: 4\n+e: 5\n--- /dev/null\n+++ b/y.yaml\n@@ -0,0 +1 @@\n+f: 1\n";
    let now = [file("k8s/x.yaml", NEW), file("y.yaml", "f: 1\n")].concat();
    assert_eq!(whole(diff).unwrap(), (file("k8s/x.yaml", OLD), now));
    assert!(is_diff(diff) && is_diff(DIFF) && !is_diff(OLD));
    // Two parts of a file, a part that is not its beginning, and one behind which more may stand.
    assert!(whole(DIFF).is_none());
    assert!(whole("--- a/x\n+++ b/x\n@@ -2,1 +2,1 @@\n-a: 1\n+a: 2\n").is_none());
    assert!(whole("--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@\n-a: 1\n+a: 2\n b: 1\n c: 1\n d: 1\n").is_none());
    assert!(whole(OLD).is_none() && whole("").is_none());
}

#[test]
fn numbers_of_any_size_count_lines() {
    let most = usize::MAX;
    for counts in [[most, 1], [1, most], [most; 2]] {
        let [old, new] = counts;
        let diff = format!("--- a/x\n+++ b/x\n@@ -{most},{old} +{most},{new} @@\n-a: 1\n+b: 3\n");
        let (_, now, is_done) = versions(&diff, &file("x", "a: 1\nb: 2\nc: 3\n")).unwrap();
        assert_eq!((now, is_done), (file("x", "b: 3\nb: 2\nc: 3\n"), false), "{counts:?}");
    }
}

#[test]
fn a_diff_without_context_adds_behind_the_line_that_it_tells() {
    let diff = "--- a/x\n+++ b/x\n@@ -2,0 +3,2 @@\n+b: 5\n+b: 6\n@@ -4 +5,0 @@\n-d: 4\n";
    let new = "a: 1\nb: 2\nb: 5\nb: 6\nc: 3\n";
    assert_eq!(versions(diff, &file("x", OLD)).unwrap(), (file("x", OLD), file("x", new), false));
    assert_eq!(versions(diff, &file("x", new)).unwrap(), (file("x", OLD), file("x", new), true));
}

#[test]
fn lines_that_stand_elsewhere_are_found_the_nearest_first() {
    let mut it = Fit::new();
    let lines = ["x\n", "y\n", "x\n", "y\n", "x\n"];
    let at = [0, 1, 2, 3, 9].map(|wanted| it.place(&lines, &["x"], wanted, 0));
    assert_eq!(at, [Some(0), Some(0), Some(2), Some(2), Some(4)], "the upper one of two");
    assert_eq!(it.place(&lines, &["x"], 0, 1), Some(2));
    assert_eq!(it.place(&lines, &["x", "x"], 0, 0), None);
    assert_eq!(it.place(&lines, &["y", "x"], 4, 4), None);
}

#[test]
fn a_diff_of_any_size_takes_a_limited_number_of_steps() {
    let hunk = |at: usize| format!("@@ -{at} +{at} @@\n-a: 1\n+a: 2\n");
    let diff = |n: usize, by: usize| {
        let hunks: String = (0..n).map(|it| hunk(10 * it + by)).collect();
        format!("--- a/x\n+++ b/x\n{hunks}")
    };
    let text = |by: usize| {
        let lines = |it: usize| if it % 10 == by { "a: 1\n" } else { "b: 1\n" };
        (0..50_000).map(lines).collect::<String>()
    };
    let steps = |diff: &str, text: &str| {
        let mut it = Fit::new();
        let fits = it.applied(&parse(diff), &file("x", text)).is_some();
        (fits, STEPS - it.left)
    };
    // All stand where they should, or all of them elsewhere: that is looked for once.
    let (fits, there) = steps(&diff(5_000, 1), &text(0));
    assert!(fits && there < 100_000, "{there}");
    let (fits, moved) = steps(&diff(4_000, 1), &format!("{}{}", "c: 1\n".repeat(9_000), text(0)));
    assert!(fits && moved < 200_000, "{moved}");
    // They stand nowhere, or each of them far away.
    let (fits, nowhere) = steps(&diff(5_000, 1), &"b: 1\n".repeat(50_000));
    assert!(!fits && nowhere < 200_000, "{nowhere}");
    let wild: String = (0..5_000).map(|it| hunk(if it % 2 == 0 { 1 } else { 50_000 })).collect();
    let (_, far) = steps(&format!("--- a/x\n+++ b/x\n{wild}"), &text(0));
    assert!(far <= STEPS, "{far}");
    let (fits, several) = steps(&diff(1, 1).repeat(5_000), &text(0));
    assert!(!fits && several <= STEPS, "each of them goes through the whole file: {several}");
}
