use super::*;
use crate::yaml::split;

fn file(text: &str) -> SourceFile {
    SourceFile::new("a.yaml", text)
}

fn next(last: &Documents, file: &SourceFile, options: &Options) -> (Documents, Vec<Arc<DocumentRead>>) {
    let documents: Vec<_> = split(&file.text).into_iter().map(|it| (0, it)).collect();
    Documents::new(last, std::slice::from_ref(file), &documents, options)
}

#[test]
fn an_unchanged_document_is_the_one_of_the_last_run_wherever_it_stands() {
    let options = Options::default();
    let (one, first) = next(&Documents::default(), &file("a: 1\n---\nb: 2\n"), &options);
    let (two, second) = next(&one, &file("a: 3\n---\nb: 2\n---\na: 1\n---\nb: 2\n"), &options);
    let same = |a: &Arc<DocumentRead>, b| Arc::ptr_eq(a, b);
    assert!(!same(&first[0], &second[0]), "another text");
    assert!(same(&first[1], &second[1]) && same(&first[0], &second[2]) && same(&first[1], &second[3]));
    let (three, _) = next(&two, &file("a: 1\n"), &options);
    assert_eq!(three.known.len(), 1, "what is gone is forgotten");
}

#[test]
fn other_options_read_everything_again() {
    let text = file("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n");
    let (one, first) = next(&Documents::default(), &text, &Options::default());
    let options = Options { default_namespace: "team".to_owned(), ..Options::default() };
    let (_, second) = next(&one, &text, &options);
    assert_eq!((&*first[0].objects[0].namespace, &*second[0].objects[0].namespace), ("default", "team"));
}
