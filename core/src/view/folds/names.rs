//! What endpoints without a workload are called together.

use crate::ids::EndpointId;
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
    let listed = if members.len() <= LISTED { LISTED } else { LISTED - 1 };
    let listed: Vec<&str> = all().take(listed).map(|it| it.name.as_str()).collect();
    let more = if listed.len() < members.len() { ", …" } else { "" };
    format!("{}{more}", listed.join(", "))
}

/// What both begin with.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    let end = same.map_or(one.len().min(other.len()), |it| it.0.0);
    one.get(..end).unwrap_or(one)
}
