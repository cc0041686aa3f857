//! Chooses frames one after another, for commands whose results cannot be cut afterwards at the end of a window or a
//! limit.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use zerocord::{Arena, Error};

use super::Choice;
use crate::exit::Exit;
use crate::input::Order;
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::question::lossy::LossyArgument;
use crate::question::unmatched::Searched;
use crate::question::window::{Timed, Window, WindowSide, report_untimed};

/// The remaining part of the choice, over all inputs.
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

    /// Whether only some of the frames are chosen.
    pub fn has_limit(&self) -> bool {
        self.has_limit
    }

    /// The order in which the inputs must be read.
    pub fn order<'c>(&self, choice: &'c Choice, window: Option<&Window>) -> Order<'c> {
        match self.has_limit || window.is_some() {
            true => Order::OneByOne,
            false => choice.order(None),
        }
    }

    /// Whether the limit has been reached.
    pub fn is_over(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Which frames were searched for paths.
    pub fn searched(&self) -> Searched {
        Searched::up_to_limit(self.is_over())
    }

    /// Reports frames without a known time, and paths that no frame had. Returns the exit code.
    pub fn report(&self, choice: &Choice, window: Option<&Window>) -> Exit {
        let unmatched = choice.report_unmatched(self.searched());
        let (untimed, is_running) =
            (self.untimed.load(Ordering::Relaxed), self.is_running.load(Ordering::Relaxed));
        unmatched.max(report_untimed(window, untimed, is_running))
    }
}

/// Chooses the frames of one file. There is one chooser per thread; if the order matters, there is only one thread.
#[derive(Debug)]
pub struct Chooser<'c> {
    choice: &'c Choice,
    window: Option<&'c Window>,
    progress: &'c Progress,
    lossy: LossyArgument,
    timed: Timed<()>,
    /// The position of the last chosen frame.
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

    /// Whether no further frame can be chosen.
    #[inline]
    pub fn is_over(&self) -> bool {
        self.progress.has_limit && self.progress.is_over()
    }

    /// Whether the frame is chosen; if so, it counts towards the limit.
    ///
    /// # Errors
    /// The part of the frame that was read is malformed.
    #[inline]
    pub fn is_chosen(&mut self, located: LocatedFrame<'_>, arena: &Arena) -> Result<bool, Error> {
        let is_chosen = self.matching_side(located, arena)? == Some(WindowSide::Inside);
        if is_chosen {
            self.count(located);
        }
        Ok(is_chosen)
    }

    /// The position in the window of a frame that matches; `None` for frames that do not match, and after the limit.
    /// For commands that [count](Chooser::count) frames themselves.
    ///
    /// # Errors
    /// The part of the frame that was read is malformed.
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
