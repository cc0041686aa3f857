//! `zerocord sql` starts another program.

use std::os::unix::fs::PermissionsExt;

use crate::folder::{Folder, Ran};

#[test]
fn without_the_program_one_line_says_how_to_install_it() {
    let folder = Folder::new();
    let ran = Ran::new(folder.zerocord("sql a.ndjson -c x").env("PATH", folder.path("")).output().unwrap());
    assert_eq!((ran.exit, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("cargo install --path query/zerocord-sql"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1);
}

#[test]
fn arguments_and_the_exit_code_are_passed_on() {
    let folder = Folder::with("zerocord-sql", "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
    std::fs::set_permissions(folder.path("zerocord-sql"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path("").display());
    let ran = Ran::new(folder.zerocord("sql a.ndjson -j 2 --help -c x").env("PATH", path).output().unwrap());
    assert_eq!(
        (ran.exit, ran.stdout.as_str(), ran.stderr.as_str()),
        (7, "a.ndjson\n-j\n2\n--help\n-c\nx\n", "")
    );
}
