//! What endpoints without a workload are called together.

use super::FoldView;
use crate::hash::HashMap;
use crate::ids::{EndpointId, NamespaceId};
use crate::model::Model;

/// So many names are listed.
const LISTED: usize = 3;

/// `web-*`, `a, b, c`, `a, b, …`, `nodes`.
pub(super) fn of_several(model: &Model, members: &[u32]) -> String {
    let endpoints = &model.cluster.endpoints;
    let all = || members.iter().filter_map(|it| endpoints.get(EndpointId(*it)));
    if all().any(|it| it.external().is_some()) {
        return "nodes".to_owned();
    }
    let mut names = all().map(|it| it.name.as_str());
    let Some(first) = names.next() else { return String::new() };
    let stem = names.fold(first, |stem, it| common(stem, it));
    // Up to where a word ends: `web-1` and `web-12` are `web-*`.
    let word = stem.rfind(['-', '.']).and_then(|it| stem.get(..=it)).unwrap_or_default();
    if !word.is_empty() {
        return format!("{word}*");
    }
    listed(model, members)
}

/// `a, b, c`, `a, b, …`.
fn listed(model: &Model, members: &[u32]) -> String {
    let all = members.iter().filter_map(|it| model.cluster.endpoints.get(EndpointId(*it)));
    let count = if members.len() <= LISTED { LISTED } else { LISTED - 1 };
    let names: Vec<&str> = all.take(count).map(|it| it.name.as_str()).collect();
    let more = if names.len() < members.len() { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

/// Names the members of folds of one namespace that would be called the same, in place of what their names begin with.
pub(super) fn tell_apart(model: &Model, folds: &mut [FoldView]) {
    let space = |it: &FoldView| {
        let first = it.members.first().and_then(|it| model.cluster.endpoints.get(EndpointId(*it)));
        first.and_then(|it| it.pod()).map(|it| it.namespace)
    };
    let mut given: HashMap<(Option<NamespaceId>, &str), usize> = HashMap::default();
    for it in &*folds {
        *given.entry((space(it), &it.name)).or_default() += 1;
    }
    let is_shared = |it: &FoldView| given.get(&(space(it), &*it.name)).is_some_and(|it| 1 < *it);
    let shared: Vec<bool> = folds.iter().map(|it| !it.is_workload && is_shared(it)).collect();
    for (it, _) in folds.iter_mut().zip(shared).filter(|it| it.1) {
        it.name = listed(model, &it.members);
    }
}

/// What both begin with.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    let end = same.map_or(one.len().min(other.len()), |it| it.0.0);
    one.get(..end).unwrap_or(one)
}
