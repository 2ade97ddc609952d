//! Objects that were made up, read like any other.

use super::readers::Readers;
use super::reading::Reading;
use crate::kind::Manifest;
use crate::options::Options;
use crate::pause::at_once;
use crate::source::{FileId, SourceFile};

/// The objects of a text that was made up, whose places are in the file of this number. The pods are called by the names
/// that are given, in their order: what is a name to people need not be one to the API.
pub fn read_stand_ins(text: &str, file: FileId, names: &[String], options: &Options) -> Vec<Manifest> {
    let mut reading = Reading::new(&[SourceFile::new("", text)], options, Readers::OWN, Vec::new());
    while !reading.go_on(usize::MAX) {}
    let parted = reading.finish().0;
    let read = at_once(async |pause| parted.assemble(&pause).await);
    let mut names = names.iter();
    let mut res = read.manifests.to_vec();
    for it in &mut res {
        let name = it.as_pod().and_then(|_| names.next());
        let meta = it.meta_mut();
        meta.origin.file = file;
        meta.is_stand_in = true;
        if let Some(name) = name {
            meta.name.value.clone_from(name);
        }
    }
    res
}
