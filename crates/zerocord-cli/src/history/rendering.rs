//! Messages as JSON, rows of a table, and HTML.

use std::fmt::Write as _;

use serde::Serialize;

use super::ledger::Message;
use crate::question::time::{Nanos, shown as shown_time};
use crate::stats::html::{HEAD, STYLE, escaped};

/// The headings of the table.
pub const HEADINGS: [&str; 6] = ["time", "what", "channel", "message", "author", "content"];

/// What a cell shows if it is not known.
const UNKNOWN: &str = "(unknown)";

/// A message as JSON.
#[derive(Serialize)]
struct Line<'m> {
    id: String,
    channel_id: Option<String>,
    guild_id: Option<String>,
    author_id: Option<String>,
    author: Option<&'m str>,
    created: String,
    /// Whether the recording has the message's creation.
    has_creation: bool,
    /// The last content; null if the recording has none.
    content: Option<&'m str>,
    versions: Vec<LineVersion<'m>>,
    is_deleted: bool,
    deleted: Option<String>,
}

#[derive(Serialize)]
struct LineVersion<'m> {
    time: Option<String>,
    content: &'m str,
}

/// Adds a message as a line of JSON.
pub fn push_json(message: &Message, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let digits = |id: Option<u64>| id.map(|id| id.to_string());
    let versions = message.versions.iter();
    let line = Line {
        id: message.id.to_string(),
        channel_id: digits(message.channel),
        guild_id: digits(message.guild),
        author_id: digits(message.author.as_ref().map(|author| author.id)),
        author: message.author.as_ref().map(|author| author.name.as_str()),
        created: rfc3339(message.created()),
        has_creation: message.has_creation,
        content: message.versions.last().map(|version| version.content.as_str()),
        versions: versions
            .map(|version| LineVersion { time: version.time.map(rfc3339), content: &version.content })
            .collect(),
        is_deleted: message.is_deleted,
        deleted: message.deleted.map(rfc3339),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.push(b'\n');
    Ok(())
}

fn rfc3339(time: Nanos) -> String {
    jiff::Timestamp::from_nanosecond(time).map_or_else(|_| String::new(), |time| format!("{time:.3}"))
}

/// What happened to a message, one entry per change: its time, its name, and the content.
fn changes(message: &Message) -> Vec<(Option<Nanos>, &'static str, &str)> {
    let mut changes = Vec::new();
    for (index, version) in message.versions.iter().enumerate() {
        let what = match version.is_edit {
            true => "edited",
            false if index == 0 && message.has_creation => "created",
            false => "seen",
        };
        changes.push((version.time, what, version.content.as_str()));
    }
    if message.is_deleted {
        let content = message.versions.last().map_or(UNKNOWN, |version| version.content.as_str());
        changes.push((message.deleted, "deleted", content));
    }
    changes
}

fn time_cell(time: Option<Nanos>) -> String {
    time.map_or_else(|| UNKNOWN.to_owned(), shown_time)
}

/// The cells of a message's rows, one row per change.
pub fn cells(message: &Message) -> Vec<String> {
    let author = message.author.as_ref().map_or(UNKNOWN, |author| author.name.as_str());
    let channel = message.channel.map_or_else(|| UNKNOWN.to_owned(), |channel| channel.to_string());
    let rows = changes(message).into_iter().flat_map(|(time, what, content)| {
        let (what, author, content) = (what.to_owned(), author.to_owned(), content.to_owned());
        [time_cell(time), what, channel.clone(), message.id.to_string(), author, content]
    });
    rows.collect()
}

/// The page up to the first message.
pub fn html_head(title: &str) -> String {
    format!(
        "{HEAD}<title>zerocord history: {title}</title>\n<style>\n{STYLE}\
         pre {{ margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }}\n\
         del {{ color: var(--bad); }}\n</style>\n</head>\n<body>\n<main>\n<h1>Messages and their changes</h1>\n",
        title = escaped(title),
    )
}

/// A message as a section of the page.
pub fn html_section(message: &Message) -> String {
    let mut html = String::from("<section>\n");
    let author = message.author.as_ref().map_or(UNKNOWN, |author| author.name.as_str());
    let channel = message.channel.map_or_else(|| UNKNOWN.to_owned(), |channel| channel.to_string());
    // Writing to a `String` does not fail.
    let _ = writeln!(
        html,
        "<h2>{}</h2>\n<p class=\"quiet\">message {} in channel {channel}</p>",
        escaped(author),
        message.id
    );
    for (time, what, content) in changes(message) {
        let tag = if what == "deleted" { "del" } else { "span" };
        let lines: Vec<_> = content.lines().map(escaped).collect();
        let _ = writeln!(
            html,
            "<p class=\"quiet\">{}: {what}</p>\n<pre><{tag}>{}</{tag}></pre>",
            time_cell(time),
            lines.join("\n")
        );
    }
    html.push_str("</section>\n");
    html
}

/// The end of the page.
pub fn html_tail() -> String {
    format!(
        "<footer><p>Made by zerocord {}.</p></footer>\n</main>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}
