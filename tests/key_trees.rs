//! Trees of keys made at run time, against a walk over all members: on the corpus, and on documents changed token by
//! token.

use zerocord::view::{KeyTree, KeysSeen, VisitKeys};
use zerocord::{Backend, ErrorKind, RawText, RawValue};
use zerocord_testkit::checks::check_key_trees;
use zerocord_testkit::corpus;
use zerocord_testkit::recipe::Recipe;
use zerocord_testkit::tokens::{Choices, change_token, change_value};

#[test]
fn the_corpus_is_found_as_a_walk_over_all_members_finds_it() {
    let mut choices = Choices::of_seed(1);
    let cases = corpus::edge().into_iter().chain(corpus::invalid()).map(|case| case.bytes);
    for document in cases.chain(corpus::frames().into_iter().map(|frame| frame.bytes)) {
        for _ in 0..4 {
            check_key_trees(&document, &mut choices);
        }
    }
}

#[test]
fn changed_documents_are_found_as_a_walk_over_all_members_finds_them() {
    for seed in 0..1_500u64 {
        let mut choices = Choices::of_seed(seed);
        let mut document =
            Recipe { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), edits: Vec::new() }.frame();
        // Documents stay valid at first.
        for step in 0..8 {
            document = match step {
                0..4 => change_value(&document, &mut choices),
                _ => change_token(&document, &mut choices),
            };
            check_key_trees(&document, &mut choices);
        }
    }
}

/// What a walk found, as strings.
#[derive(Debug, Default)]
struct FoundKeys(Vec<String>);

impl<'a> VisitKeys<'a> for FoundKeys {
    fn wanted(&mut self, key: usize, value: RawValue<'a>) {
        self.0.push(format!("{key}={value:?}"));
    }

    fn unknown(&mut self, inside: Option<usize>, key: RawText<'a>, value: RawValue<'a>) {
        self.0.push(format!("{inside:?}.{key:?}={value:?}"));
    }
}

/// The keys `id` and `author`, and inside `author` the keys `id` and `bot`.
#[track_caller]
fn check(has_unknown: bool, document: &str, want: &[&str]) {
    let mut keys = KeyTree::builder();
    for (inside, name) in [(None, "id"), (None, "author"), (Some(1), "id"), (Some(1), "bot")] {
        keys.add(inside, name).unwrap();
    }
    let tree = if has_unknown { keys.with_unknown() } else { keys }.build();
    for backend in Backend::available() {
        let (mut seen, mut found) = (KeysSeen::default(), FoundKeys::default());
        let value = RawValue::with_backend(document.as_bytes(), backend).unwrap();
        tree.walk(value, &mut seen, &mut found).unwrap();
        assert_eq!(found.0, want, "{backend:?}: {document}");
    }
}

#[test]
fn the_first_of_a_repeated_key_counts() {
    let document = r#"{"id":1,"id":2,"author":{"id":3,"x":[],"id":4},"author":{"bot":true},"x":5,"x":6}"#;
    check(false, document, &["0=1", r#"1={"id":3,"x":[],"id":4}"#, "2=3"]);
    let want =
        ["0=1", r#"1={"id":3,"x":[],"id":4}"#, "2=3", "Some(1).\"x\"=[]", "None.\"x\"=5", "None.\"x\"=6"];
    check(true, document, &want);
}

#[test]
fn values_that_are_not_objects_are_passed_on_and_not_walked() {
    check(false, r#"{"author":null,"id":null}"#, &["1=null", "0=null"]);
    check(false, r#"{"author":[{"id":1}],"id":""}"#, &[r#"1=[{"id":1}]"#, "0=\"\""]);
}

/// Keys spelled with escapes and white space make the walk restart at the object's start; nothing is reported twice.
#[test]
fn a_walk_that_begins_again_reports_nothing_twice() {
    let document = r#"{"y":0,"author":{"z":1,"\u0069d":"a","b\u006ft" : 1},"\u0078":2, "w":3,"id":4}"#;
    let author = r#"1={"z":1,"\u0069d":"a","b\u006ft" : 1}"#;
    check(false, document, &[author, "2=\"a\"", "3=1", "0=4"]);
    let unknown = [
        "None.\"y\"=0",
        author,
        "Some(1).\"z\"=1",
        "2=\"a\"",
        "3=1",
        r#"None."\\u0078"=2"#,
        "None.\"w\"=3",
        "0=4",
    ];
    check(true, document, &unknown);
}

#[test]
fn a_walk_for_unknown_keys_goes_to_the_end_of_the_object() {
    let mut keys = KeyTree::builder();
    keys.add(None, "id").unwrap();
    let cut = RawValue::new(br#"{"id":1,"x":2"#).unwrap();
    let (mut seen, mut found) = (KeysSeen::default(), FoundKeys::default());
    assert_eq!(keys.clone().build().walk(cut, &mut seen, &mut found), Ok(()));
    let error = keys.with_unknown().build().walk(cut, &mut seen, &mut found).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Truncated, 13));
}

#[test]
fn trees_have_limits() {
    let mut keys = KeyTree::builder();
    let error = keys.add(Some(0), "id").unwrap_err();
    assert_eq!(error.to_string(), "the key `id`: the key that should contain it does not exist");
    let mut inside = None;
    for _ in 0..32 {
        inside = Some(keys.add(inside, "a").unwrap());
    }
    assert_eq!(keys.add(inside, "b").unwrap_err().to_string(), "the key `b`: keys can be at most 32 deep");
    for key in 32..65_534 {
        keys.add(None, &key.to_string()).unwrap();
    }
    assert_eq!(
        keys.add(None, "c").unwrap_err().to_string(),
        "the key `c`: a tree can have at most 65,534 keys"
    );
    let tree = keys.build();
    let document =
        format!(r#"{{"40000":1,"65533":2,{}1{},"x":3}}"#, r#""a":{"#.repeat(31) + r#""a":"#, "}".repeat(31));
    let mut found = FoundKeys::default();
    tree.walk(RawValue::new(document.as_bytes()).unwrap(), &mut KeysSeen::default(), &mut found).unwrap();
    assert_eq!((found.0.len(), found.0.last().unwrap().as_str()), (34, "31=1"));
    assert_eq!((tree.len(), tree.is_empty()), (65_534, false));
}
