//! The paths that are redacted, as a tree.

use crate::pointed::Pointed;

/// The longest path has as many keys; redacting recurses once a key.
const KEYS_MAX: usize = 32;

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Drop,
    Hash,
}

/// What is below an object.
#[derive(Debug, Default)]
pub struct PathTree {
    members: Vec<(String, Branch)>,
}

/// What is to be done with a member.
#[derive(Debug, Default)]
pub struct Branch {
    pub action: Option<Action>,
    pub below: PathTree,
}

impl PathTree {
    /// Adds a path.
    ///
    /// # Errors
    /// Where it has an empty key or too many keys, or is to be both dropped and hashed.
    pub fn add(&mut self, path: &str, action: Action) -> Result<(), Pointed> {
        let mut at = 0;
        let mut tree = self;
        let keys: Vec<&str> = path.split('.').collect();
        if keys.len() > KEYS_MAX {
            return Err(Pointed::new(format!("a path has {KEYS_MAX} keys at most"), path, 0));
        }
        if path.starts_with('$') {
            return Err(Pointed::new("a path leads into the payload; the envelope stays as it is", path, 0));
        }
        for (index, key) in keys.iter().enumerate() {
            if key.is_empty() {
                return Err(Pointed::new("a key of the path is empty", path, at));
            }
            at += key.len() + 1;
            let slot = tree.members.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                tree.members.push(((*key).to_owned(), Branch::default()));
                tree.members.len() - 1
            });
            let branch = &mut tree.members[slot].1;
            if index + 1 == keys.len() {
                if branch.action.is_some_and(|known| known != action) {
                    return Err(Pointed::new("the path is to be both dropped and hashed", path, 0));
                }
                branch.action = Some(action);
            }
            tree = &mut branch.below;
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub fn members(&self) -> impl Iterator<Item = (&str, &Branch)> {
        self.members.iter().map(|(key, branch)| (&**key, branch))
    }
}
