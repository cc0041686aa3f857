//! Builds the names of output files.

use std::path::Path;

use jiff::Timestamp;
use zerocord::{Arena, Envelope, Error};

use crate::exit::Exit;
use crate::input::lines::LocatedFrame;
use crate::output::{Codec, check_suffix};
use crate::question::event_types::EventTypes;
use crate::question::fields::{Fields, Value};
use crate::question::scope::{Scope, ScopeReader};
use crate::question::spelling::Names;
use crate::question::time::Nanos;
use crate::question::unmatched::Searched;

/// The value of a name in braces for frames without such a value.
const NONE: &str = "none";

/// A path contains these instead of the day and the hour while they are not known. No file name contains a null byte.
const DAY_LATER: &str = "\0d";
const HOUR_LATER: &str = "\0h";

/// The time of a frame, for its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathTime {
    /// That of the frame, or the last one before it.
    Known(Nanos),
    /// No frame of the recording so far has a time.
    None,
    /// That of a frame in an earlier chunk, if there is one. [`Template::with_time`] completes the path.
    Later,
}

/// The properties of a frame that can be part of a file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TemplateKey {
    Event,
    Guild,
    Channel,
    User,
    Shard,
    Day,
    Hour,
    File,
}

impl TemplateKey {
    const ALL: &'static [(&'static str, TemplateKey)] = &[
        ("event", TemplateKey::Event),
        ("guild", TemplateKey::Guild),
        ("channel", TemplateKey::Channel),
        ("user", TemplateKey::User),
        ("shard", TemplateKey::Shard),
        ("day", TemplateKey::Day),
        ("hour", TemplateKey::Hour),
        ("file", TemplateKey::File),
    ];

    fn name(self) -> &'static str {
        TemplateKey::ALL.iter().find(|(_, key)| *key == self).map_or("", |(word, _)| *word)
    }
}

#[derive(Debug)]
enum TemplatePart {
    Text(String),
    TemplateKey(TemplateKey),
}

/// A path with names in braces.
#[derive(Debug)]
pub struct Template {
    parts: Vec<TemplatePart>,
    codec: Option<Codec>,
    /// `$shard`, if the template has it.
    shard: Option<Fields>,
    scopes: [Option<ScopeReader>; 3],
}

impl Template {
    /// Parses the template `path`; or, if `by` is given, the folder `path` with a file for each value of `by`.
    ///
    /// # Errors
    /// The template is invalid. The message explains why.
    pub fn new(path: &Path, by: &[TemplateKey], names: &Names) -> Result<Template, String> {
        let Some(path) = path.to_str() else { return Err("--output: the path is not UTF-8".to_owned()) };
        if path == "-" {
            return Err("--output: split writes several files; name a folder".to_owned());
        }
        let path = match by {
            [] => path.to_owned(),
            keys if path.contains('{') => {
                return Err(format!(
                    "--by {} is for a folder without names in braces; add them to --output instead",
                    keys.iter().map(|key| key.name()).collect::<Vec<_>>().join(",")
                ));
            }
            keys => {
                let words: Vec<_> = keys.iter().map(|key| format!("{{{}}}", key.name())).collect();
                format!("{}/{}.ndjson.zst", path.trim_end_matches('/'), words.join("/"))
            }
        };
        let parts = parts_of(&path)?;
        if !parts.iter().any(|part| matches!(part, TemplatePart::TemplateKey(_))) {
            return Err(format!(
                "--output: `{path}` is a single file; add a name in braces such as {{event}}, or use --by"
            ));
        }
        check_suffix(Path::new(&path)).map_err(|fault| format!("--output: {fault}"))?;
        let has = |key: TemplateKey| {
            parts.iter().any(|part| matches!(part, TemplatePart::TemplateKey(other) if *other == key))
        };
        let shard = has(TemplateKey::Shard).then(|| Fields::new(&["$shard".to_owned()], names)).transpose();
        let scopes = [
            (TemplateKey::Guild, Scope::Guild),
            (TemplateKey::Channel, Scope::Channel),
            (TemplateKey::User, Scope::User),
        ];
        Ok(Template {
            codec: Codec::of_suffix(Path::new(&path))?,
            shard: shard.map_err(|fault| format!("--output: {}", fault.message()))?,
            scopes: scopes.map(|(key, scope)| if has(key) { ScopeReader::new(scope) } else { None }),
            parts,
        })
    }

    pub fn codec(&self) -> Option<Codec> {
        self.codec
    }

    /// Whether the time of each frame must be known.
    pub fn has_time(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, TemplatePart::TemplateKey(TemplateKey::Day | TemplateKey::Hour)))
    }

    /// Reports if no frame had a recorder's shard. Returns the exit code.
    pub fn report_unmatched(&self, types: &EventTypes, searched: Searched) -> Exit {
        self.shard
            .as_ref()
            .map(|shard| shard.report_unmatched("--shard-at", types, searched))
            .unwrap_or_default()
    }

    /// Writes the path of the file that a frame goes to, instead of the contents of `path`.
    ///
    /// # Errors
    /// The payload is malformed before the values in the name.
    pub fn write_path(
        &self,
        path: &mut String,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        now: PathTime,
        arena: &Arena,
    ) -> Result<(), Error> {
        path.clear();
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => path.push_str(text),
                TemplatePart::TemplateKey(TemplateKey::Event) => match envelope.event_name()? {
                    Some(name) => push_safe(path, &name.text()?),
                    None => path.push_str(NONE),
                },
                TemplatePart::TemplateKey(TemplateKey::Guild) => self.push_id(0, path, envelope, arena)?,
                TemplatePart::TemplateKey(TemplateKey::Channel) => self.push_id(1, path, envelope, arena)?,
                TemplatePart::TemplateKey(TemplateKey::User) => self.push_id(2, path, envelope, arena)?,
                TemplatePart::TemplateKey(TemplateKey::Shard) => {
                    self.push_shard(path, envelope, located, arena)?
                }
                TemplatePart::TemplateKey(TemplateKey::Day) if now == PathTime::Later => {
                    path.push_str(DAY_LATER)
                }
                TemplatePart::TemplateKey(TemplateKey::Hour) if now == PathTime::Later => {
                    path.push_str(HOUR_LATER)
                }
                TemplatePart::TemplateKey(TemplateKey::Day) => path.push_str(&day(now)),
                TemplatePart::TemplateKey(TemplateKey::Hour) => path.push_str(&hour(now)),
                TemplatePart::TemplateKey(TemplateKey::File) => {
                    let name = Path::new(located.file).file_name().unwrap_or_default().to_string_lossy();
                    push_safe(path, name.trim_start_matches('.').split('.').next().unwrap_or_default());
                }
            }
        }
        Ok(())
    }

    /// Whether the time of a path was not known.
    pub fn lacks_time(path: &str) -> bool {
        path.contains('\0')
    }

    /// Completes a path that was made before its time was known.
    pub fn with_time(path: &str, now: PathTime) -> String {
        path.replace(DAY_LATER, &day(now)).replace(HOUR_LATER, &hour(now))
    }

    fn push_id(
        &self,
        scope: usize,
        path: &mut String,
        envelope: Envelope<'_>,
        arena: &Arena,
    ) -> Result<(), Error> {
        let name = envelope.event_name()?;
        let id =
            self.scopes[scope].as_ref().zip(name).and_then(|(scope, name)| scope.read(envelope, name, arena));
        match id {
            Some(id) => path.push_str(&id.to_string()),
            None => path.push_str(NONE),
        }
        Ok(())
    }

    fn push_shard(
        &self,
        path: &mut String,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<(), Error> {
        let Some(shard) = &self.shard else { return Ok(()) };
        shard.values_or_null(envelope, located, arena, |_, value| {
            match value {
                Value::Number(shard) => path.push_str(&shard.to_string()),
                Value::Raw(value) if !value.is_null()? => {
                    push_safe(path, String::from_utf8_lossy(value.to_bytes()?).trim_matches('"'));
                }
                _ => path.push_str(NONE),
            }
            Ok(())
        })
    }
}

fn parts_of(path: &str) -> Result<Vec<TemplatePart>, String> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((word, after)) = after.split_once('}') else {
            return Err(format!("--output: a brace of `{path}` is not closed"));
        };
        let Some((_, key)) = TemplateKey::ALL.iter().find(|(known, _)| *known == word) else {
            let known: Vec<_> = TemplateKey::ALL.iter().map(|(word, _)| format!("{{{word}}}")).collect();
            return Err(format!("--output: there is no {{{word}}}; the names are {}", known.join(", ")));
        };
        parts.push(TemplatePart::Text(text.to_owned()));
        parts.push(TemplatePart::TemplateKey(*key));
        rest = after;
    }
    parts.push(TemplatePart::Text(rest.to_owned()));
    Ok(parts)
}

fn day(time: PathTime) -> String {
    formatted(time, "%Y-%m-%d")
}

fn hour(time: PathTime) -> String {
    formatted(time, "%Y-%m-%dT%H")
}

fn formatted(time: PathTime, format: &str) -> String {
    match time {
        PathTime::Known(nanos) => Timestamp::from_nanosecond(nanos).ok(),
        PathTime::None | PathTime::Later => None,
    }
    .map_or_else(|| NONE.to_owned(), |time| time.strftime(format).to_string())
}

/// Adds text from a recording, with all characters that could lead to another folder replaced.
fn push_safe(path: &mut String, text: &str) {
    if text.is_empty() {
        path.push_str(NONE);
    }
    // Longer names cannot be written.
    let chars = text.chars().take(200);
    path.extend(
        chars.map(|char| if char.is_ascii_alphanumeric() || "-_".contains(char) { char } else { '_' }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(template: &str, frame: &str, now: PathTime) -> String {
        let names = Names { shards: crate::question::shard::ShardCount::new(4), ..Names::default() };
        let template = Template::new(Path::new(template), &[], &names).unwrap();
        let located = LocatedFrame {
            frame: frame.as_bytes(),
            wrapper: b"{}",
            line: 1,
            offset: 0,
            is_torn: false,
            count: 1,
            file: "a/rec.1.ndjson.zst",
            line_before: 0,
        };
        let (envelope, mut path) = (Envelope::peek(frame.as_bytes()).unwrap(), "before".to_owned());
        template.write_path(&mut path, envelope, located, now, &Arena::new()).unwrap();
        path
    }

    #[test]
    fn names_cannot_lead_to_other_folders() {
        let frame = r#"{"t":"../../etc/passwd","s":1,"op":0,"d":{"guild_id":"8388608"}}"#;
        assert_eq!(path_of("x/{event}.ndjson", frame, PathTime::None), "x/______etc_passwd.ndjson");
        assert_eq!(path_of("x/{guild}-{shard}-{user}.gz", frame, PathTime::None), "x/8388608-2-none.gz");
        assert_eq!(path_of("{file}/{day}", frame, PathTime::None), "rec/none");
        let now = PathTime::Known(1_767_752_157_000_000_000);
        assert_eq!(path_of("{day}/{hour}", frame, now), "2026-01-07/2026-01-07T02");
        let later = path_of("{day}/{hour}/{day}", frame, PathTime::Later);
        assert_eq!(Template::with_time(&later, now), "2026-01-07/2026-01-07T02/2026-01-07");
        assert_eq!(Template::with_time(&later, PathTime::None), "none/none/none");
        assert_eq!(path_of("{event}", r#"{"op":11}"#, PathTime::None), "none");
        assert_eq!(path_of("{event}", r#"{"op":0,"t":"","d":null}"#, PathTime::None), "none");
    }

    #[test]
    fn templates_name_files() {
        let new =
            |path: &str, by: &[TemplateKey]| Template::new(Path::new(path), by, &Names::default()).map(drop);
        assert_eq!(new("x", &[TemplateKey::Event, TemplateKey::Day]), Ok(()));
        for (path, by, message) in [
            ("x", &[][..], "is a single file"),
            ("-", &[TemplateKey::Event], "name a folder"),
            ("x/{day", &[], "not closed"),
            ("x/{moon}", &[], "there is no {moon}"),
            ("x/{day}", &[TemplateKey::Day], "without names in braces"),
            ("x/{day}.bz2", &[], "is not written"),
            ("x/{shard}", &[], "needs --shards"),
        ] {
            let error = new(path, by).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
