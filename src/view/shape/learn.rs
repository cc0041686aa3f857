//! A shape from an object.

use std::ops::RangeInclusive;

use crate::json::raw::RawValue;
use crate::json::skip::skip_value;
use crate::shape::{Ending, NONE, RUN_MAX, SKELETON_MAX, STEPS_MAX, Shape, Step, Varies};
use crate::view::keys::KeyTable;

/// How far into an object a shape is learned, in bytes: an object that is longer is not of a kind that repeats.
const REACH: usize = 32 * 1024;

/// How long a text is at most that is taken to be the same in each object, with its quotes.
const FIXED_TEXT_MAX: usize = 3;

/// How long a number or a word is at most that is taken to be the same in each object.
const FIXED_MAX: usize = 5;

/// How long a text is whose length is taken to be the same in each object, with its quotes: ids, times, hashes of images.
const INSIDE: RangeInclusive<usize> = 19..=36;

impl Shape {
    /// Takes the shape of `object`, as far as it is spelled as Discord spells; what went before is forgotten.
    pub(super) fn learn<N: AsRef<str>>(&mut self, object: RawValue<'_>, keys: &KeyTable<'_, N>) {
        self.forget();
        let mut at = object.offset();
        while self.steps.len() < STEPS_MAX {
            match self.learn_member(object, at, keys) {
                Some(end) if object.frame()[end] == b',' && end - object.offset() <= REACH => at = end,
                _ => break,
            }
        }
        self.make_runs();
    }

    /// Adds the member behind the separator at `at`, and tells where the next separator stands.
    fn learn_member<N: AsRef<str>>(
        &mut self,
        object: RawValue<'_>,
        at: usize,
        keys: &KeyTable<'_, N>,
    ) -> Option<usize> {
        let (frame, backend) = (object.frame(), object.backend());
        if frame.get(at + 1) != Some(&b'"') {
            return None;
        }
        let quote = backend.quote(frame, at + 2);
        let (name, value_at) = (frame.get(at + 2..quote)?, quote + 2);
        let is_plain = name.iter().all(|&byte| byte >= b' ' && byte != b'\\');
        let first = *frame.get(value_at)?;
        if !is_plain || name.len() + 4 > RUN_MAX || frame[quote + 1] != b':' || first <= b' ' {
            return None;
        }
        let end = skip_value(backend, frame, value_at).ok()?;
        if !matches!(frame.get(end), Some(b',' | b'}')) {
            return None;
        }
        let value = &frame[value_at..end];
        let varies = match first {
            b'"' if value.len() <= FIXED_TEXT_MAX => Varies::No,
            b'"' if INSIDE.contains(&value.len())
                && value[1..].iter().all(|&byte| byte > b' ' && byte != b'\\') =>
            {
                Varies::Inside
            }
            b'"' => Varies::Text,
            b'{' | b'[' if matches!(value, b"{}" | b"[]") => Varies::No,
            b'{' | b'[' => Varies::Yes,
            // A quote or a bracket in it would have to be counted.
            _ if !value.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) => {
                return None;
            }
            _ if value.len() <= FIXED_MAX => Varies::No,
            _ => Varies::Yes,
        };
        let kept = match varies {
            Varies::No | Varies::Inside => value,
            Varies::Text => &value[..1],
            Varies::Yes => &[],
        };
        if self.skeleton.len() + name.len() + 4 + kept.len() > SKELETON_MAX {
            return None;
        }
        let skeleton_at = self.skeleton.len() as u16;
        self.skeleton.extend_from_slice(&frame[at..value_at]);
        let skeleton_value = self.skeleton.len() as u16;
        self.skeleton.extend_from_slice(kept);
        self.steps.push(Step {
            run: [0; 64],
            mask: 0,
            holes: 0,
            run_len: 0,
            last: 0,
            ending: Ending::Value,
            noted: 0,
            noted_behind: 0,
            varies,
            slot: keys.slot_of(name).unwrap_or(NONE),
            skeleton_at,
            skeleton_value,
            kept: kept.len() as u16,
            differed: 0,
        });
        Some(end)
    }
}
