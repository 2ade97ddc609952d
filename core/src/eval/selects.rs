//! Whom a question about labels takes, without a list of all of them.

use super::reach::Reach;
use crate::ids::{AtomId, EndpointId};
use crate::tri::Tri;

impl Reach {
    /// Endpoints that answer a question about labels with yes or perhaps, by classes: those of a class answer alike.
    pub(crate) fn groups_answering(&self, atom: AtomId) -> impl Iterator<Item = (&[EndpointId], Tri)> {
        let classes = self.classes.pods.get(atom).map(Vec::as_slice).unwrap_or_default();
        let members =
            |it: &(crate::ids::ClassId, Tri)| (self.classes.classes.at(it.0).members.as_slice(), it.1);
        classes.iter().map(members).filter(|it| !it.0.is_empty())
    }
}
