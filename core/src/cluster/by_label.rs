//! Pods by namespace and label. A Service selects few of many, and there are many Services.

use super::PodBody;
use super::labels::LabelValue;
use crate::hash::HashMap;
use crate::ids::{EndpointId, NamespaceId, Symbol};
use crate::order::sort;

/// Pods and stand-ins, findable by what a selector asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct ByLabel {
    pairs: HashMap<(NamespaceId, Symbol, Symbol), Vec<EndpointId>>,
    /// Those that have the key, or perhaps do, with a value that is not in the input.
    unknown: HashMap<(NamespaceId, Symbol), Vec<EndpointId>>,
}

impl ByLabel {
    pub(super) fn new<'c>(pods: impl Iterator<Item = (EndpointId, &'c PodBody)>) -> ByLabel {
        let mut res = ByLabel::default();
        for (id, pod) in pods {
            for (key, value) in pod.labels.iter() {
                match value {
                    LabelValue::Known(it) => res.pairs.entry((pod.namespace, key, it)).or_default(),
                    LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => {
                        res.unknown.entry((pod.namespace, key)).or_default()
                    }
                }
                .push(id);
            }
        }
        res
    }

    /// All that may satisfy every pair, in the order of the matrix; some of them do not. A value that no object has is
    /// `None`.
    pub(super) fn candidates(
        &self,
        namespace: NamespaceId,
        pairs: &[(Symbol, Option<Symbol>)],
    ) -> Vec<EndpointId> {
        let lists = |&(key, value): &(Symbol, Option<Symbol>)| {
            let known = value.and_then(|it| self.pairs.get(&(namespace, key, it)));
            [known, self.unknown.get(&(namespace, key))].map(|it| it.map(Vec::as_slice).unwrap_or_default())
        };
        let shortest = pairs.iter().map(lists).min_by_key(|it| it.iter().map(|it| it.len()).sum::<usize>());
        let mut res = shortest.unwrap_or_default().concat();
        sort(&mut res);
        res
    }
}
