//! Memory with unmapped pages on both sides, so that a read outside a frame ends the process at once.
//!
//! The only file outside the library's `src/simd/` that contains unsafe code: two blocks, each with its proof.
#![allow(unsafe_code)]

use region::{Allocation, Protection};

/// A buffer between two inaccessible pages.
///
/// The input is placed next to one of them, or a chosen number of bytes away. The bytes between are `filler`, so that a
/// reader that looks at them gives a different result even if it does not crash.
pub struct Guarded {
    /// A page without access, the buffer, a page without access.
    memory: Allocation,
}

impl Guarded {
    /// A buffer for inputs of up to `len_max` bytes, including 64 bytes of distance.
    ///
    /// # Panics
    /// If the system provides no memory.
    pub fn new(len_max: usize) -> Guarded {
        let page = region::page::size();
        let inner = len_max.next_multiple_of(page).max(page);
        let mut memory = region::alloc(inner + 2 * page, Protection::NONE).expect("the system gives memory");
        let start = memory.as_mut_ptr::<u8>().wrapping_add(page);
        // SAFETY: the `inner` bytes from `start` are whole pages inside `memory`, to which no other reference exists
        // yet.
        unsafe { region::protect(start, inner, Protection::READ_WRITE) }.expect("own pages can be opened");
        Guarded { memory }
    }

    /// `bytes`, ending `distance` bytes before the page after the buffer.
    ///
    /// # Panics
    /// If both together are longer than the buffer.
    pub fn at_end(&mut self, bytes: &[u8], distance: usize, filler: u8) -> &[u8] {
        let buffer = self.buffer();
        let end = buffer.len() - distance;
        let start = end - bytes.len();
        buffer[start.saturating_sub(64)..start].fill(filler);
        buffer[end..].fill(filler);
        buffer[start..end].copy_from_slice(bytes);
        &buffer[start..end]
    }

    /// `bytes`, beginning `distance` bytes after the page before the buffer.
    ///
    /// # Panics
    /// As [`at_end`](Guarded::at_end).
    pub fn at_front(&mut self, bytes: &[u8], distance: usize, filler: u8) -> &[u8] {
        let buffer = self.buffer();
        let end = distance + bytes.len();
        let filled_to = (end + 64).min(buffer.len());
        buffer[..distance].fill(filler);
        buffer[end..filled_to].fill(filler);
        buffer[distance..end].copy_from_slice(bytes);
        &buffer[distance..end]
    }

    fn buffer(&mut self) -> &mut [u8] {
        let page = region::page::size();
        let len = self.memory.len() - 2 * page;
        let start = self.memory.as_mut_ptr::<u8>().wrapping_add(page);
        // SAFETY: `new` has opened these `len` bytes inside `memory` for reading and writing; the system gave them
        // zeroed, and the slice borrows `self`, through which alone they are reached.
        unsafe { std::slice::from_raw_parts_mut(start, len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_on_both_sides_cannot_be_read() {
        let mut guarded = Guarded::new(10_000);
        let protection = |address: *const u8| region::query(address).unwrap().protection();
        let text = guarded.at_end(b"frame", 0, b'x').as_ptr_range();
        assert_eq!(protection(text.end.wrapping_sub(1)), Protection::READ_WRITE);
        assert_eq!(protection(text.end), Protection::NONE);
        let text = guarded.at_front(b"frame", 0, b'x').as_ptr_range();
        assert_eq!(protection(text.start), Protection::READ_WRITE);
        assert_eq!(protection(text.start.wrapping_sub(1)), Protection::NONE);
    }

    #[test]
    fn inputs_are_at_the_requested_position() {
        let mut guarded = Guarded::new(1);
        for distance in 0..64 {
            for len in [0, 1, 63, 64, 65, 1000] {
                let bytes = vec![b'a'; len];
                assert_eq!(guarded.at_end(&bytes, distance, b'"'), bytes);
                assert_eq!(guarded.at_front(&bytes, distance, b'"'), bytes);
            }
        }
    }
}
