//! Reads only what is asked for: a decoder of Discord gateway frames.

pub mod model;
