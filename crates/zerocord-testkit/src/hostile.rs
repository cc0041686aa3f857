//! Hostile frames: nesting, long tokens, repeated and colliding keys, broken strings.
//!
//! Each family takes a size in bytes, so that the same shapes serve tests of stack, time and memory, and a comparison
//! with other decoders.

/// A shape of hostile frame, available in any size.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// A description of the hostile part.
    pub name: &'static str,
    /// Whether a strict parser without a limit on nesting would accept it.
    pub is_json: bool,
    make: fn(usize) -> Vec<u8>,
}

impl Family {
    /// A frame of about `len` bytes, but at least as long as its envelope, a few hundred bytes.
    pub fn frame(self, len: usize) -> Vec<u8> {
        (self.make)(len)
    }
}

/// The members that every message has.
const MESSAGE: &str = r#""type":0,"tts":false,"timestamp":"2025-01-12T13:58:19.805000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"id":"1","embeds":[],"edited_timestamp":null,"content":"hi","channel_id":"2","author":{"username":"nelly","id":"80351110224678912","discriminator":"0","avatar":null},"attachments":[]"#;

/// A MESSAGE_CREATE whose payload begins with the member `odd` and continues as a whole message.
fn before(odd: &[u8]) -> Vec<u8> {
    let open = br#"{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"#;
    [&open[..], odd, b",", MESSAGE.as_bytes(), b"}}"].concat()
}

/// `unit` repeated to about `len` bytes.
fn repeated(unit: &str, len: usize) -> String {
    unit.repeat((len / unit.len()).max(1))
}

/// `open` and `close` nested, about `len` bytes in total.
fn nested(open: &str, inside: &str, close: &str, len: usize) -> String {
    let depth = (len / (open.len() + close.len())).max(1);
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

/// A member with this key and a raw value.
fn member(key: &str, value: &str) -> Vec<u8> {
    before(format!("\"{key}\":{value}").as_bytes())
}

macro_rules! families {
    ($($name:literal, $is_json:literal, $make:expr;)*) => {
        /// All families.
        pub const FAMILIES: &[Family] =
            &[$(Family { name: $name, is_json: $is_json, make: $make }),*];
    };
}

families! {
    "arrays nested in an unknown key", true, |len| member("zz", &nested("[", "", "]", len));
    "objects nested in an unknown key", true, |len| member("zz", &nested("{\"a\":", "0", "}", len));
    "arrays that are never closed", false, |len| member("zz", &repeated("[", len));
    "objects that are never closed", false, |len| member("zz", &repeated("{\"a\":", len));
    "brackets of both kinds, crossed", false, |len| member("zz", &nested("[{", "", "]}", len));
    "closing brackets only", false, |len| member("zz", &repeated("]", len));
    "arrays nested in a list of users", true, |len| member("mentions", &nested("[", "", "]", len));
    "messages nested in messages", true,
        |len| member("referenced_message", &nested("{\"referenced_message\":", "null", "}", len));
    "whole messages nested in messages", true, |len| {
        let open = format!("{{{MESSAGE},\"referenced_message\":");
        member("referenced_message", &nested(&open, "null", "}", len))
    };
    "messages nested and never closed", false,
        |len| member("referenced_message", &repeated("{\"referenced_message\":", len));
    "components nested in components", true,
        |len| member("components", &nested("[{\"type\":17,\"components\":", "[]", "}]", len));
    "components nested, their type last", true,
        |len| member("components", &nested("[{\"components\":", "[]", ",\"type\":17}]", len));
    "components nested around arrays", true, |len| {
        let open = "[{\"type\":17,\"components\":";
        member("components", &nested(open, &nested("[", "", "]", len), "}]", open.len() * 40))
    };
    "arrays nested in a free value", true,
        |len| member("potions", &format!("[{}]", nested("[", "", "]", len)));
    "arrays nested as deep as a parser takes them", true, |len| {
        member("potions", &format!("[{}]", repeated(&format!("{},", nested("[", "", "]", 250)), len) + "0"))
    };
    "arrays nested in the nonce", true, |len| member("nonce", &nested("[", "", "]", len));
    "a list of empty objects", true, |len| member("mentions", &format!("[{}{{}}]", repeated("{},", len)));
    "a list of nothing", false, |len| member("mentions", &format!("[{}]", repeated(",", len)));
    "a list of null", true, |len| member("mentions", &format!("[{}null]", repeated("null,", len)));
    "a whole number of 308 digits", true, |len| member("nonce", &repeated("7", len.min(308)));
    "a whole number without end", false, |len| member("nonce", &repeated("7", len));
    "a long fraction", true, |len| member("nonce", &format!("0.{}", repeated("3", len)));
    "a long exponent", true, |len| member("nonce", &format!("0e{}", repeated("9", len)));
    "an id of many digits", true, |len| member("channel_id", &format!("\"{}\"", repeated("7", len)));
    "an id of many zeros", true, |len| member("channel_id", &format!("\"{}1\"", repeated("0", len)));
    "a sequence of many digits", false,
        |len| format!(r#"{{"t":"MESSAGE_CREATE","s":{},"op":0,"d":{{}}}}"#, repeated("7", len)).into_bytes();
    "a long time", true, |len| member("timestamp", &format!("\"{}\"", repeated("2020-01-01T", len)));
    "a long plain string", true, |len| member("content", &format!("\"{}\"", repeated("a", len)));
    "a long string of long characters", true, |len| member("content", &format!("\"{}\"", repeated("😀", len)));
    "a long string of escapes", true, |len| member("content", &format!("\"{}\"", repeated("\\n", len)));
    "a long string of unicode escapes", true,
        |len| member("content", &format!("\"{}\"", repeated("\\ud83d\\ude00", len)));
    "a long string of backslashes", true, |len| member("content", &format!("\"{}\"", repeated("\\\\", len)));
    "lone surrogates", false, |len| member("content", &format!("\"{}\"", repeated("\\ud83d", len)));
    "raw control bytes", false, |len| member("content", &format!("\"{}\"", repeated("\u{1}", len)));
    "bytes that are not UTF-8", false, |len| {
        let mut frame = member("content", &format!("\"{}\"", repeated("\u{1}", len)));
        frame.iter_mut().filter(|byte| **byte == 1).for_each(|byte| *byte = 0xff);
        frame
    };
    "a string that never ends", false, |len| member("content", &format!("\"{}", repeated("a\\\"", len)));
    "quotes", false, |len| member("content", &repeated("\"", len));
    "a long key", true, |len| member(&repeated("k", len), "0");
    "a long key of escapes", true, |len| member(&repeated("\\u0063", len), "0");
    "a long key that begins as a known one", true,
        |len| member(&format!("referenced_message{}", repeated("e", len)), "0");
    "one unknown key many times", true, |len| before(many(len, |_| "\"zz\":0".to_owned()).as_bytes());
    "one known key many times", true, |len| before(many(len, |_| "\"content\":\"a\"".to_owned()).as_bytes());
    "one known key many times, escaped", true,
        |len| before(many(len, |_| "\"c\\u006fntent\":\"a\"".to_owned()).as_bytes());
    "many unknown keys", true, |len| before(many(len, |index| format!("\"k{index}\":0")).as_bytes());
    "many unknown keys, spaced", true, |len| before(many(len, |index| format!("\"k{index}\" : 0")).as_bytes());
    "many unknown keys of one hash", true,
        // The hash table hashes 16 bytes: these are the first of a known key.
        |len| before(many(len, |index| format!("\"referenced_messa{index}\":0")).as_bytes());
    "many unknown keys, escaped", true, |len| before(many(len, |index| format!("\"\\u006b{index}\":0")).as_bytes());
    "many unknown keys of the envelope", true, |len| {
        let keys = many(len, |index| format!("\"k{index}\":0"));
        format!(r#"{{{keys},"t":"MESSAGE_CREATE","s":7,"op":0,"d":{{}}}}"#).into_bytes()
    };
    "nesting before the event name", true, |len| {
        let nested = nested("[", "", "]", len);
        format!(r#"{{"d":{{"zz":{nested},"id":"1"}},"t":"MESSAGE_CREATE","s":7,"op":0}}"#).into_bytes()
    };
    "white space", true, |len| before(format!("\"zz\":{}0", repeated(" ", len)).as_bytes());
    "white space before the frame", true, |len| [repeated(" ", len).into_bytes(), before(b"\"zz\":0")].concat();
    "commas", false, |len| before(repeated(",", len).as_bytes());
    "colons", false, |len| member("zz", &repeated(":", len));
    "zeros", false, |len| vec![0; len];
    "lines", false, |len| repeated("{}\n", len).into_bytes();
    "empty lines", false, |len| repeated("\n", len).into_bytes();
    "a frame cut short", false, |len| {
        let mut frame = member("content", &format!("\"{}\"", repeated("a", len)));
        frame.truncate(len);
        frame
    };
}

/// Members one after another, about `len` bytes.
fn many(len: usize, member: impl Fn(usize) -> String) -> String {
    let mut members = String::with_capacity(len + 64);
    let mut index = 0;
    while members.len() < len || index == 0 {
        if index > 0 {
            members.push(',');
        }
        members.push_str(&member(index));
        index += 1;
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_grow_with_the_requested_size() {
        for family in FAMILIES.iter().filter(|family| family.name != "a whole number of 308 digits") {
            let len = family.frame(100_000).len();
            assert!((98_000..103_000).contains(&len), "{}: {len} bytes", family.name);
        }
    }

    #[test]
    fn families_are_valid_json_if_declared_so() {
        for family in FAMILIES {
            // Small enough for serde_json's limit on nesting, if it nests at all.
            let verdict = serde_json::from_slice::<serde_json::Value>(&family.frame(800));
            let is_too_deep = |error: &serde_json::Error| error.to_string().starts_with("recursion limit");
            if !verdict.as_ref().is_err_and(is_too_deep) {
                assert_eq!(verdict.is_ok(), family.is_json, "{}: {verdict:?}", family.name);
            }
        }
    }
}
