//! A line of numbers, cut where sets begin and end: which stretches the same sets hold, and in which order they stand.
//!
//! Ports that rules hold and addresses that blocks contain are cut in this way.

use crate::order::{sort_by_key, sort_dedup};
use crate::pause::Pause;

/// `sets`: first and last number of intervals that ascend and do not touch. Leaves the first number of each stretch,
/// and its place among all: by whether the first set holds it, which comes first, then by the second set, and so on.
///
/// Each half of the sets is divided by itself, so a boundary is looked at once on each of few levels.
pub(super) fn places(sets: &[&[(u32, u32)]]) -> Vec<(u32, u32)> {
    if sets.len() <= FEW {
        return places_of_few(sets);
    }
    let (left, right) = sets.split_at(sets.len() / 2);
    together(places(left), places(right))
}

/// The same, stopping in between.
pub(super) async fn places_in_steps(sets: &[&[(u32, u32)]], pause: &Pause) -> Vec<(u32, u32)> {
    // So few sets are divided without a stop. A boundary takes as long on each level as reading so many bytes.
    const AT_ONCE: usize = 256;
    const BOUNDARY: usize = 1;
    if sets.len() <= AT_ONCE {
        return places(sets);
    }
    let (left, right) = sets.split_at(sets.len() / 2);
    let left = Box::pin(places_in_steps(left, pause)).await;
    let right = Box::pin(places_in_steps(right, pause)).await;
    let res = together(left, right);
    pause.after(res.len() * BOUNDARY).await;
    res
}

/// The places of two halves as places of all.
fn together(left: Vec<(u32, u32)>, right: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    let most = left.len() + right.len();
    let mut starts: Vec<u32> = Vec::with_capacity(most);
    let (mut lefts, mut rights) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let mut now = (0, 0);
    while let Some(at) = left.peek().map(|it| it.0).into_iter().chain(right.peek().map(|it| it.0)).min() {
        now.0 = left.next_if(|it| it.0 == at).map_or(now.0, |it| it.1);
        now.1 = right.next_if(|it| it.0 == at).map_or(now.1, |it| it.1);
        starts.push(at);
        lefts.push(now.0);
        rights.push(now.1);
    }
    let order = sorted(&sorted(&(0..starts.len() as u32).collect::<Vec<_>>(), &rights), &lefts);
    let mut res: Vec<(u32, u32)> = starts.into_iter().map(|it| (it, 0)).collect();
    let (mut place, mut latest) = (0, None);
    for at in order {
        let pair = lefts.get(at as usize).zip(rights.get(at as usize));
        place += u32::from(latest.is_some_and(|it| it != pair));
        latest = Some(pair);
        if let Some(it) = res.get_mut(at as usize) {
            it.1 = place;
        }
    }
    res
}

/// So many sets have a bit each in a number.
const FEW: usize = u64::BITS as usize;

/// The same for few sets. A stretch is told from others by a number in which those that hold it have a bit, the first set
/// the highest.
fn places_of_few(sets: &[&[(u32, u32)]]) -> Vec<(u32, u32)> {
    let bits = (0..FEW).rev().map(|it| 1_u64 << it);
    let ends = sets
        .iter()
        .zip(bits)
        .flat_map(|(set, bit)| set.iter().flat_map(move |&(first, last)| [(first, bit), (last + 1, bit)]));
    let mut changes: Vec<(u32, u64)> = std::iter::once((0, 0)).chain(ends).collect();
    sort_by_key(&mut changes, |it| it.0);
    let mut holders = 0;
    let mut stretches: Vec<(u32, u64)> = Vec::new();
    for those in changes.chunk_by(|a, b| a.0 == b.0) {
        holders = those.iter().fold(holders, |acc, it| acc ^ it.1);
        stretches.extend(those.first().map(|it| (it.0, holders)));
    }
    let mut order: Vec<u64> = stretches.iter().map(|it| !it.1).collect();
    sort_dedup(&mut order);
    let place = |it: (u32, u64)| (it.0, order.partition_point(|other| *other < !it.1) as u32);
    stretches.into_iter().map(place).collect()
}

/// Sorts positions stably by small keys, in linear time: how many have which key tells where each goes.
fn sorted(positions: &[u32], keys: &[u32]) -> Vec<u32> {
    let most = keys.iter().max().map_or(0, |it| *it as usize);
    let mut next = vec![0_u32; most + 2];
    for &it in keys {
        if let Some(it) = next.get_mut(it as usize + 1) {
            *it += 1;
        }
    }
    let mut sum = 0;
    for it in &mut next {
        sum += *it;
        *it = sum;
    }
    let mut res = vec![0; positions.len()];
    for &position in positions {
        let slot = keys.get(position as usize).and_then(|it| next.get_mut(*it as usize));
        if let Some(slot) = slot
            && let Some(it) = res.get_mut(*slot as usize)
        {
            *it = position;
            *slot += 1;
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition: whether each set holds a number.
    #[test]
    fn stretches_stand_in_the_order_of_who_holds_them() {
        let mut state = 7_u64;
        let mut below = |end: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % end
        };
        for run in 0..500 {
            let mut sets: Vec<Vec<(u32, u32)>> = Vec::new();
            // A few times more than have a bit each.
            for _ in 0..below(if run % 50 == 0 { 300 } else { 9 }) {
                let mut at = below(4) as u32;
                let intervals = (0..below(4)).map(|_| {
                    let interval = (at, at + below(3) as u32);
                    at = interval.1 + 2 + below(4) as u32;
                    interval
                });
                sets.push(intervals.collect());
            }
            let slices: Vec<&[(u32, u32)]> = sets.iter().map(Vec::as_slice).collect();
            let found = places(&slices);
            let place = |at: u32| found[found.partition_point(|it| it.0 <= at) - 1].1;
            let holders = |at: u32| -> Vec<bool> {
                sets.iter().map(|it| !it.iter().any(|it| (it.0..=it.1).contains(&at))).collect()
            };
            for (a, b) in (0..30).flat_map(|a| (0..30).map(move |b| (a, b))) {
                assert_eq!(place(a).cmp(&place(b)), holders(a).cmp(&holders(b)), "{a} and {b} of {sets:?}");
            }
        }
    }
}
