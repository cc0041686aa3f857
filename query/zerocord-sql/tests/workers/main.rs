//! Queries on several workers, which are processes of their own.

mod answers;
mod faults;
mod support;
mod trust;
