//! What makes changes of a folder durable.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes new, changed and removed names in a folder survive a power failure.
///
/// Does nothing where this is not possible: for a folder that the user may write to but not read, on file systems that
/// cannot sync folders, and on other systems than Unix.
///
/// # Errors
/// The folder does not exist, or the file system fails.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder) {
        Ok(folder) => {
            unless_impossible(folder.sync_all(), &[ErrorKind::InvalidInput, ErrorKind::Unsupported])
        }
        Err(error) => unless_impossible(Err(error), &[ErrorKind::PermissionDenied]),
    }
}

/// Makes errors of these kinds a success.
fn unless_impossible(result: io::Result<()>, impossible: &[ErrorKind]) -> io::Result<()> {
    result.or_else(|error| if impossible.contains(&error.kind()) { Ok(()) } else { Err(error) })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_are_synced_unless_impossible() {
        let folder = tempfile::tempdir().unwrap();
        sync_folder(folder.path()).unwrap();
        let missing = sync_folder(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        // A file system that cannot sync folders.
        if cfg!(target_os = "linux") {
            assert_eq!(File::open("/proc").unwrap().sync_all().unwrap_err().kind(), ErrorKind::InvalidInput);
            sync_folder(Path::new("/proc")).unwrap();
        }
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_not_synced() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o300)).unwrap();
        // The superuser can read it nevertheless.
        sync_folder(folder.path()).unwrap();
        assert!(
            unless_impossible(Err(ErrorKind::PermissionDenied.into()), &[ErrorKind::PermissionDenied])
                .is_ok()
        );
        assert!(
            unless_impossible(Err(ErrorKind::StorageFull.into()), &[ErrorKind::PermissionDenied]).is_err()
        );
    }
}
