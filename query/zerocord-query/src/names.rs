//! The names of files as the user gave them.

use std::collections::HashMap;

use object_store::path::Path;

/// The names of files, by their locations in a store. Files are reported by these names, and `_file` holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileNames(HashMap<String, String>);

impl FileNames {
    pub(crate) fn insert(&mut self, location: &Path, name: String) {
        self.0.insert(location.to_string(), name);
    }

    pub(crate) fn name(&self, location: &Path) -> String {
        self.0.get(location.as_ref()).cloned().unwrap_or_else(|| location.to_string())
    }
}

impl<'p> FromIterator<(&'p Path, String)> for FileNames {
    fn from_iter<I: IntoIterator<Item = (&'p Path, String)>>(names: I) -> FileNames {
        FileNames(names.into_iter().map(|(location, name)| (location.to_string(), name)).collect())
    }
}
