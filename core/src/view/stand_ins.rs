//! Pods that were made up, as one line and as text to take over.

use crate::model::Model;

/// What was made up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StandInsView {
    /// How many pods.
    pub count: usize,
    /// "4 stand-ins, made from the labels your policies mention".
    pub sentence: String,
    /// Their manifests, with those of the namespaces they need: written to a file, they are pods of the input.
    pub yaml: String,
    /// The id of each pod, and the one that it has once this is written: `village/app=well` and `village/well`.
    pub ids: Vec<(String, String)>,
}

pub(crate) fn view(model: &Model) -> Option<StandInsView> {
    let made = model.stand_ins.as_ref()?;
    Some(StandInsView {
        count: made.names.len(),
        sentence: made.sentence(),
        yaml: made.text.text().to_owned(),
        ids: made.ids.clone(),
    })
}
