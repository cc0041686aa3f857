//! Compares walks along trees of keys with a walk over all members.

use zerocord::view::{KeyTree, KeysSeen, VisitKeys};
use zerocord::{Backend, Error, RawText, RawValue};

use crate::tokens::Choices;

/// The maximum number of keys in a tree.
const KEYS_MAX: usize = 40;

/// A tree of keys, some of which are in the document and some not, finds what a walk over all members finds, in the
/// same order. In invalid JSON, all backends find the same. `choices` selects the keys.
#[track_caller]
pub fn check_key_trees(document: &[u8], choices: &mut Choices<'_>) {
    let Ok(value) = RawValue::new(document) else { return };
    let mut keys = Vec::new();
    choose(value, None, choices, &mut keys);
    // All walks share one memory, as in real programs.
    let mut seen = KeysSeen::default();
    for has_unknown in [false, true] {
        let mut builder = KeyTree::builder();
        for key in &keys {
            builder.add(key.inside, &key.name).expect("the tree is small");
        }
        let tree = if has_unknown { builder.with_unknown() } else { builder }.build();
        let mut want = FoundMembers::default();
        let mut whole = walk(&keys, None, has_unknown, value, &mut want);
        if zerocord::validate(document).is_err() {
            // Members that the tree does not want are checked less.
            want = FoundMembers::default();
            let value = RawValue::with_backend(document, Backend::PORTABLE).expect("it was one before");
            whole = tree.walk(value, &mut seen, &mut want);
        }
        for backend in Backend::available() {
            let value = RawValue::with_backend(document, backend).expect("it was one before");
            let mut found = FoundMembers::default();
            let result = tree.walk(value, &mut seen, &mut found);
            let shown = String::from_utf8_lossy(document);
            assert_eq!(result, whole, "{backend:?}: {keys:?} of {shown}");
            assert_eq!(found, want, "{backend:?}: {keys:?} of {shown}");
            let mut wanted: Vec<usize> = found.keys().collect();
            wanted.sort_unstable();
            assert!(wanted.windows(2).all(|pair| pair[0] != pair[1]), "{backend:?}: {keys:?} of {shown}");
        }
    }
}

#[derive(Debug)]
struct Key {
    inside: Option<usize>,
    name: String,
}

/// Chooses some of the keys of an object, and of the objects in it.
fn choose(value: RawValue<'_>, inside: Option<usize>, choices: &mut Choices<'_>, keys: &mut Vec<Key>) {
    let absent = ["absent", "id", "a\"b", "ключ", ""];
    if choices.one_in(3) {
        add(keys, inside, absent[choices.below(absent.len())]);
    }
    let rarity = 1 + choices.below(3);
    let depth = std::iter::successors(inside, |&key| keys[key].inside).count();
    for (name, value) in value.members().into_iter().flatten().flatten() {
        if keys.len() >= KEYS_MAX || depth > 20 {
            return;
        }
        let Ok(name) = name.text() else { continue };
        if choices.one_in(rarity)
            && let Some(key) = add(keys, inside, &name)
            && !choices.one_in(4)
        {
            choose(value, Some(key), choices, keys);
        }
    }
}

fn add(keys: &mut Vec<Key>, inside: Option<usize>, name: &str) -> Option<usize> {
    if keys.iter().any(|key| key.inside == inside && key.name == name) {
        return None;
    }
    keys.push(Key { inside, name: name.to_owned() });
    Some(keys.len() - 1)
}

/// The results of a walk, in order.
#[derive(Debug, Default, PartialEq, Eq)]
struct FoundMembers(Vec<Member>);

#[derive(Debug, PartialEq, Eq)]
enum Member {
    Wanted(usize, usize),
    Unknown(Option<usize>, usize, usize),
}

impl FoundMembers {
    fn keys(&self) -> impl Iterator<Item = usize> {
        self.0.iter().filter_map(|member| match member {
            Member::Wanted(key, _) => Some(*key),
            Member::Unknown(..) => None,
        })
    }
}

impl<'a> VisitKeys<'a> for FoundMembers {
    fn wanted(&mut self, key: usize, value: RawValue<'a>) {
        self.0.push(Member::Wanted(key, value.offset()));
    }

    fn unknown(&mut self, inside: Option<usize>, key: RawText<'a>, value: RawValue<'a>) {
        self.0.push(Member::Unknown(inside, key.offset(), value.offset()));
    }
}

/// The simple version: compares every member of each object with every key.
fn walk(
    keys: &[Key],
    inside: Option<usize>,
    has_unknown: bool,
    value: RawValue<'_>,
    found: &mut FoundMembers,
) -> Result<(), Error> {
    let here: Vec<usize> = (0..keys.len()).filter(|key| keys[*key].inside == inside).collect();
    let mut left = here.len();
    let is_root_of_nothing = left == 0 && (inside.is_some() || !has_unknown);
    if is_root_of_nothing {
        return value.members().map(drop);
    }
    for member in value.members()? {
        let (name, value) = member?;
        match here.iter().find(|key| name.is(&keys[**key].name)) {
            None if has_unknown => found.0.push(Member::Unknown(inside, name.offset(), value.offset())),
            None => {}
            Some(&key) if found.keys().any(|known| known == key) => {}
            Some(&key) => {
                left -= 1;
                found.0.push(Member::Wanted(key, value.offset()));
                if value.frame().get(value.offset()) == Some(&b'{') {
                    walk(keys, Some(key), has_unknown, value, found)?;
                }
            }
        }
        if left == 0 && !has_unknown {
            break;
        }
    }
    Ok(())
}
