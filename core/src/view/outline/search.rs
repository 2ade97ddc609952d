//! What a search finds in an outline.
//!
//! Each word has to stand in the kind or in `namespace/name`. Where no object has it as it is, it may be made of
//! beginnings: `payled` and `p/l` find `payments/ledger`, `lfg` finds `ledger-from-gateway`. Case does not matter. So a
//! reader can tell why something was found, and each entry shows which of its letters were meant.

use super::{OutlineEntry, OutlineGroup, OutlineView};
use crate::order::sort_by_key;

/// Longer names and words are sought as they are only.
const LONGEST_NAME: usize = 300;
const LONGEST_WORD: usize = 64;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlineFound {
    /// For each heading that has some: positions of its entries, best first.
    pub groups: Vec<(OutlineGroup, Vec<u32>)>,
    /// How many objects these are; problems are none.
    pub count: usize,
    /// The one that is most likely meant: its position. Without a search there is none.
    pub best: Option<u32>,
}

/// A stretch of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlinePart {
    /// Its text.
    pub text: String,
    /// Whether it is what was sought.
    pub is_found: bool,
    /// Whether it is the namespace, with its slash.
    pub is_namespace: bool,
}

/// How well a word fits: less is better.
type Rank = u32;
const NAME_BEGINS: Rank = 0;
const PART_BEGINS: Rank = 1;
const INSIDE: Rank = 2;
const BEGINNINGS: Rank = 3;
const BY_KIND: Rank = 4;

/// How well an entry fits all words.
#[derive(Clone, Copy)]
struct Fit {
    /// The sum of their ranks.
    rank: Rank,
    /// Whether one of them is made of beginnings.
    is_loose: bool,
}

impl OutlineView {
    /// The entries that have all words of a text; without words all that are always shown.
    pub fn search(&self, text: &str) -> OutlineFound {
        let words = words(text);
        let mut ranked: Vec<(OutlineGroup, Fit, u32)> = Vec::new();
        for (at, it) in (0u32..).zip(&self.entries) {
            if words.is_empty() && it.group == OutlineGroup::MadeByWorkloads {
                continue;
            }
            ranked.extend(fit(it, &words).map(|fit| (it.group, fit, at)));
        }
        let is_object = |it: &(OutlineGroup, Fit, u32)| {
            ![OutlineGroup::Problems, OutlineGroup::MadeByWorkloads].contains(&it.0)
        };
        if ranked.iter().any(|it| is_object(it) && !it.1.is_loose) {
            ranked.retain(|it| !it.1.is_loose);
        }
        if ranked.iter().any(is_object) {
            ranked.retain(|it| it.0 != OutlineGroup::MadeByWorkloads);
        }
        sort_by_key(&mut ranked, |it| (it.0, it.1.rank));
        let meant = ranked.iter().filter(|it| it.0 != OutlineGroup::Problems);
        let best = meant.min_by_key(|it| it.1.rank).or(ranked.first()).map(|it| it.2);
        let groups = ranked.chunk_by(|a, b| a.0 == b.0);
        let groups = groups.filter_map(|it| Some((it.first()?.0, it.iter().map(|it| it.2).collect())));
        let count = ranked.iter().filter(|it| it.0 != OutlineGroup::Problems).count();
        OutlineFound { groups: groups.collect(), count, best: best.filter(|_| !words.is_empty()) }
    }
}

impl OutlineEntry {
    /// Its title in stretches, in which what a search means stands out.
    pub fn parts(&self, text: &str) -> Vec<OutlinePart> {
        let title = self.title();
        let mut is_found = vec![false; title.len()];
        for word in words(text) {
            for at in matched(&title, &word).map(|it| it.1).unwrap_or_default() {
                if let Some(it) = is_found.get_mut(at) {
                    *it = true;
                }
            }
        }
        let own = title.len() - self.name.len();
        let mut res: Vec<OutlinePart> = Vec::new();
        for (at, letter) in title.char_indices() {
            let kind = (is_found.get(at).copied().unwrap_or_default(), at < own);
            match res.last_mut().filter(|it| (it.is_found, it.is_namespace) == kind) {
                Some(it) => it.text.push(letter),
                None => {
                    res.push(OutlinePart { text: letter.to_string(), is_found: kind.0, is_namespace: kind.1 })
                }
            }
        }
        res
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_ascii_lowercase).collect()
}

/// How well an entry fits; `None` where it lacks a word.
fn fit(it: &OutlineEntry, words: &[String]) -> Option<Fit> {
    let title = it.title();
    let of = |word: &String| {
        let by_title = matched(&title, word).map(|(rank, at)| {
            let begins = at.first() == Some(&(title.len() - it.name.len()));
            Fit {
                rank: if rank == PART_BEGINS && begins { NAME_BEGINS } else { rank },
                is_loose: rank == BEGINNINGS,
            }
        });
        // `netpol` is a short form that people know: a kind is meant by beginnings as well.
        let by_kind = || matched(&it.kind, word).map(|_| Fit { rank: BY_KIND, is_loose: false });
        by_title.filter(|it| !it.is_loose).or_else(by_kind).or(by_title)
    };
    let start = Fit { rank: NAME_BEGINS, is_loose: false };
    words.iter().map(of).try_fold(start, |sum, it| {
        let it = it?;
        Some(Fit { rank: sum.rank.saturating_add(it.rank), is_loose: sum.is_loose || it.is_loose })
    })
}

/// How a word stands in a text, and which bytes of it are meant; the word is in small letters.
fn matched(text: &str, word: &str) -> Option<(Rank, Vec<usize>)> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let here = |at: usize| text.get(at..at + word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    let last = text.len().checked_sub(word.len());
    let all = || last.into_iter().flat_map(|last| (0..=last).filter(|&at| here(at)));
    // A place where a part begins is what a reader sees first. A name's own beginning before one in the namespace.
    let begins = all().rfind(|&at| begins_part(text, at));
    if let Some(at) = begins {
        return Some((PART_BEGINS, (at..at + word.len()).collect()));
    }
    if let Some(at) = all().next() {
        return Some((INSIDE, (at..at + word.len()).collect()));
    }
    let fits = text.len() <= LONGEST_NAME && (2..=LONGEST_WORD).contains(&word.len());
    fits.then(|| beginnings(text, word)).flatten().map(|it| (BEGINNINGS, it))
}

/// Whether a part of a name begins at a byte: `ledger-from`, `payments/ledger`, `NetworkPolicy`.
fn begins_part(text: &[u8], at: usize) -> bool {
    let byte = |at: usize| text.get(at).copied().unwrap_or_default();
    let Some(before) = at.checked_sub(1).map(byte) else { return true };
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it >= 0x80;
    !is_letter(before) && is_letter(byte(at)) || before.is_ascii_lowercase() && byte(at).is_ascii_uppercase()
}

/// Whether a letter need not go on after the one before: it begins a part, or stands between two.
fn can_begin(text: &[u8], at: usize) -> bool {
    begins_part(text, at) || text.get(at).is_some_and(|it| it.is_ascii_punctuation())
}

/// The bytes of a text that are a word's, where each goes on after the one before or begins a part.
fn beginnings(text: &[u8], word: &[u8]) -> Option<Vec<usize>> {
    // For each letter of the word, from the last one: where it can stand so that the rest follows.
    let mut follows: Vec<Vec<bool>> = Vec::new();
    let mut after: Option<Vec<bool>> = None;
    for letter in word.iter().rev() {
        let mut here = vec![false; text.len()];
        let mut part_follows = false;
        for (at, it) in text.iter().enumerate().rev() {
            let is_next = |rest: &Vec<bool>| rest.get(at + 1).copied().unwrap_or_default();
            let can_go_on = after.as_ref().is_none_or(|rest| is_next(rest) || part_follows);
            if let Some(slot) = here.get_mut(at) {
                *slot = can_go_on && it.eq_ignore_ascii_case(letter);
            }
            let rest_here = after.as_ref().and_then(|it| it.get(at).copied()).unwrap_or_default();
            part_follows |= rest_here && can_begin(text, at);
        }
        follows.push(here.clone());
        after = Some(here);
    }
    let mut res: Vec<usize> = Vec::new();
    for can_stand in follows.iter().rev() {
        let from = res.last().map_or(0, |it| it + 1);
        let fits = |at: &usize| {
            can_stand.get(*at).copied().unwrap_or_default()
                && (can_begin(text, *at) || res.last().is_some_and(|it| it + 1 == *at))
        };
        res.push((from..text.len()).find(fits)?);
    }
    Some(res)
}
