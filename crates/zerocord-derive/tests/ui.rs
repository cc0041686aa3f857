//! What the derives refuse, and how they say it.

#[test]
fn mistakes_are_told_under_the_token_at_fault() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
