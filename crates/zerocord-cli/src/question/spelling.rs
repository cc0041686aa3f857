//! Parses paths: `author.id`, and the spellings of other tools.

use super::shard::ShardCount;
use crate::question::pointed::Pointed;

/// Normalizes a path: keys separated by dots. `$t`, `$s`, `$op` and `$d` are parts of the envelope, `$bytes`,
/// `$file`, `$line` and `$shard` are properties of the frame; any other first key that begins with `$` is a key of
/// the object around the frame.
///
/// # Errors
/// Errors of [`steps`]; a key at any depth.
pub fn normalize(written: &str) -> Result<String, Pointed> {
    let steps = steps(written)?;
    if steps.iter().any(|step| step == "**") {
        return Err(Pointed::new(
            "`**` is for `zerocord redact` only",
            written,
            written.find("**").unwrap_or(0),
        ));
    }
    let keys: Vec<String> = steps.into_iter().filter(|step| step != "*").collect();
    match keys.is_empty() {
        true => Err(Pointed::new("the path has no keys", written, 0)),
        false => Ok(keys.join(".")),
    }
}

/// The target of a normalized path. `P` is a path, or its index in a list of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathTarget<P> {
    EventName,
    Sequence,
    Opcode,
    Payload,
    /// The frame's length in bytes.
    Bytes,
    /// The name of the file.
    File,
    /// The number of the line.
    Line,
    /// The shard that the guild belongs to.
    Shard,
    /// The path of the recorder's shard in the object around the frame.
    RecordedShard(P),
    /// A path into the object around the frame.
    Wrapper(P),
    /// A path into the payload.
    Path(P),
}

/// The settings that determine the meaning of names with `$`.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Whether frames are inside other objects.
    pub has_wrapper: bool,
    /// The number of shards.
    pub shards: Option<ShardCount>,
    /// The path of the shard in the object around each frame.
    pub shard_at: Option<String>,
}

impl<'p> PathTarget<&'p str> {
    /// The target of `path`.
    ///
    /// # Errors
    /// The path has no target. The message explains why.
    pub fn of(path: &'p str, names: &'p Names) -> Result<PathTarget<&'p str>, String> {
        let Some(name) = path.strip_prefix('$') else { return Ok(PathTarget::Path(path)) };
        Ok(match path {
            "$t" => PathTarget::EventName,
            "$s" => PathTarget::Sequence,
            "$op" => PathTarget::Opcode,
            "$d" => PathTarget::Payload,
            "$bytes" => PathTarget::Bytes,
            "$file" => PathTarget::File,
            "$line" => PathTarget::Line,
            "$shard" => match names {
                Names { shard_at: Some(path), .. } => PathTarget::RecordedShard(path),
                Names { shards: Some(_), .. } => PathTarget::Shard,
                Names { has_wrapper: true, .. } => PathTarget::RecordedShard(name),
                _ => {
                    return Err(
                        "`$shard` needs --shards COUNT, or --shard-at PATH for a recorder's shard".to_owned()
                    );
                }
            },
            _ if path.starts_with("$t.") || path.starts_with("$s.") || path.starts_with("$op.") => {
                return Err(format!("`{path}` does not exist: $t, $s and $op have no keys"));
            }
            _ if names.has_wrapper && !name.is_empty() => PathTarget::Wrapper(name),
            _ => {
                return Err(format!(
                    "the envelope has no `{path}`: there are $t, $s, $op and $d, and $bytes, $file, $line and $shard; a \
                     key around the frame needs --frame-at, --frame-in or --skip-prefix"
                ));
            }
        })
    }
}

impl<P> PathTarget<P> {
    /// The same target with other paths: `wrapper` maps paths into the object around the frame, `payload` those into the
    /// payload.
    pub fn map<Q>(self, wrapper: impl FnOnce(P) -> Q, payload: impl FnOnce(P) -> Q) -> PathTarget<Q> {
        match self {
            PathTarget::EventName => PathTarget::EventName,
            PathTarget::Sequence => PathTarget::Sequence,
            PathTarget::Opcode => PathTarget::Opcode,
            PathTarget::Payload => PathTarget::Payload,
            PathTarget::Bytes => PathTarget::Bytes,
            PathTarget::File => PathTarget::File,
            PathTarget::Line => PathTarget::Line,
            PathTarget::Shard => PathTarget::Shard,
            PathTarget::RecordedShard(path) => PathTarget::RecordedShard(wrapper(path)),
            PathTarget::Wrapper(path) => PathTarget::Wrapper(wrapper(path)),
            PathTarget::Path(path) => PathTarget::Path(payload(path)),
        }
    }
}

/// The keys of a path, in any of its spellings; `*` for every key or element, `**` for any depth. A single key that
/// begins with `$` is a part of the envelope.
///
/// Accepted are spaces around the path and its keys, a leading `d.`, `$.` or `.`, `x[].y`, `x[*].y`, `x.*.y` and
/// `x[0].y`, `["key"]`, and JSON pointers (RFC 6901). A key of digits is an index if it is applied to a list.
///
/// # Errors
/// A path with an empty key, with a key that contains a dot, or with brackets that are not closed.
pub fn steps(written: &str) -> Result<Vec<String>, Pointed> {
    let path = written.trim();
    let is_pointer = path.starts_with('/') || path.starts_with("#/");
    let mut steps = if is_pointer { pointer_steps(written, path)? } else { dotted_steps(written)? };
    match steps.as_slice() {
        [only] if matches!(only.as_str(), "t" | "s" | "op" | "d") => steps[0].insert(0, '$'),
        [first, _, ..] if first == "d" || first == "$d" => drop(steps.remove(0)),
        _ => {}
    }
    Ok(steps)
}

fn pointer_steps(written: &str, pointer: &str) -> Result<Vec<String>, Pointed> {
    let keys = pointer.trim_start_matches('#').trim_start_matches('/');
    let steps = keys.split('/').map(|token| {
        let key = token.replace("~1", "/").replace("~0", "~");
        checked_key(written, &key, written.find(token).unwrap_or(0))
    });
    steps.collect()
}

/// A key that a projection can follow.
fn checked_key(written: &str, key: &str, at: usize) -> Result<String, Pointed> {
    match key {
        "" => Err(Pointed::new("a key of the path is empty", written, at)),
        key if key.contains('.') => {
            Err(Pointed::new("a key with a dot in it cannot be part of a path", written, at))
        }
        key => Ok(key.to_owned()),
    }
}

fn dotted_steps(written: &str) -> Result<Vec<String>, Pointed> {
    let mut steps = Vec::new();
    let mut at = written.len() - written.trim_start().len();
    let end = written.trim_end().len();
    // The root of JSONPath, or jq's leading dot.
    for root in ["$.", "$[", "."] {
        let rest = &written[at..end];
        if rest.starts_with(root) && rest.len() > root.len() {
            at += if root == "$[" { 1 } else { root.len() };
            break;
        }
    }
    // Whether a key must follow: at the start and after a dot.
    let mut wants_key = true;
    while at < end || wants_key {
        let rest = &written[at..end];
        if let Some(inside) = rest.strip_prefix('[') {
            let len = inside
                .find(']')
                .ok_or_else(|| Pointed::new("this bracket of the path is not closed", written, at))?;
            steps.extend(bracket_step(written, inside[..len].trim(), at + 1)?);
            at += len + 2;
        } else {
            let len = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(checked_key(written, rest[..len].trim(), at)?);
            at += len;
        }
        wants_key = false;
        if written[at..end].starts_with('.') {
            at += 1;
            // `x.[0]` is `x[0]`.
            wants_key = true;
        }
    }
    Ok(steps)
}

/// Parses the content of brackets: nothing or `*` for every element, an index, or a key in quotes.
fn bracket_step(written: &str, inside: &str, at: usize) -> Result<Option<String>, Pointed> {
    if inside.is_empty() || inside == "*" {
        return Ok(None);
    }
    if inside.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(inside.to_owned()));
    }
    for quote in ['"', '\''] {
        if let Some(key) = inside.strip_prefix(quote).and_then(|key| key.strip_suffix(quote)) {
            return checked_key(written, key, at).map(Some);
        }
    }
    let message = "expected an index counted from 0, a key in quotes, or nothing for every element";
    Err(Pointed::new(message, written, at))
}

/// A key as an index, for use with a list.
pub fn index_of(key: &str) -> Option<usize> {
    if key.bytes().all(|byte| byte.is_ascii_digit()) { key.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_with_one_meaning() {
        for (written, want) in [
            ("author.id", "author.id"),
            (" author.id ", "author.id"),
            ("author . id", "author.id"),
            ("d.author.id", "author.id"),
            ("$d.author.id", "author.id"),
            ("$.d.author.id", "author.id"),
            ("$.author.id", "author.id"),
            (".author.id", "author.id"),
            (".d.author.id", "author.id"),
            ("/author/id", "author.id"),
            ("/d/author/id", "author.id"),
            ("#/author/id", "author.id"),
            ("author[\"id\"]", "author.id"),
            ("$['d']['author']['id']", "author.id"),
            ("mentions[].id", "mentions.id"),
            ("mentions[*].id", "mentions.id"),
            ("mentions.*.id", "mentions.id"),
            (".mentions[].id", "mentions.id"),
            ("embeds[0].title", "embeds.0.title"),
            ("embeds.[0].title", "embeds.0.title"),
            ("embeds.0.title", "embeds.0.title"),
            ("/embeds/0/title", "embeds.0.title"),
            ("mentions[]", "mentions"),
            ("a~b", "a~b"),
            ("/a~0b", "a~b"),
            ("t", "$t"),
            ("$t", "$t"),
            ("$.t", "$t"),
            ("/t", "$t"),
            ("d", "$d"),
            ("$d", "$d"),
            ("op", "$op"),
            (" $s", "$s"),
            ("$x", "$x"),
        ] {
            assert_eq!(normalize(written).as_deref(), Ok(want), "{written}");
        }
    }

    #[test]
    fn paths_outside_of_payloads() {
        let (wrapped, plain) = (Names { has_wrapper: true, ..Names::default() }, Names::default());
        for (path, want) in [
            ("author.id", Ok(PathTarget::Path("author.id"))),
            ("$t", Ok(PathTarget::EventName)),
            ("$d", Ok(PathTarget::Payload)),
            ("$ts", Ok(PathTarget::Wrapper("ts"))),
            ("$meta.shard", Ok(PathTarget::Wrapper("meta.shard"))),
            ("$t.x", Err("`$t.x` does not exist: $t, $s and $op have no keys".to_owned())),
        ] {
            assert_eq!(PathTarget::of(path, &wrapped), want);
        }
        assert_eq!(PathTarget::of("$s", &plain), Ok(PathTarget::Sequence));
        assert_eq!(PathTarget::of("$line", &wrapped), Ok(PathTarget::Line));
        assert_eq!(PathTarget::of("$shard", &wrapped), Ok(PathTarget::RecordedShard("shard")));
        let recorded = Names { shard_at: Some("meta.shard".to_owned()), ..wrapped.clone() };
        assert_eq!(PathTarget::of("$shard", &recorded), Ok(PathTarget::RecordedShard("meta.shard")));
        assert_eq!(
            PathTarget::of("$shard", &Names { shards: ShardCount::new(8), ..plain.clone() }),
            Ok(PathTarget::Shard)
        );
        assert!(PathTarget::of("$shard", &plain).is_err_and(|message| message.contains("--shards")));
        assert!(PathTarget::of("$ts", &plain).is_err_and(|message| message.contains("--frame-at")));
        assert!(PathTarget::of("$", &wrapped).is_err());
    }

    #[test]
    fn paths_without_a_meaning() {
        for (written, message) in [
            ("", "a key of the path is empty\n  \n  ^"),
            ("a..b", "a key of the path is empty\n  a..b\n    ^"),
            ("a.", "a key of the path is empty\n  a.\n    ^"),
            ("..a", "a key of the path is empty\n  ..a\n   ^"),
            ("/a//b", "a key of the path is empty\n  /a//b\n  ^"),
            ("a[1", "this bracket of the path is not closed\n  a[1\n   ^"),
            (
                "a[-1]",
                "expected an index counted from 0, a key in quotes, or nothing for every element\n  a[-1]\n    ^",
            ),
            ("**.email", "`**` is for `zerocord redact` only\n  **.email\n  ^"),
            ("*", "the path has no keys\n  *\n  ^"),
            ("['a.b']", "a key with a dot in it cannot be part of a path\n  ['a.b']\n   ^"),
        ] {
            assert_eq!(normalize(written).unwrap_err().to_string(), message, "{written}");
        }
    }
}
