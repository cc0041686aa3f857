//! Threads that read batches of several recordings at the same time.

use std::io;
use std::thread::Scope;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::part::{Batch, PartReader};

/// A recording to read from, a batch to fill, and the channel for both.
struct Job<'m> {
    reader: Box<PartReader<'m>>,
    batch: Batch,
    done: Sender<(Box<PartReader<'m>>, Batch)>,
}

/// The threads. They end when this is dropped.
pub struct Pool<'m>(Sender<Job<'m>>);

impl<'m> Pool<'m> {
    /// Starts the threads.
    pub fn new<'scope>(scope: &'scope Scope<'scope, '_>, thread_count: usize) -> Pool<'m>
    where
        'm: 'scope,
    {
        let (jobs, queue) = unbounded::<Job<'m>>();
        for _ in 0..thread_count {
            let queue = queue.clone();
            scope.spawn(move || {
                for Job { mut reader, mut batch, done } in queue {
                    reader.fill(&mut batch);
                    // If the receiver is gone, the merge has failed.
                    let _ = done.send((reader, batch));
                }
            });
        }
        Pool(jobs)
    }

    /// Starts to read the next batch of a recording. `batch` is reused.
    pub fn start(&self, reader: Box<PartReader<'m>>, batch: Batch) -> Pending<'m> {
        let (done, result) = bounded(1);
        // Fails only if all threads have panicked; then the receiver reports it.
        let _ = self.0.send(Job { reader, batch, done });
        Pending(result)
    }
}

/// A batch that is being read.
pub struct Pending<'m>(Receiver<(Box<PartReader<'m>>, Batch)>);

impl<'m> Pending<'m> {
    /// Waits for the batch.
    ///
    /// # Errors
    /// The thread that read it has panicked.
    pub fn wait(self) -> io::Result<(Box<PartReader<'m>>, Batch)> {
        self.0.recv().map_err(|_| io::Error::other("a thread that reads has ended early"))
    }
}
