//! The patches that a kustomization names.

use super::super::tree::Item;
use super::Kustomization;
use crate::source::Location;

/// A patch, in a file or in the kustomization itself.
pub(super) struct Patch {
    pub(super) path: Option<(String, Location)>,
    pub(super) text: Option<(String, Location)>,
    pub(super) target: Option<Item>,
    pub(super) at: Location,
    /// Whether it is done after the names.
    pub(super) is_late: bool,
}

/// All of them, in their order.
pub(super) fn patches(of: &Kustomization) -> Vec<Patch> {
    let mut res = Vec::new();
    for (text, at) in of.listed(&["patchesStrategicMerge"]) {
        let is_path = !text.contains('\n') && !text.contains(':');
        let (path, text) = if is_path { (Some((text, at)), None) } else { (None, Some((text, at))) };
        res.push(Patch { path, text, target: None, at, is_late: false });
    }
    for key in ["patches", "patchesJson6902"] {
        for it in of.item.get(key).map(Item::items).unwrap_or_default() {
            let text = |key: &str| Some((it.str_at(&[key])?.to_owned(), it.get(key)?.place()?));
            let Some(at) = it.place() else { continue };
            let (path, target) = (text("path"), it.get("target").cloned());
            res.push(Patch { path, text: text("patch"), target, at, is_late: key == "patchesJson6902" });
        }
    }
    res
}
