//! Memory for long lines, lent to jobs.
//!
//! Every thread has its own buffer. A buffer that grows beyond that for a long line takes a *loan* of its length. If
//! too much is lent already, the job waits, unless all other jobs wait for it. So that job can always continue, the
//! next jobs continue after it, and there is no deadlock.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The results are no longer needed.
#[derive(Debug)]
pub(crate) struct Closed;

/// The memory that jobs may borrow.
#[derive(Debug)]
pub(crate) struct Budget {
    state: Mutex<BudgetState>,
    len_max: usize,
    /// Signals that a loan was returned, that another job is current, or that the budget was closed.
    news: Condvar,
}

#[derive(Debug)]
struct BudgetState {
    lent: usize,
    /// The job whose results are delivered next.
    current: u64,
    is_closed: bool,
}

impl Budget {
    pub(crate) fn new(len_max: usize) -> Budget {
        let state = BudgetState { lent: 0, current: 0, is_closed: false };
        Budget { state: Mutex::new(state), len_max, news: Condvar::new() }
    }

    /// Sets the job whose results are delivered next.
    pub(crate) fn set_current(&self, job: u64) {
        self.lock().current = job;
        self.news.notify_all();
    }

    /// Ends all waiting: the results are no longer needed.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.news.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, BudgetState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lends memory to one job.
#[derive(Clone, Debug)]
pub(crate) struct Lender {
    /// `None` for readers with a single buffer, whose length is bounded already.
    budget: Option<Arc<Budget>>,
    job: u64,
}

/// Borrowed memory, returned on drop.
#[derive(Debug, Default)]
pub(crate) struct Loan(Option<(Arc<Budget>, usize)>);

impl Lender {
    pub(crate) fn new(budget: &Arc<Budget>, job: u64) -> Lender {
        Lender { budget: Some(Arc::clone(budget)), job }
    }

    pub(crate) fn unlimited() -> Lender {
        Lender { budget: None, job: 0 }
    }

    /// Makes later loans for another job.
    pub(crate) fn set_job(&mut self, job: u64) {
        self.job = job;
    }

    /// Borrows memory. Waits until there is enough.
    pub(crate) fn lend(&self, len: usize) -> Result<Loan, Closed> {
        let Some(budget) = &self.budget else { return Ok(Loan(None)) };
        let mut state = budget.lock();
        while !state.is_closed && state.lent.saturating_add(len) > budget.len_max && state.current != self.job
        {
            state = budget.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_closed {
            return Err(Closed);
        }
        state.lent = state.lent.saturating_add(len);
        Ok(Loan(Some((Arc::clone(budget), len))))
    }

    /// Grows a buffer. `loan` is the loan for its memory, and is replaced.
    pub(crate) fn grow(&self, buffer: &mut Vec<u8>, len: usize, loan: &mut Loan) -> Result<(), Closed> {
        if len > buffer.capacity() {
            // During the copy, the old and the new memory are both in use.
            let new = self.lend(len)?;
            buffer.reserve_exact(len - buffer.len());
            *loan = new;
        }
        buffer.resize(len, 0);
        Ok(())
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some((budget, len)) = self.0.take() {
            let mut state = budget.lock();
            state.lent = state.lent.saturating_sub(len);
            budget.news.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::time::Duration;

    const A_WHILE: Duration = Duration::from_millis(50);

    #[test]
    fn a_job_waits_until_memory_is_given_back() {
        let budget = Arc::new(Budget::new(100));
        let first = Lender::new(&budget, 1).lend(60).unwrap();
        let (sender, lent) = channel();
        let lender = Lender::new(&budget, 2);
        let thread = std::thread::spawn(move || sender.send(lender.lend(60).unwrap()).unwrap());
        assert_eq!(lent.recv_timeout(A_WHILE).unwrap_err(), RecvTimeoutError::Timeout);
        drop(first);
        drop(lent.recv().unwrap());
        thread.join().unwrap();
        assert_eq!(budget.lock().lent, 0);
    }

    #[test]
    fn the_current_job_never_waits() {
        let budget = Arc::new(Budget::new(100));
        let _others = Lender::new(&budget, 5).lend(100).unwrap();
        let _own = Lender::new(&budget, 0).lend(1000).unwrap();
        let (sender, lent) = channel();
        let lender = Lender::new(&budget, 1);
        let thread = std::thread::spawn(move || sender.send(lender.lend(1000).unwrap()).unwrap());
        assert!(lent.recv_timeout(A_WHILE).is_err());
        budget.set_current(1);
        lent.recv().unwrap();
        thread.join().unwrap();
    }

    #[test]
    fn closing_ends_all_waits() {
        let budget = Arc::new(Budget::new(0));
        let lender = Lender::new(&budget, 7);
        let thread = std::thread::spawn(move || lender.lend(1).is_err());
        budget.close();
        assert!(thread.join().unwrap());
    }
}
