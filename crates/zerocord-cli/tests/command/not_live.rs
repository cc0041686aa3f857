//! A build without the feature `live`.

use std::process::Command;

#[test]
fn subcommands_of_other_builds_say_how_to_get_them() {
    for name in ["record", "replay", "top"] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_zerocord")).args([name, "x", "--once"]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(&format!("`{name}` is not part of this build")), "{text}");
        assert!(text.contains("--features live"), "{text}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_zerocord")).arg("recrod").output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("--features live"));
}
