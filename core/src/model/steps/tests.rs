use super::*;
use crate::model::analyze;

fn files(text: &str) -> [SourceFile; 1] {
    [SourceFile::new("a.yaml", text)]
}

fn pods(names: &[&str]) -> String {
    let pod = |it: &&str| format!("---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {it}}}\n");
    names.iter().map(pod).collect()
}

fn ids(it: &Model) -> Vec<String> {
    it.cluster.endpoints.iter().map(|it| it.id.clone()).collect()
}

#[test]
fn small_steps_lead_where_one_does() {
    let text = pods(&["a", "b", "c"]);
    let mut steps = Steps::new(Loaded::WHOLE, None, &files(&text), &Options::default());
    let mut n_steps = 0;
    let model = loop {
        n_steps += 1;
        match steps.go_on(1) {
            Progress::Going(it) => steps = *it,
            Progress::Done(it) => break it,
        }
    };
    assert!(n_steps > 3 * 8, "each document is read in several steps: {n_steps}");
    assert_eq!(ids(&model), ids(&analyze(&files(&text), &Options::default())));
}

#[test]
fn other_files_may_come_at_every_step() {
    let (before, after) = (pods(&["a", "b", "c"]), pods(&["a", "d"]));
    // A hundred steps lead to the end.
    for n_steps in (0..100).step_by(3) {
        let mut steps = Steps::new(Loaded::WHOLE, None, &files(&before), &Options::default());
        for _ in 0..n_steps {
            let Progress::Going(it) = steps.go_on(1) else { panic!("done after {n_steps} steps") };
            steps = *it;
        }
        let found = steps.instead(&files(&after), &Options::default()).finish();
        assert_eq!(ids(&found), ids(&analyze(&files(&after), &Options::default())), "after {n_steps} steps");
    }
}
