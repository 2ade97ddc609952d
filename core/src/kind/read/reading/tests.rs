use super::*;
use crate::kind::read::document::Body;
use crate::kind::read::document::read_item;
use crate::yaml;

fn start(last: &[Arc<Documents>], text: &str, options: &Options) -> Reading {
    Reading::new(&[SourceFile::new("a.yaml", text)], options, Readers::ALL, last.to_vec())
}

fn reads(it: &Reading) -> Vec<Arc<DocumentRead>> {
    it.known.iter().map(|it| Arc::clone(&it.read)).collect()
}

fn all(last: &[Arc<Documents>], text: &str, options: &Options) -> (Vec<Arc<DocumentRead>>, Arc<Documents>) {
    let mut it = start(last, text, options);
    while !it.go_on(usize::MAX) {}
    (reads(&it), Arc::new(it.finish().1))
}

/// What is read in steps of so many bytes, and what is kept of it.
fn whole(last: &[Arc<Documents>], text: &str, bytes: usize) -> (Read, Arc<Documents>) {
    let mut it = start(last, text, &Options::default());
    while !it.go_on(bytes) {}
    let (parted, documents, _) = it.finish();
    (at_once(async |pause| parted.assemble(&pause).await), Arc::new(documents))
}

#[test]
fn an_unchanged_document_is_the_one_of_the_last_run_wherever_it_stands() {
    let options = Options::default();
    let (first, one) = all(&[], "a: 1\n---\nb: 2\n", &options);
    let (second, _) = all(&[one], "a: 3\n---\nb: 2\n---\na: 1\n---\nb: 2\n", &options);
    let same = |a: &Arc<DocumentRead>, b| Arc::ptr_eq(a, b);
    assert!(!same(&first[0], &second[0]), "another text");
    assert!(same(&first[1], &second[1]) && same(&first[0], &second[2]) && same(&first[1], &second[3]));
}

#[test]
fn other_options_read_everything_again() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    let (first, one) = all(&[], text, &Options::default());
    let options = Options { default_namespace: "team".to_owned(), ..Options::default() };
    let (second, _) = all(&[one], text, &options);
    assert_eq!((&*first[0].objects[0].namespace, &*second[0].objects[0].namespace), ("default", "team"));
}

#[test]
fn whether_pods_are_made_up_makes_no_difference_to_what_is_read() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    let (first, one) = all(&[], text, &Options::default());
    let (second, _) = all(&[one], text, &Options { stand_ins: false, ..Options::default() });
    assert!(Options::default().stand_ins && Arc::ptr_eq(&first[0], &second[0]));
}

#[test]
fn a_step_reads_as_much_as_it_is_told_and_a_run_that_is_given_up_keeps_it() {
    let text = "a: 1\n---\nb: 2\n---\nc: 3\n";
    let found = |mut it: Reading| {
        while it.intake.is_some() {
            assert!(!it.go_on(0), "its documents are found first");
        }
        it
    };
    let mut it = found(start(&[], text, &Options::default()));
    assert!(!it.go_on(1) && reads(&it).is_empty(), "no document is read to its end by one byte of it");
    while reads(&it).len() < 2 {
        assert!(!it.go_on(1));
    }
    let before = reads(&it);
    let mut next = found(start(&it.leave(), text, &Options::default()));
    assert!(!next.go_on(2 * 8 + 1), "to find a document again counts as eight bytes");
    assert_eq!(reads(&next).len(), 2);
    assert!(next.go_on(usize::MAX));
    assert!(before.iter().zip(reads(&next)).all(|(a, b)| Arc::ptr_eq(a, &b)));
}

const LIST: &str = "\
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: a}
-
- apiVersion: v1
  kind: Pod
  metadata: {name: b}
  spec: {hostNetwork: 7}
kind: List
metadata:
  resourceVersion: ''
";

#[test]
fn an_item_of_a_list_is_read_by_itself_with_its_places_in_the_file() {
    let options = Options::default();
    let (first, one) = all(&[], LIST, &options);
    assert_eq!(first.len(), 3);
    let (second, _) = all(&[one], &LIST.replace("name: a", "name: c"), &options);
    assert!(!Arc::ptr_eq(&first[0], &second[0]) && Arc::ptr_eq(&first[2], &second[2]));

    // The same list in a layout that is not cut.
    let whole = LIST.replace("kind: List\n", "kind: List \t# as a whole\n");
    let places = |text: &str| {
        let read = read(&[SourceFile::new("a.yaml", text)], &options);
        assert_eq!(read.manifests.len(), 2);
        read.diagnostics.iter().map(|it| (it.code, it.location, it.object.clone())).collect::<Vec<_>>()
    };
    assert!(yaml::items(&whole).is_none());
    assert_eq!(places(LIST), places(&whole));
}

#[test]
fn a_list_with_an_item_that_is_no_yaml_by_itself_is_read_as_a_whole() {
    let list = LIST.replace("metadata: {name: a}", "metadata: &it {name: a}");
    let list = list.replace("metadata: {name: b}", "metadata: *it");
    let (read, documents) = whole(&[], &list, 1);
    let pods = read.manifests.len();
    assert_eq!(pods, 1, "both are called a, and the later one counts: {:?}", read.diagnostics);
    assert_eq!(super::read(&[SourceFile::new("a.yaml", list.as_str())], &Options::default()), read);

    // It is kept as well.
    let kept = [documents];
    assert_eq!(whole(&kept, &list, usize::MAX).0, read);
    let broken = read_item("- a: 1\n- b: 2\n", &Options::default(), crate::kind::Readers::ALL);
    assert!(broken.failed && broken.objects.is_empty());
    let pod = read_item(
        "- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n",
        &Options::default(),
        crate::kind::Readers::ALL,
    );
    assert!(matches!(pod.objects[0].body, Body::Manifest(_)));
}
