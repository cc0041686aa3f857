//! The mistakes that the derives reject, and their messages.

#[test]
fn mistakes_are_reported_at_their_token() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
