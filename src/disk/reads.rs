//! Reading many files on several threads.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::ordered::{Emit, WAITING, deal};

/// The number of threads that read: while most of them wait for the disk, the others have work.
const READERS: usize = 8;

/// Runs three stages side by side, for work that waits for the disk most of the time: `produce` makes items, `work`
/// changes each of them on one of several threads, `consume` gets the results on the calling thread, in no order, so
/// that a large file delays no other. Items whose size in bytes is large, as `weigh` returns it, are handed over alone.
/// Returns what `produce` and `consume` return.
pub fn reads<T, R, P, O>(
    produce: impl FnOnce(Emit<'_, T>) -> P + Send,
    weigh: impl Fn(&T) -> usize + Send,
    work: impl Fn(T) -> R + Sync,
    consume: impl FnOnce(&mut dyn Iterator<Item = R>) -> O,
) -> (P, O)
where
    T: Send,
    R: Send,
    P: Send,
{
    thread::scope(|scope| {
        let (sender, items) = sync_channel::<Vec<T>>(WAITING * READERS);
        let (results, receiver) = sync_channel::<Vec<R>>(WAITING * READERS);
        // When the last thread is done, nobody is left to send to, which ends `produce`.
        let (items, work) = (Arc::new(Mutex::new(items)), &work);
        for _ in 0..READERS {
            let (items, results) = (Arc::clone(&items), results.clone());
            scope.spawn(move || {
                while let Some(batch) = next(&items) {
                    if results.send(batch.into_iter().map(work).collect()).is_err() {
                        break; // nobody wants more
                    }
                }
            });
        }
        drop((items, results));
        let producer = scope.spawn(move || deal(vec![sender], produce, weigh));
        let consumed = consume(&mut receiver.iter().flatten());
        drop(receiver);
        match producer.join() {
            Ok(produced) => (produced, consumed),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The next batch, if there is one.
fn next<T>(items: &Mutex<Receiver<Vec<T>>>) -> Option<Vec<T>> {
    items.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_one_that_takes_long_delays_no_other() {
        let (release, wait) = sync_channel::<()>(1);
        let wait = Mutex::new(wait);
        let produce = |emit: Emit<'_, u32>| (0..1_000).all(|n| emit(n).is_continue());
        let work = |n: u32| {
            if n == 0 {
                wait.lock().unwrap().recv().unwrap();
            }
            n
        };
        let weigh = |n: &u32| if *n == 0 { usize::MAX } else { 1 };
        let (is_all, mut results) = reads(produce, weigh, work, |results| {
            let others: Vec<u32> = results.take(999).collect();
            release.send(()).unwrap();
            others.into_iter().chain(results).collect::<Vec<_>>()
        });
        assert_eq!(results.last(), Some(&0));
        results.sort_unstable();
        assert!(is_all && results.into_iter().eq(0..1_000));
    }

    #[test]
    fn ends_when_the_consumer_has_enough() {
        let endless = |emit: Emit<'_, u32>| while emit(1).is_continue() {};
        let ((), first) = reads(endless, |_| usize::MAX, |n| n, |results| results.next());
        assert_eq!(first, Some(1));
    }
}
