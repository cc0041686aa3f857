//! The mistakes that the derives reject, and their messages.

#[test]
fn mistakes_are_reported_at_the_wrong_token() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
