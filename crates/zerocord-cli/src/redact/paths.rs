//! The paths to redact, as a tree.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::question::pointed::Pointed;
use crate::question::spelling::steps;

/// The maximum number of keys in a path.
const KEYS_MAX: usize = 32;

/// The action for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Drop,
    Hash,
}

/// The actions below an object or a list.
#[derive(Debug, Default)]
pub struct PathTree {
    members: Vec<(String, Branch)>,
    /// The action for every member and every element: `*`.
    every: Option<Box<Branch>>,
    /// The paths that apply here and at any depth below: `**`.
    deep: Option<Box<PathTree>>,
}

/// The action for a member, and the actions below it.
#[derive(Debug, Default)]
pub struct Branch {
    pub action: Option<Action>,
    pub below: PathTree,
    /// Whether the member was found in some frame.
    is_found: AtomicBool,
}

impl PathTree {
    /// Adds a path, in any of its spellings.
    ///
    /// # Errors
    /// The path has an empty key or too many keys, leads to the envelope, or would be both dropped and hashed.
    pub fn add(&mut self, written: &str, action: Action) -> Result<(), Pointed> {
        let keys = steps(written)?;
        let fault = |message: String| Pointed::new(message, written, 0);
        if keys.len() > KEYS_MAX {
            return Err(fault(format!("a path can have {KEYS_MAX} keys at most")));
        }
        if keys[0].starts_with('$') {
            return Err(fault("only paths into the payload can be redacted, not the envelope".to_owned()));
        }
        if keys.last().is_none_or(|key| key == "**") {
            return Err(fault("`**` must be followed by a key, as in `**.email`".to_owned()));
        }
        let mut tree = self;
        let mut keys = keys.iter().peekable();
        while let Some(key) = keys.next() {
            if key == "**" {
                // `**.**` is the same as `**`.
                if keys.peek().is_none_or(|next| *next != "**") {
                    tree = tree.deep.get_or_insert_default();
                }
                continue;
            }
            let branch = tree.branch_mut(key);
            if keys.peek().is_none() {
                if branch.action.is_some_and(|known| known != action) {
                    return Err(fault("the path cannot be both dropped and hashed".to_owned()));
                }
                branch.action = Some(action);
                break;
            }
            tree = &mut branch.below;
        }
        Ok(())
    }

    fn branch_mut(&mut self, key: &str) -> &mut Branch {
        if key == "*" {
            return self.every.get_or_insert_default();
        }
        let slot = self.members.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            self.members.push((key.to_owned(), Branch::default()));
            self.members.len() - 1
        });
        &mut self.members[slot].1
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.every.is_none() && self.deep.is_none()
    }

    pub fn members(&self) -> impl Iterator<Item = (&str, &Branch)> {
        self.members.iter().map(|(key, branch)| (&**key, branch))
    }

    pub fn every(&self) -> Option<&Branch> {
        self.every.as_deref()
    }

    pub fn deep(&self) -> Option<&PathTree> {
        self.deep.as_deref()
    }

    /// The branch at the end of a path that was added.
    pub fn branch(&self, written: &str) -> Option<&Branch> {
        let mut keys = steps(written).ok()?;
        keys.dedup_by(|next, key| key == "**" && next == "**");
        let (mut tree, mut found) = (self, None);
        for key in &keys {
            if key == "**" {
                tree = tree.deep()?;
                continue;
            }
            let mut members = tree.members();
            let branch = match key.as_str() {
                "*" => tree.every()?,
                key => members.find_map(|(known, branch)| (known == key).then_some(branch))?,
            };
            found = Some(branch);
            tree = &branch.below;
        }
        found
    }
}

impl Branch {
    /// Records that the member was found. If an action applies to all of it, everything below counts as found too.
    pub fn mark_found(&self) {
        if !self.is_found.load(Ordering::Relaxed) {
            self.is_found.store(true, Ordering::Relaxed);
            if self.action.is_some() {
                self.below.mark_all_found();
            }
        }
    }

    pub fn is_found(&self) -> bool {
        self.is_found.load(Ordering::Relaxed)
    }
}

impl PathTree {
    fn mark_all_found(&self) {
        self.members.iter().map(|(_, branch)| branch).chain(self.every()).for_each(Branch::mark_found);
        self.members.iter().for_each(|(_, branch)| branch.below.mark_all_found());
        self.deep.iter().for_each(|deep| deep.mark_all_found());
    }
}
