//! Regenerates `crates/zerocord-schema/descriptions.json` from the comments of the models.

fn main() -> std::io::Result<()> {
    std::fs::write(zerocord_testkit::model_docs::path(), zerocord_testkit::model_docs::json())
}
