//! Work on all processors, where there are any to have: not in a browser.
//!
//! Deliberately not here: anything that could make the outcome depend on who was first.

/// What `work` makes of stretches of the items, in the order of the items.
///
/// How many stretches there are depends on the machine, so `work` must treat items one by one, or what it
/// makes of them must be such that only their sum matters.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn in_parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    use std::sync::OnceLock;

    /// Fewer items are not worth a thread.
    const FEW: usize = 512;
    /// Parts for each thread, because they do not take equally long.
    const PARTS: usize = 16;

    /// To ask the system reads several files, which takes as long as to read a small input.
    static PROCESSORS: OnceLock<usize> = OnceLock::new();

    let worth = items.len() / FEW + 1;
    if worth == 1 {
        return vec![work(items)];
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = worth.min(*PROCESSORS.get_or_init(processors));
    if threads == 1 {
        return vec![work(items)];
    }
    let parts: Vec<&[T]> = items.chunks(items.len().div_ceil(threads * PARTS).max(1)).collect();
    on(threads, &parts, |it| work(it))
}

/// What `work` makes of each of some items that take long.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn one_by_one<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    on(std::thread::available_parallelism().map_or(1, usize::from).min(items.len()), items, work)
}

/// The items, each on whichever of some threads has time for it.
#[cfg(not(target_arch = "wasm32"))]
fn on<T: Sync, R: Send>(threads: usize, parts: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};

    if threads <= 1 {
        return parts.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else { return done };
            done.push((at, work(part)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        for it in others {
            match it.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|it| it.0);
    done.into_iter().map(|it| it.1).collect()
}

/// What `work` makes of the items.
#[cfg(target_arch = "wasm32")]
pub(crate) fn in_parts<T, R>(items: &[T], work: impl Fn(&[T]) -> R) -> Vec<R> {
    vec![work(items)]
}

/// What `work` makes of each of some items that take long.
#[cfg(target_arch = "wasm32")]
pub(crate) fn one_by_one<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_the_order_of_the_items() {
        for count in [0_u32, 1, 511, 5_000] {
            let items: Vec<u32> = (0..count).collect();
            assert_eq!(in_parts(&items, <[u32]>::to_vec).concat(), items);
            assert_eq!(one_by_one(&items, |it| *it), items);
        }
    }
}
