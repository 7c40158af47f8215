//! Work on all cores with results in the order of the input.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// The number of items in a batch: large enough that the cost of the channel does not matter, small enough that little
/// memory is used.
const BATCH: usize = 32;

/// A batch is sent early if its items have this number of bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// The number of batches that may wait before a worker, and after it.
pub(super) const WAITING: usize = 2;

/// Takes the next item; breaks when no more are wanted.
pub type Emit<'e, T> = &'e mut dyn FnMut(T) -> ControlFlow<()>;

/// Runs three stages side by side: `produce` makes items, `work` changes each of them on one of several threads,
/// `consume` gets the results in the order of the items, on the calling thread. Memory stays bounded however long the
/// input is, and `weigh`, which returns an item's approximate size in bytes, keeps it bounded if items are large.
/// Returns what `produce` and `consume` return.
pub fn ordered<T, R, P, O>(
    produce: impl FnOnce(Emit<'_, T>) -> P + Send,
    mut weigh: impl FnMut(&T) -> usize + Send,
    work: impl Fn(T) -> R + Sync,
    consume: impl FnOnce(&mut dyn Iterator<Item = R>) -> O,
) -> (P, O)
where
    T: Send,
    R: Send,
    P: Send,
{
    let (mut produce, mut consume) = (Some(produce), Some(consume));
    let (mut produced, mut consumed) = (None, None);
    run(&mut |emit| produced = produce.take().map(|produce| produce(emit)), &mut weigh, &work, &mut |results| {
        consumed = consume.take().map(|consume| consume(results))
    });
    #[expect(clippy::expect_used, reason = "both stages run, each once")]
    produced.zip(consumed).expect("what the stages return")
}

/// The same for any functions, so that it is compiled once for each kind of items.
fn run<T: Send, R: Send>(
    produce: &mut (dyn FnMut(Emit<'_, T>) + Send),
    weigh: &mut (dyn FnMut(&T) -> usize + Send),
    work: &(dyn Fn(T) -> R + Sync),
    consume: &mut dyn FnMut(&mut dyn Iterator<Item = R>),
) {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(4);
    thread::scope(|scope| {
        let mut senders: Vec<SyncSender<Vec<T>>> = Vec::with_capacity(workers);
        let mut receivers: Vec<Receiver<Vec<R>>> = Vec::with_capacity(workers);
        for _ in 0..workers {
            let (sender, items) = sync_channel::<Vec<T>>(WAITING);
            let (results, receiver) = sync_channel::<Vec<R>>(WAITING);
            scope.spawn(move || {
                for batch in items {
                    if results.send(batch.into_iter().map(work).collect()).is_err() {
                        break; // nobody wants more
                    }
                }
            });
            senders.push(sender);
            receivers.push(receiver);
        }
        let producer = scope.spawn(move || deal(senders, produce, weigh));
        // Batch k went to worker k modulo n, so receiving from them in turn restores the order. The first worker that
        // has no more marks the end: it would have had the next batch.
        let mut results = receivers.iter().cycle().map_while(|receiver| receiver.recv().ok()).flatten();
        consume(&mut results);
        drop(results);
        drop(receivers);
        if let Err(panic) = producer.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Sends the items to the workers in turn, one batch at a time.
pub(super) fn deal<T, P>(
    senders: Vec<SyncSender<Vec<T>>>,
    produce: impl FnOnce(Emit<'_, T>) -> P,
    mut weigh: impl FnMut(&T) -> usize,
) -> P {
    let mut turn = senders.iter().cycle();
    let mut batch = Vec::with_capacity(BATCH);
    let mut send = |batch: &mut Vec<T>| {
        let full = std::mem::replace(batch, Vec::with_capacity(BATCH));
        match turn.next().map(|sender| sender.send(full)) {
            Some(Ok(())) => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    let mut weight = 0;
    let produced = produce(&mut |item| {
        weight = weigh(&item).saturating_add(weight);
        batch.push(item);
        if batch.len() < BATCH && weight < MAX_BYTES {
            return ControlFlow::Continue(());
        }
        weight = 0;
        send(&mut batch)
    });
    if !batch.is_empty() {
        let _ = send(&mut batch); // the last ones; if no worker is left, there is nothing to do
    }
    produced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let produce = |emit: Emit<'_, u32>| {
            (0..1_000).try_for_each(|n| match emit(n) {
                ControlFlow::Continue(()) => Some(()),
                ControlFlow::Break(()) => None,
            })
        };
        let (_, results) = ordered(produce, |_| 1, |n| n * 2, |results| results.collect::<Vec<_>>());
        assert_eq!(results, (0..1_000).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn ends_when_the_consumer_has_enough() {
        let endless = |emit: Emit<'_, u32>| while emit(1).is_continue() {};
        let ((), first) = ordered(endless, |_| MAX_BYTES, |n| n, |results| results.next());
        assert_eq!(first, Some(1));
    }
}
