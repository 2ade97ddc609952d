//! Later.
use super::super::{Draft, Note};
use crate::source::SourceFile;

pub(super) fn build(_: &mut Vec<Draft>, _: &[SourceFile], _: &mut Vec<Note>) {}
