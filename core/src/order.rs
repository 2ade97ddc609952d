//! Sorting, small in code.
//!
//! The standard library's sorts are fast and large, and every type gets a copy of its own: together they made a
//! tenth of the page. Here positions are sorted, by one merge sort for all types.

use std::cmp::Ordering;

/// Sorts stably by a key. The key is computed at each comparison, so it should be cheap.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts stably by a comparison.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let not_after = |a: u32, b: u32| match (items.get(a as usize), items.get(b as usize)) {
        (Some(a), Some(b)) => compare(a, b) != Ordering::Greater,
        _ => true,
    };
    let count = items.len() as u32;
    if (1..count).all(|it| not_after(it - 1, it)) {
        return;
    }
    let order = order(count, &not_after);
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|it| slots.get_mut(it as usize).and_then(Option::take)));
}

/// Sorts by the items themselves.
pub(crate) fn sort<T: Ord + Copy>(items: &mut Vec<T>) {
    sort_by_key(items, |it| *it);
}

/// Sorts, and keeps one of equal items.
pub(crate) fn sort_dedup<T: Ord + Copy>(items: &mut Vec<T>) {
    sort(items);
    items.dedup();
}

/// The positions `0..count` in their order: a merge sort from the bottom up.
fn order(count: u32, not_after: &dyn Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut from: Vec<u32> = (0..count).collect();
    let mut width = 1;
    while width < from.len() {
        let mut to = Vec::with_capacity(from.len());
        for pair in from.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter().copied().peekable(), right.iter().copied().peekable());
            while let (Some(&a), Some(&b)) = (left.peek(), right.peek()) {
                to.extend(if not_after(a, b) { left.next() } else { right.next() });
            }
            to.extend(left.chain(right));
        }
        from = to;
        width *= 2;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_sort_and_is_stable() {
        let mut state = 7u64;
        for length in 0..200 {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 40) % 17
            };
            let mut items: Vec<(u64, u64)> = (0..length).map(|it| (next(), it)).collect();
            let mut expected = items.clone();
            sort_by_key(&mut items, |it| it.0);
            expected.sort_by_key(|it| it.0);
            assert_eq!(items, expected);
        }
    }
}
