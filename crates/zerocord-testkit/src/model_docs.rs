//! Extracts the comments of each event, object, enum and flag set from the sources of the models: the descriptions that
//! `zerocord-schema` bundles.
//!
//! Knows the layout of those sources: a comment above each item, field, value and bit, one item per line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use zerocord_schema::Schema;

/// The first paragraph of each comment, without links and sources.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct ModelDocs {
    /// By event name.
    pub events: BTreeMap<String, String>,
    /// Structs, and enums that are unions. Parts by key.
    pub objects: BTreeMap<String, ItemDocs>,
    /// Enums. Parts by value.
    pub enums: BTreeMap<String, ItemDocs>,
    /// Flag sets. Parts by bit number.
    pub flags: BTreeMap<String, ItemDocs>,
}

/// The descriptions of an item and of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemDocs {
    /// The description of the item.
    pub about: String,
    /// The descriptions of its fields, values or bits.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

/// The path of the generated file.
pub fn path() -> PathBuf {
    workspace().join("crates/zerocord-schema/descriptions.json")
}

/// The expected content of that file.
///
/// # Panics
/// If the sources cannot be read.
pub fn json() -> String {
    let mut json = serde_json::to_string_pretty(&read()).unwrap_or_else(|error| panic!("{error}"));
    json.push('\n');
    json
}

fn read() -> ModelDocs {
    let mut reader = Reader::default();
    let mut paths = sources(&workspace().join("src/model"));
    paths.sort();
    paths.push(workspace().join("src/envelope/events.rs"));
    for path in paths {
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        reader.item = Item::None;
        // Tests have their own structs.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        source.lines().for_each(|line| reader.line(line.trim()));
    }
    // A flattened struct contributes its fields, some of which may come from another flattened struct.
    for _ in 0..2 {
        for (outer, inner) in &reader.flattened {
            let lent = reader.docs.objects.get(inner).map(|docs| docs.parts.clone()).unwrap_or_default();
            if let Some(outer) = reader.docs.objects.get_mut(outer) {
                for (key, text) in lent {
                    outer.parts.entry(key).or_insert(text);
                }
            }
        }
    }
    // Only the items in the schema.
    let schema = Schema::parse(zerocord_schema::SCHEMA_JSON).unwrap_or_else(|error| panic!("{error}"));
    let mut docs = reader.docs;
    docs.events.retain(|name, _| schema.event(name).is_some());
    docs.objects.retain(|name, _| schema.object(name).is_some());
    docs.enums.retain(|name, _| schema.enums.iter().any(|known| known.name == *name));
    docs
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The current item.
#[derive(Default)]
enum Item {
    #[default]
    None,
    Object(String),
    Enum(String),
    Flags(String),
}

#[derive(Default)]
struct Reader {
    docs: ModelDocs,
    item: Item,
    /// The first paragraph of the current comment, and whether it has ended.
    comment: String,
    comment_ended: bool,
    /// The key that an attribute gives to the next field.
    rename: Option<String>,
    is_flattened: bool,
    /// Structs, each with the struct that is flattened into it.
    flattened: Vec<(String, String)>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if let Some(text) = line.strip_prefix("///") {
            let text = text.trim();
            self.comment_ended |= text.is_empty() || text.starts_with("Source:");
            if !self.comment_ended {
                let space = if self.comment.is_empty() { "" } else { " " };
                self.comment += space;
                self.comment += text;
            }
            return;
        }
        if line.starts_with("#[") {
            self.is_flattened |= line.contains("(flatten)");
            if let Some((_, after)) = line.split_once("rename = \"") {
                self.rename = after.split('"').next().map(str::to_owned);
            }
            return;
        }
        let comment = without_links(&std::mem::take(&mut self.comment));
        let (rename, is_flattened) = (self.rename.take(), std::mem::take(&mut self.is_flattened));
        self.comment_ended = false;
        if line == "}" {
            self.item = Item::None;
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            self.begin_struct(rest, comment);
        } else if let Some(rest) = line.strip_prefix("pub enum ") {
            let name = leading_name(rest).to_owned();
            let docs = ItemDocs { about: comment, ..ItemDocs::default() };
            self.docs.objects.insert(name.clone(), docs.clone());
            self.docs.enums.insert(name.clone(), docs);
            self.item = Item::Enum(name);
        } else if !comment.is_empty() {
            self.part(line, comment, rename, is_flattened);
        }
    }

    fn begin_struct(&mut self, rest: &str, comment: String) {
        let name = leading_name(rest).to_owned();
        let is_flags = rest.contains(": integer {") || rest.contains(": text {");
        let docs = if is_flags { &mut self.docs.flags } else { &mut self.docs.objects };
        docs.insert(name.clone(), ItemDocs { about: comment, parts: BTreeMap::new() });
        self.item = if is_flags { Item::Flags(name) } else { Item::Object(name) };
    }

    fn part(&mut self, line: &str, comment: String, rename: Option<String>, is_flattened: bool) {
        let (docs, name) = match &self.item {
            Item::Object(name) => (&mut self.docs.objects, name),
            Item::Enum(name) => (&mut self.docs.enums, name),
            Item::Flags(name) => (&mut self.docs.flags, name),
            Item::None => {
                // A row of the list of events: `Variant = "NAME": Payload, [...];`.
                if let Some((_, rest)) = line.split_once(" = \"") {
                    let name = rest.split('"').next().unwrap_or_default().to_owned();
                    self.docs.events.insert(name, comment);
                }
                return;
            }
        };
        let key = match &self.item {
            Item::Object(_) => line.strip_prefix("pub ").and_then(|field| {
                let (key, kind) = field.split_once(':')?;
                if is_flattened {
                    self.flattened.push((name.clone(), kind.trim().trim_end_matches(',').to_owned()));
                    return None;
                }
                Some(rename.unwrap_or_else(|| key.trim_start_matches("r#").to_owned()))
            }),
            // `Variant = 3,` or `Variant = "word" | "older word",`.
            _ => line.split_once(" = ").map(|(_, value)| {
                let value = value.split(['|', ',']).next().unwrap_or_default();
                value.trim().trim_matches('"').to_owned()
            }),
        };
        if let (Some(key), Some(item)) = (key, docs.get_mut(name)) {
            item.parts.insert(key, comment);
        }
    }
}

/// The leading letters, digits and underscores.
fn leading_name(text: &str) -> &str {
    text.split(|char: char| !char.is_alphanumeric() && char != '_').next().unwrap_or_default()
}

/// The comment with `` [`Name`](path) `` and `` [`Name`] `` replaced by `` `Name` ``.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        let Some((name, after)) = after.split_once(']') else {
            plain.push('[');
            rest = after;
            continue;
        };
        if name.starts_with('`') {
            plain.push_str(name);
            rest = match after.strip_prefix('(').and_then(|link| link.split_once(')')) {
                Some((_, after)) => after,
                None => after,
            };
        } else {
            plain.push('[');
            plain.push_str(name);
            plain.push(']');
            rest = after;
        }
    }
    plain + rest
}
