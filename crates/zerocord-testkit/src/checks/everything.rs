//! All results for a frame, through every entry point that takes one.

use std::fmt::{self, Debug, Write};
use std::hash::{DefaultHasher, Hasher};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zerocord::__private::PayloadVisitor;
use zerocord::model::{Guild, User};
use zerocord::view::{List, Model, Projection, ViewOf};
use zerocord::{
    Arena, Decoder, Envelope, Error, ErrorKind, Id, Project, RawValue, Timestamp, decode_in, frames,
    validate_with,
};

/// Calls every entry point with `frame` and returns a digest of the results: values, errors, offsets.
///
/// Reads every field of the event's view and builds its owned model, with the backend of `decoder`.
pub fn digest(frame: &[u8], decoder: &mut Decoder) -> u64 {
    let mut hash = HashWriter { hasher: DefaultHasher::new(), text: String::with_capacity(2 * PIECE_LEN) };
    print_everything(frame, decoder, &mut hash);
    hash.finish()
}

/// Writes the results of every entry point to `out`. Printing an event reads every field of its view.
pub fn print_everything(frame: &[u8], decoder: &mut Decoder, out: &mut dyn Write) {
    let backend = decoder.backend();
    let mut line =
        |part: fmt::Arguments<'_>| writeln!(out, "{part}").expect("what is written to takes any text");
    let verdict = validate_with(frame, backend);
    line(format_args!("{verdict:?}"));
    if let Err(error) = verdict {
        line(format_args!("{}", error.explain(frame)));
    }
    line(format_args!("{:?}", decoder.decode(frame)));
    for line_of_many in frames(frame) {
        line(format_args!("{}", line_of_many.len()));
    }
    print_envelope(frame, decoder.arena(), &mut line);
    print_document(frame, decoder.arena(), &mut line);
}

fn print_envelope(frame: &[u8], arena: &Arena, line: &mut impl FnMut(fmt::Arguments<'_>)) {
    let envelope = match Envelope::peek_with(frame, arena.backend()) {
        Ok(envelope) => envelope,
        Err(error) => return line(format_args!("{error:?}")),
    };
    line(format_args!("{:?} {:?}", envelope.opcode(), envelope.sequence()));
    line(format_args!("{:?} {:?}", envelope.event_name(), envelope.ends_with_brace()));
    let payload = envelope.payload();
    line(format_args!("{:?} {:?}", payload.range(), payload.to_json()));
    if let Ok(members) = payload.members() {
        members.for_each(|member| line(format_args!("{member:?}")));
    }
    print_projections(payload, arena, line);
    if let Ok(Some(name)) = envelope.event_name() {
        line(format_args!("{:?}", name.visit_payload(Own { payload, arena })));
    }
}

/// Writes every field of a frame's view, and projections.
pub(super) fn print_payload(frame: &[u8], decoder: &mut Decoder, out: &mut dyn Write) {
    let arena = decoder.arena();
    let mut line =
        |part: fmt::Arguments<'_>| writeln!(out, "{part}").expect("what is written to takes any text");
    line(format_args!("{:?}", decode_in(frame, arena)));
    if let Ok(envelope) = Envelope::peek_with(frame, arena.backend()) {
        print_projections(envelope.payload(), arena, &mut line);
    }
}

fn print_projections<'a>(payload: RawValue<'a>, arena: &'a Arena, line: &mut impl FnMut(fmt::Arguments<'_>)) {
    let row = projection().project(payload, arena);
    line(format_args!("{:?}", row.as_ref().map(|_| ())));
    if let Ok(row) = row {
        for path in 0..PATHS.len() {
            line(format_args!("{:?} {:?}", row.value(path), row.field::<&str>(path)));
        }
    }
    line(format_args!("{:?}", Line::project(payload, arena)));
}

fn print_document(frame: &[u8], arena: &Arena, line: &mut impl FnMut(fmt::Arguments<'_>)) {
    let value = match RawValue::with_backend(frame, arena.backend()) {
        Ok(value) => value,
        Err(error) => return line(format_args!("{error:?}")),
    };
    line(format_args!("{:?} {:?}", value.kind(), value.range()));
    line(format_args!("{:?}", value.parse::<&str>(arena)));
    line(format_args!("{:?}", value.parse::<List<'_, f64>>(arena)));
    line(format_args!("{:?}", value.parse::<List<'_, f64>>(arena).and_then(List::count)));
    line(format_args!("{:?} {:?}", value.parse::<u64>(arena), value.parse::<i64>(arena)));
    line(format_args!("{:?} {:?}", value.parse::<f64>(arena), value.parse::<bool>(arena)));
    line(format_args!("{:?} {:?}", value.quoted_u64(), value.parse::<Timestamp>(arena)));
    line(format_args!("{:?}", value.to_value().map(drop)));
    if let Ok(elements) = value.elements() {
        elements.for_each(|element| line(format_args!("{element:?}")));
    }
}

/// Paths that some payloads have, including nested ones, and one that no payload has.
const PATHS: [&str; 6] = ["id", "author.id", "author.username", "member.user.id", "content", "not.there"];

fn projection() -> &'static Projection {
    static PROJECTION: std::sync::LazyLock<Projection> =
        std::sync::LazyLock::new(|| Projection::new(PATHS).expect("the paths can be followed"));
    &PROJECTION
}

/// A derived projection with one field for each way of reading a leaf.
#[derive(Debug, Project)]
#[allow(dead_code)] // printed
struct Line<'a> {
    #[project(path = "author.id")]
    author_id: Option<Id<User>>,
    guild_id: Option<Id<Guild>>,
    content: Option<&'a str>,
    timestamp: Option<Timestamp>,
    #[project(path = "member.roles")]
    roles: Option<List<'a, Id<zerocord::model::Role>>>,
}

/// Builds the owned model of a payload in one pass and from its view. Both must give the same result.
struct Own<'a> {
    payload: RawValue<'a>,
    arena: &'a Arena,
}

impl PayloadVisitor for Own<'_> {
    type Output = Result<(), Error>;

    fn visit<M>(self) -> Result<(), Error>
    where
        M: Model + Serialize + DeserializeOwned + PartialEq + Debug,
        for<'a> ViewOf<'a, M>: Debug,
    {
        // On the heap, because the stack may be small.
        let found = Box::new(self.payload.to_model::<M>(self.arena));
        let want = Box::new(self.payload.parse::<ViewOf<'_, M>>(self.arena).and_then(M::from_view));
        let is_full = matches!(&*want, Err(error) if error.kind() == ErrorKind::ArenaFull);
        // `assert_eq` would print models of any nesting depth.
        assert!(is_full || found == want, "{}", String::from_utf8_lossy(self.payload.frame()));
        want.map(drop)
    }
}

/// Hashes the output without storing it, in pieces: most writes are a few bytes.
struct HashWriter {
    hasher: DefaultHasher,
    text: String,
}

/// The number of bytes hashed at a time.
const PIECE_LEN: usize = 4096;

impl HashWriter {
    fn finish(mut self) -> u64 {
        self.hasher.write(self.text.as_bytes());
        self.hasher.finish()
    }
}

impl Write for HashWriter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        if self.text.len() >= PIECE_LEN {
            self.hasher.write(self.text.as_bytes());
            self.text.clear();
        }
        Ok(())
    }
}
