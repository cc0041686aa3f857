//! Results that wait for their turn.
//!
//! Jobs are numbered in the order of the recording. Workers put their jobs' results here in parts, and the calling
//! thread takes the parts out, job after job. The waiting parts are bounded by *weight*, the number of recording bytes
//! that they were made from. A worker pauses if the weight is too high, unless its job is the current one and little of
//! that job's results waits. So the current job can always continue, and memory is bounded however many results one job
//! has.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::budget::{Budget, Closed};

/// The current job may always add a part if less than this weight of its parts waits.
const CURRENT_WEIGHT_MAX: usize = 4 << 20;

pub(crate) struct Turns<P> {
    state: Mutex<TurnState<P>>,
    weight_max: usize,
    /// Follows the current job.
    budget: Arc<Budget>,
    /// Signals that a part was added or a worker has ended.
    news: Condvar,
    /// Signals that a part was taken or the calling thread takes no more.
    room: Condvar,
}

struct TurnState<P> {
    jobs: BTreeMap<u64, Parts<P>>,
    /// The job whose turn it is.
    current: u64,
    weight: usize,
    workers: usize,
    is_closed: bool,
}

struct Parts<P> {
    waiting: VecDeque<(P, usize)>,
    weight: usize,
    is_complete: bool,
}

impl<P> Turns<P> {
    pub(crate) fn new(workers: usize, weight_max: usize, budget: Arc<Budget>) -> Turns<P> {
        let state = TurnState { jobs: BTreeMap::new(), current: 0, weight: 0, workers, is_closed: false };
        Turns { state: Mutex::new(state), weight_max, budget, news: Condvar::new(), room: Condvar::new() }
    }

    /// Adds a part of a job's results, and waits for room first. `is_last` completes the job.
    pub(crate) fn put(&self, job: u64, part: P, weight: usize, is_last: bool) -> Result<(), Closed> {
        let mut state = self.lock();
        while !state.is_closed && !state.has_room(job, self.weight_max) {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_closed {
            return Err(Closed);
        }
        state.weight += weight;
        let parts = state.parts(job);
        parts.waiting.push_back((part, weight));
        parts.weight += weight;
        parts.is_complete = is_last;
        if job == state.current {
            self.news.notify_one();
        }
        Ok(())
    }

    /// Takes the next part; `None` if all workers have ended.
    pub(crate) fn take(&self) -> Option<P> {
        let mut state = self.lock();
        loop {
            let current = state.current;
            let parts = state.parts(current);
            if let Some((part, weight)) = parts.waiting.pop_front() {
                parts.weight -= weight;
                let is_last = parts.is_complete && parts.waiting.is_empty();
                state.weight -= weight;
                if is_last {
                    state.jobs.remove(&current);
                    state.current += 1;
                    self.budget.set_current(state.current);
                }
                self.room.notify_all();
                return Some(part);
            }
            if state.workers == 0 {
                return None;
            }
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Signals that no more results will be taken.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.room.notify_all();
        self.budget.close();
    }

    /// Signals that a worker has ended.
    pub(crate) fn leave(&self) {
        self.lock().workers -= 1;
        self.news.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, TurnState<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P> TurnState<P> {
    fn parts(&mut self, job: u64) -> &mut Parts<P> {
        self.jobs.entry(job).or_insert_with(|| Parts {
            waiting: VecDeque::new(),
            weight: 0,
            is_complete: false,
        })
    }

    fn has_room(&mut self, job: u64, weight_max: usize) -> bool {
        let is_current = job == self.current;
        self.weight < weight_max || is_current && self.parts(job).weight < CURRENT_WEIGHT_MAX
    }
}
