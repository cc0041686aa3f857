//! `zerocord schema`: describes the events and the contents of their frames.

mod columns;
mod events;
mod fields;
mod sections;

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use zerocord_arrow::TableOptions;
use zerocord_schema::{JsonSchema, SCHEMA_JSON, Schema};

use crate::exit::{Exit, refuse};
use crate::output::text_table::stdout_has_styles;
use crate::output::{Stdout, settle};
use crate::question::event_names::{is_same, nearest, normal};
use crate::question::events::known_name;
use sections::Section;

/// List the events, or print one as JSON Schema
///
/// Without arguments: a table of all events and of the frames that are not dispatches, with their opcode (`dispatch`
/// or a number), whether Discord documents them, the intents of which a client needs one to receive them, and the
/// object in their payload (`d`). Of events for user accounts, only the name is known.
///
/// With an event: a JSON Schema, draft 2020-12, of a whole frame, as it is in a recording; of its payload with
/// --payload. Unknown keys, enum values, bits and component types are accepted unless --closed is given. The bits of
/// flag sets are under `x-flags`, which validators ignore.
///
/// This is the table that `zerocord drift` uses, generated from the models of this version. Its source is the
/// documentation of Discord; other items are marked as undocumented.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP)]
pub struct Arguments {
    /// An event, by its name in any case, or an opcode such as HELLO; same as --event
    #[arg(value_name = "EVENT", value_delimiter = ',')]
    names: Vec<String>,

    /// An event, as above; may be given several times
    #[arg(short, long = "event", value_name = "EVENT", value_delimiter = ',')]
    events: Vec<String>,

    /// The output format [default: json-schema with an event, otherwise table]
    #[arg(long, value_name = "FORMAT", ignore_case = true)]
    format: Option<SchemaFormat>,

    /// List the events as one JSON document
    ///
    /// An array of objects with `name`, `opcode`, `documented`, `user_accounts` (whether only user accounts receive
    /// it), `intents`, `payload` (null if unknown) and `about`.
    #[arg(long, conflicts_with_all = ["names", "events", "format"])]
    json: bool,

    /// Print the whole table, for `zerocord drift --schema` of other releases
    #[arg(long, conflicts_with_all = ["names", "events", "format", "json", "columns", "payload", "closed"])]
    export: bool,

    /// List the columns of an event's table, as `zerocord convert` writes it
    ///
    /// `unknown` and `other` are the tables of events that the schema does not know, and of frames that are not events.
    #[arg(long, value_name = "EVENT", value_delimiter = ',', conflicts_with_all = ["names", "events", "json", "payload", "closed"])]
    columns: Vec<String>,

    /// The number of levels of objects that become structs, for --columns
    #[arg(long, value_name = "LEVELS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16), requires = "columns")]
    depth: u8,

    /// Write the schema of the payload (`d`), not of the whole frame
    #[arg(long)]
    payload: bool,

    /// Write a schema that rejects unknown keys, enum values and component types
    #[arg(long)]
    closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// JSON Schema, draft 2020-12; without an event, of all frames
    JsonSchema,
    /// Tables for a terminal: with an event, of the keys, values and bits
    Table,
    /// The same tables as Markdown
    Markdown,
}

const HELP: &str = crate::exit::help!(@short);

const LONG_HELP: &str = crate::exit::help!(
    @short
    "\
Examples:
  zerocord schema
  zerocord schema MESSAGE_CREATE > message_create.schema.json
  zerocord schema -e presence_update --payload --closed
  zerocord schema -e INTERACTION_CREATE --format markdown
  zerocord schema --columns MESSAGE_CREATE --format markdown
  zerocord schema --export > zerocord-0.1.json
  zerocord schema --json | jq -r '.[] | select(.intents == []) | .name'
"
);

/// Prints the requested tables or schemas.
pub fn run(arguments: &Arguments) -> Exit {
    let schema = Schema::bundled();
    if !arguments.columns.is_empty() {
        if arguments.format == Some(SchemaFormat::JsonSchema) {
            refuse("schema", "--columns can be printed only as a table or as markdown");
        }
        let sections = arguments.column_sections(schema).unwrap_or_else(|error| refuse("schema", error));
        return settle(arguments.print_sections(&sections));
    }
    let names = arguments.names(schema).unwrap_or_else(|error| refuse("schema", error));
    let is_json_schema = match arguments.format {
        Some(format) => format == SchemaFormat::JsonSchema,
        None => !names.is_empty(),
    };
    if !is_json_schema && (arguments.payload || arguments.closed) {
        refuse(
            "schema",
            "--payload and --closed need a JSON Schema: name an event, or use --format json-schema",
        );
    }
    settle(arguments.print(schema, &names, is_json_schema))
}

impl Arguments {
    /// The requested frames, each once; empty for all of them.
    fn names<'s>(&self, schema: &'s Schema) -> Result<Vec<&'s str>, String> {
        let mut names = Vec::new();
        for event in self.names.iter().chain(&self.events) {
            let written = normal(event);
            match JsonSchema::names(schema).find(|known| is_same(known, event)) {
                Some(known) if names.contains(&known) => {}
                Some(known) => names.push(known),
                None => {
                    let hint = match nearest(&written, JsonSchema::names(schema)) {
                        Some(known) => format!("did you mean {known}?"),
                        None => "`zerocord schema` lists them all".to_owned(),
                    };
                    return Err(format!("{event} is not an event that zerocord knows; {hint}"));
                }
            }
        }
        Ok(names)
    }

    /// The columns of the requested tables.
    fn column_sections(&self, schema: &Schema) -> Result<Vec<Section>, String> {
        let options = TableOptions::default().depth(self.depth.into()).content(true).derive(true);
        let tables = self.columns.iter().map(|name| {
            let name = match name.to_ascii_lowercase().as_str() {
                "unknown" => "unknown".to_owned(),
                "other" => "other".to_owned(),
                _ => known_name(name),
            };
            columns::section(schema, &name, &options).map_err(|error| error.to_string())
        });
        tables.collect()
    }

    fn print_sections(&self, sections: &[Section]) -> io::Result<Exit> {
        let mut stdout = Stdout::for_text()?;
        let has_styles = stdout_has_styles();
        for section in sections {
            let text = match self.format {
                Some(SchemaFormat::Markdown) => section.to_markdown(),
                _ => section.to_table(has_styles),
            };
            stdout.write_all(text.as_bytes())?;
        }
        stdout.flush()?;
        Ok(Exit::Done)
    }

    fn print(&self, schema: &Schema, names: &[&str], is_json_schema: bool) -> io::Result<Exit> {
        let mut stdout = Stdout::for_text()?;
        if self.export {
            stdout.write_all(SCHEMA_JSON.as_bytes())?;
        } else if self.json {
            serde_json::to_writer_pretty(&mut stdout, &events::rows(schema))?;
            writeln!(stdout)?;
        } else if is_json_schema {
            let printer = JsonSchema::new(schema).with_payload_only(self.payload).with_closed(self.closed);
            let all: Vec<&str> = JsonSchema::names(schema).collect();
            let text = printer.frames(if names.is_empty() { &all } else { names });
            writeln!(stdout, "{}", text.unwrap_or_default())?;
        } else {
            let sections = match names.is_empty() {
                true => vec![events::section(schema)],
                false => fields::sections(schema, names),
            };
            drop(stdout);
            return self.print_sections(&sections);
        }
        stdout.flush()?;
        Ok(Exit::Done)
    }
}
