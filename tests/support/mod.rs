//! Shared by the tests of the models: the models by name, the facts in the table of `zerocord-schema`, and values made
//! from them.

#![allow(dead_code)] // each test uses only a part

pub mod maker;
pub mod models;
pub mod schema;
