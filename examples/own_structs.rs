//! Views and projections of your own structs: a renamed key, a default, a flattened part.
//!
//! `cargo run --example own_structs`

use serde::Deserialize;
use zerocord::model::{Channel, Guild, Message, MessageRef, User};
use zerocord::{Decoder, Envelope, Error, Id, Project, View};

const FRAME: &[u8] = br#"{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{
    "type": 0, "id": "1298765432109876543", "content": "caf\u00e9 at \"nine\"?", "channel_id": "41771983423143937",
    "author": {"username": "nelly", "id": "80351110224678912"}, "guild_id": "197038439483310086"}}"#;

/// Where something happened. A separate struct, since several others have these two keys.
#[derive(Debug, PartialEq, Deserialize, View)]
struct Place {
    channel_id: Id<Channel>,
    guild_id: Option<Id<Guild>>,
}

/// The parts of a message that this program keeps. `View` generates `NoteRef<'a>`, which reads them one by one.
#[derive(Debug, PartialEq, Deserialize, View)]
struct Note {
    /// The keys of `Place` are in the same object as the others: a flattened field comes first.
    #[serde(flatten)]
    place: Place,
    id: Id<Message>,
    /// The key has another name in the frame.
    #[serde(rename = "content")]
    text: String,
    author: Author,
    /// `false` if the key is absent, as it is here.
    #[serde(default)]
    pinned: bool,
    #[serde(default = "ordinary")]
    flags: u64,
}

#[derive(Debug, PartialEq, Deserialize, View)]
struct Author {
    id: Id<User>,
    username: String,
}

fn ordinary() -> u64 {
    0
}

/// The same as a row: one pass over the payload, which stops at the last of these fields.
#[derive(Debug, PartialEq, Project)]
struct Row<'a> {
    /// Without a path, the field's name is the key.
    guild_id: Option<Id<Guild>>,
    #[project(path = "author.id")]
    author_id: Id<User>,
    #[project(path = "content")]
    text: &'a str,
    /// `None` if the key, or the object around it, is absent or null.
    #[project(path = "member.nick")]
    nick: Option<&'a str>,
}

fn main() -> Result<(), Error> {
    let mut decoder = Decoder::new();
    let payload = Envelope::peek(FRAME)?.payload();

    // A view reads a field when it is requested.
    let note: NoteRef<'_> = decoder.parse(payload)?;
    assert_eq!(note.text()?, "café at \"nine\"?");
    assert_eq!(note.author()?.username()?, "nelly");
    assert_eq!(note.pinned(), Ok(false));
    assert_eq!(note.flags(), Ok(0));
    // The fields of the flattened part are fields of the view.
    assert_eq!(note.channel_id()?.get(), 41771983423143937);
    assert_eq!(note.place().guild_id()?, Some(Id::new(197038439483310086)));
    println!("{}: {}", note.author()?.username()?, note.text()?);

    // Keys that the struct does not name can still be read.
    assert_eq!(note.get::<Option<u8>>("type")?, Some(0));
    let unknown: Vec<_> = note.unknown_fields().flatten().map(|(key, _)| key.as_bytes()).collect();
    assert_eq!(unknown, [b"type"]);

    // The owned struct outlives frame and decoder. It equals serde's result for the same payload.
    let owned: Note = note.to_owned()?;
    assert_eq!(owned, payload.deserialize()?);
    println!("{owned:?}");

    // A projection reads all its fields at once.
    let row: Row<'_> = decoder.parse(payload)?;
    assert_eq!((row.author_id, row.text, row.nick), (owned.author.id, owned.text.as_str(), None));
    println!("{row:?}");

    // Converts one view of an object to another, here the library's view to that row.
    let message: MessageRef<'_> = decoder.parse(payload)?;
    assert_eq!(message.view_as::<Row<'_>>()?.text, owned.text);
    Ok(())
}

#[test]
fn the_example_holds() {
    main().unwrap();
}
