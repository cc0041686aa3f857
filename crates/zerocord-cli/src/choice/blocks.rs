//! Skips the blocks of `zerocord record` that have no chosen frame, by their index.

use zerocord_firehose::Framing;
use zerocord_firehose::blocks::BlockInfo;

use super::Choice;
use crate::question::window::Window;

/// Finds blocks that can be skipped without changing any result.
#[derive(Clone, Copy, Debug)]
pub struct BlockFilter<'c> {
    choice: &'c Choice,
    window: Option<&'c Window>,
}

impl<'c> BlockFilter<'c> {
    /// The filter for a choice; `None` if no block can be skipped.
    pub fn new(choice: &'c Choice, window: Option<&'c Window>) -> Option<BlockFilter<'c>> {
        let can_skip = !choice.strict && (window.is_some() || !choice.events.are_all());
        can_skip.then_some(BlockFilter { choice, window })
    }

    /// Whether no frame of a block is chosen or reported as bad. The events of such a block are noted for the condition.
    pub fn is_skipped(&self, info: &BlockInfo, framing: &Framing, frame_len_max: usize) -> bool {
        let is_skipped = self.can_be_skipped(info, framing, frame_len_max);
        if is_skipped {
            info.events.keys().for_each(|name| self.choice.note_event(name));
            if let Some((window, received)) = self.window.zip(info.received) {
                window.note_received(received);
            }
        }
        is_skipped
    }

    fn can_be_skipped(&self, info: &BlockInfo, framing: &Framing, frame_len_max: usize) -> bool {
        if !info.has_only_frames(framing, frame_len_max) {
            return false;
        }
        let has_event = || info.events.keys().any(|name| self.choice.events.contains_text(name));
        let lacks_events = !self.choice.events.are_all() && !has_event();
        match self.window {
            None => lacks_events,
            Some(window) if info.is_wrapped && window.is_by_receipt() => {
                lacks_events || info.received.is_some_and(|received| window.is_before_or_after(received))
            }
            // Frames without a time get the last time before them, which can be in another block.
            Some(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::events::Events;

    fn info(line: &str) -> BlockInfo {
        let mut info = BlockInfo::default();
        info.add_frame(line.as_bytes(), line.len() + 1, Some(1_769_860_800_000));
        info
    }

    #[test]
    fn a_block_is_skipped_only_if_all_results_are_the_same() {
        let choice = Choice::of_events(Events::new(&["MESSAGE_CREATE".to_owned()]));
        let filter = BlockFilter::new(&choice, None).unwrap();
        let typing = info(r#"{"t":"TYPING_START","s":1,"op":0,"d":{}}"#);
        let mut wrapped = typing.clone();
        wrapped.is_wrapped = true;
        let object = Framing::object("frame");
        for (info, framing, frame_len_max, want) in [
            (&typing, &Framing::Line, 1_000, true),
            (&typing, &Framing::Line, 10, false),
            (&typing, &object, 1_000, false),
            (&typing, &Framing::Prefix, 1_000, false),
            (&wrapped, &object, 1_000, true),
            (&wrapped, &Framing::Line, 1_000, false),
            (&wrapped, &Framing::object("data"), 1_000, false),
            (&info(r#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{}}"#), &Framing::Line, 1_000, false),
            (&info(r#"{"t":"TYPING_START","s":1,"op":0,"d":7"#), &Framing::Line, 1_000, false),
        ] {
            assert_eq!(filter.is_skipped(info, framing, frame_len_max), want, "{info:?} {framing:?}");
        }
    }
}
