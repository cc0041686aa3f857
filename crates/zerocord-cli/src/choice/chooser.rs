//! Frames chosen one after the other, by commands whose results are not cut at the border of a window or a limit.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use zerocord::{Arena, Error};

use super::Choice;
use crate::exit::Exit;
use crate::input::Order;
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::question::lossy::LossyArgument;
use crate::question::window::{Timed, Window, WindowSide, report_untimed};

/// What is left to choose from all inputs.
#[derive(Debug)]
pub struct Progress {
    left: AtomicU64,
    has_limit: bool,
    untimed: AtomicU64,
    is_running: AtomicBool,
}

impl Progress {
    pub fn new(limit: Option<u64>) -> Progress {
        Progress {
            left: AtomicU64::new(limit.unwrap_or(u64::MAX)),
            has_limit: limit.is_some(),
            untimed: AtomicU64::new(0),
            is_running: AtomicBool::new(false),
        }
    }

    /// Whether only some of the frames are wanted, however many there are.
    pub fn has_limit(&self) -> bool {
        self.has_limit
    }

    /// How the inputs must be read for this choice.
    pub fn order(&self, choice: &Choice, window: Option<&Window>) -> Order {
        match self.has_limit || window.is_some() || choice.needs_lines() {
            true => Order::OneByOne,
            false => Order::Parallel,
        }
    }

    /// Whether nothing is left to choose.
    pub fn is_over(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Reports what was not asked because its time is not known, and paths that no frame had; gives the exit code.
    pub fn report(&self, choice: &Choice, window: Option<&Window>) -> Exit {
        // What was not read may have the paths that were not met.
        let unmatched = if self.is_over() { Exit::Done } else { choice.report_unmatched() };
        let (untimed, is_running) =
            (self.untimed.load(Ordering::Relaxed), self.is_running.load(Ordering::Relaxed));
        unmatched.max(report_untimed(window, untimed, is_running))
    }
}

/// Chooses the frames of one file. Each thread has one; where the order counts, there is one thread.
#[derive(Debug)]
pub struct Chooser<'c> {
    choice: &'c Choice,
    window: Option<&'c Window>,
    progress: &'c Progress,
    lossy: LossyArgument,
    timed: Timed<()>,
    /// Where the last frame is that was wanted.
    pub end: Option<Enough>,
}

impl<'c> Chooser<'c> {
    /// A chooser; `None` if all frames are chosen.
    pub fn if_needed(
        choice: &'c Choice,
        window: Option<&'c Window>,
        progress: &'c Progress,
        lossy: LossyArgument,
    ) -> Option<Chooser<'c>> {
        let is_of_all = choice.is_of_all() && window.is_none() && !progress.has_limit();
        (!is_of_all).then(|| Chooser::new(choice, window, progress, lossy))
    }

    pub fn new(
        choice: &'c Choice,
        window: Option<&'c Window>,
        progress: &'c Progress,
        lossy: LossyArgument,
    ) -> Chooser<'c> {
        Chooser { choice, window, progress, lossy, timed: Timed::default(), end: None }
    }

    /// Whether no further frame is wanted.
    #[inline]
    pub fn is_over(&self) -> bool {
        self.progress.has_limit && self.progress.is_over()
    }

    /// Whether the frame is chosen; if so, it counts towards the limit.
    ///
    /// # Errors
    /// What is wrong with the frame, as far as it was read.
    #[inline]
    pub fn is_chosen(&mut self, located: LocatedFrame<'_>, arena: &Arena) -> Result<bool, Error> {
        let is_chosen = self.matching_side(located, arena)? == Some(WindowSide::Inside);
        if is_chosen {
            self.count(located);
        }
        Ok(is_chosen)
    }

    /// Where in the window a frame is that meets the choice; `None` for other frames, and for all after the limit. For commands
    /// that [count](Chooser::count) frames by themselves.
    ///
    /// # Errors
    /// What is wrong with the frame, as far as it was read.
    #[inline]
    pub fn matching_side(
        &mut self,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<Option<WindowSide>, Error> {
        if self.is_over() {
            return Ok(None);
        }
        let side = self.side(located, arena);
        let choice = self.choice;
        // A bad frame is bad outside the window too, as in `filter`.
        let is_match = self
            .lossy
            .read(located.frame, |frame| choice.is_match(LocatedFrame { frame, ..located }, false, arena))?;
        if is_match && side == WindowSide::Head {
            self.progress.untimed.fetch_add(1, Ordering::Relaxed);
        }
        Ok(is_match.then_some(side))
    }

    /// Counts a chosen frame towards the limit.
    #[inline]
    pub fn count(&mut self, located: LocatedFrame<'_>) {
        if self.progress.has_limit && self.progress.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.end = Some(Enough { line: located.line, frame_count: located.count });
        }
    }

    fn side(&mut self, located: LocatedFrame<'_>, arena: &Arena) -> WindowSide {
        let Some(window) = self.window else { return WindowSide::Inside };
        let side = window.side_of(located.frame, located.wrapper, arena, &mut self.timed);
        if side != WindowSide::Head {
            self.progress.is_running.store(true, Ordering::Relaxed);
        }
        side
    }
}
