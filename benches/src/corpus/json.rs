//! JSON documents that keep the order of members, for changing and writing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    /// A number, `true`, `false` or `null`, as written.
    Literal(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(super) const NULL: &'static str = "null";

    pub(super) fn parse(document: &[u8]) -> serde_json::Result<Json> {
        serde_json::from_slice(document)
    }

    pub(super) fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    pub(super) fn literal(literal: impl fmt::Display) -> Json {
        Json::Literal(literal.to_string())
    }

    /// The value of a member.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// The members of an object, in order; empty for other values.
    pub(super) fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// The members of an object, mutable.
    pub(super) fn members_mut(&mut self) -> Option<&mut Vec<(String, Json)>> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Calls `change` for each object, the outermost first.
    pub(super) fn each_object(&mut self, change: &mut impl FnMut(&mut Vec<(String, Json)>)) {
        match self {
            Json::Literal(_) | Json::Text(_) => {}
            Json::Array(elements) => elements.iter_mut().for_each(|element| element.each_object(change)),
            Json::Object(members) => {
                change(members);
                members.iter_mut().for_each(|(_, value)| value.each_object(change));
            }
        }
    }

    /// Writes the document without white space.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Json::Literal(literal) => out.extend_from_slice(literal.as_bytes()),
            Json::Text(text) => write_text(text, out),
            Json::Array(elements) => {
                out.push(b'[');
                for (index, element) in elements.iter().enumerate() {
                    separate(index, out);
                    element.write(out);
                }
                out.push(b']');
            }
            Json::Object(members) => {
                out.push(b'{');
                for (index, (key, value)) in members.iter().enumerate() {
                    separate(index, out);
                    write_text(key, out);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

/// Characters that are always written as `\u`, so that corpora contain such escapes. One is outside the BMP.
pub(super) const WRITTEN_AS_UNICODE: [char; 3] = ['\u{7}', '\u{200b}', '\u{1f980}'];

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for character in text.chars() {
        let short = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => "",
        };
        if !short.is_empty() {
            out.extend_from_slice(short.as_bytes());
        } else if character < ' ' || WRITTEN_AS_UNICODE.contains(&character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        } else {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.push(b'"');
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        struct JsonVisitor;
        impl<'de> Visitor<'de> for JsonVisitor {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E: Error>(self) -> Result<Json, E> {
                Ok(Json::literal(Json::NULL))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
                Ok(Json::literal(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
                Ok(Json::literal(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
                Ok(Json::literal(value))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
                // With a fraction or an exponent, so that it remains a float.
                Ok(Json::Literal(format!("{value:?}")))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
                Ok(Json::text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
                let mut array = Vec::new();
                while let Some(element) = elements.next_element()? {
                    array.push(element);
                }
                Ok(Json::Array(array))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(JsonVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_written_as_they_were_read() {
        let document =
            br#"{"b":[1,-2,1.5,1e300,true,null],"a":{"":"\u0007\ud83e\udd80\n\"\\ \u00e9"},"c":{},"d":[]}"#;
        let json = Json::parse(document).unwrap();
        let mut out = Vec::new();
        json.write(&mut out);
        let want = String::from_utf8_lossy(document).replace("\\u00e9", "\u{e9}");
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
