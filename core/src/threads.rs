//! Work on all processors, where there are any to have: not in a browser.
//!
//! Deliberately not here: anything that could make the outcome depend on who was first.

/// What `work` makes of stretches of the items, in the order of the items.
///
/// How many stretches there are depends on the machine, so `work` must treat items one by one, or what it
/// makes of them must be such that only their sum matters.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn in_parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    /// Fewer items are not worth a thread.
    const FEW: usize = 512;
    /// Parts for each thread, because they do not take equally long.
    const PARTS: usize = 16;

    let worth = items.len() / FEW + 1;
    if worth == 1 {
        return vec![work(items)];
    }
    let threads = worth.min(processors());
    if threads == 1 {
        return vec![work(items)];
    }
    let parts: Vec<&[T]> = items.chunks(items.len().div_ceil(threads * PARTS).max(1)).collect();
    on(threads, &parts, |it| work(it))
}

/// What `work` makes of each of some items that take long, at most so many of them at once.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn one_by_one<T: Sync, R: Send>(
    at_once: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let most = at_once.min(items.len());
    on(if most > 1 { most.min(processors()) } else { 1 }, items, work)
}

/// How many threads can run at once.
#[cfg(not(target_arch = "wasm32"))]
fn processors() -> usize {
    use std::sync::OnceLock;

    /// To ask the system reads several files, which takes as long as to read a small input.
    static PROCESSORS: OnceLock<usize> = OnceLock::new();

    *PROCESSORS.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// The items, each on whichever of some threads has time for it.
#[cfg(not(target_arch = "wasm32"))]
fn on<T: Sync, R: Send>(threads: usize, parts: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::Builder;

    /// As deep as on the first thread of a program.
    const STACK: usize = 8 << 20;

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
        // Where the system gives no more threads, fewer do it.
        let other = || Builder::new().stack_size(STACK).spawn_scoped(scope, run).ok();
        let others: Vec<_> = (1..threads).map_while(|_| other()).collect();
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

/// What `work` makes of each of some items that take long, one after the other.
#[cfg(target_arch = "wasm32")]
pub(crate) fn one_by_one<T, R>(_at_once: usize, items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
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
            assert_eq!(one_by_one(usize::MAX, &items, |it| *it), items);
        }
    }

    #[test]
    fn no_more_work_at_once_than_is_allowed() {
        use std::collections::HashSet;
        use std::thread::{ThreadId, current};

        let items: Vec<u32> = (0..2_000).collect();
        let threads = |at_once| one_by_one(at_once, &items, |_| current().id());
        let number = |at_once| threads(at_once).into_iter().collect::<HashSet<ThreadId>>().len();
        assert!(threads(1).iter().all(|it| *it == current().id()));
        assert!(number(2) <= 2 && number(0) == 1);
    }
}
