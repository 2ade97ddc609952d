use super::*;
use crate::kind::Readers;
use crate::kind::read::document::read_document;
use crate::options::Options;

#[test]
fn a_kind_is_in_the_list_once() {
    for (at, it) in KNOWN_KINDS.iter().enumerate() {
        let same = |other: &&Kind| other.name == it.name && other.group() == it.group();
        assert_eq!(KNOWN_KINDS.iter().filter(same).count(), 1, "{}", it.name);
        assert_eq!(it.place, at);
        let known = it.planned.iter().chain(it.removed).filter(|version| **version == it.api_version);
        assert_eq!(known.count(), 0, "{}: a version is to come or gone, or the one to write", it.name);
    }
}

#[test]
fn a_reader_is_in_one_part_of_the_page() {
    for it in &KNOWN_KINDS {
        assert_ne!(it.reader.is_some(), SECOND_PART.readers[it.place].is_some(), "{}", it.name);
        let text = format!("{{apiVersion: {}, kind: {}, metadata: {{name: x}}}}", it.api_version, it.name);
        let read = |readers| read_document(&text, &Options::default(), readers);
        assert_eq!(read(Readers::FIRST_PART).unread, !it.in_first_part, "{}", it.name);
        assert!(!read(Readers::ALL).unread, "{}", it.name);
    }
}
