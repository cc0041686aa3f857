//! What the tests of the models share: the models by name, the facts of the table of `zerocord-schema`, and values made
//! from them.

#![allow(dead_code)] // each test uses a part

pub mod maker;
pub mod models;
pub mod schema;
