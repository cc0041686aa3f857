//! Selects the tables to write and their columns.

use zerocord::EventName;
use zerocord_arrow::{FrameColumn, Table, TableError, TableOptions, TableSetPlan};
use zerocord_schema::Schema;

use super::Arguments;
use super::lake::{RUN_BYTES, RUN_GROUPS};
use crate::question::events::Events;

/// The tables for frames without a table of their own in the schema.
const UNKNOWN: &str = "unknown";
const OTHER: &str = "other";

/// The tables to write.
pub struct Tables {
    pub plan: TableSetPlan,
    /// Which events go to the table of unknown ones, unless all do.
    pub unknown: Option<Events>,
    /// The events to read; empty if some tables take other frames.
    pub chosen: Vec<String>,
}

impl Tables {
    /// The selected tables.
    ///
    /// # Errors
    /// A column that no table can have, or that is given twice.
    pub fn new(arguments: &Arguments) -> Result<Tables, String> {
        let is_table = |name: &str| name.eq_ignore_ascii_case(UNKNOWN) || name.eq_ignore_ascii_case(OTHER);
        let is_named =
            |table: &str| arguments.choice.events.iter().any(|name| name.trim().eq_ignore_ascii_case(table));
        let named: Vec<String> =
            arguments.choice.events.iter().filter(|name| !is_table(name.trim())).cloned().collect();
        // An empty list of names would mean all events.
        let events = (!named.is_empty()).then(|| Events::new(&named));
        let all = arguments.choice.events.is_empty();
        let schema = Schema::bundled_without_descriptions();
        let mut names: Vec<&str> = schema
            .events
            .iter()
            .map(|event| event.name.as_str())
            .filter(|name| {
                let is_wanted =
                    |events: &Events| EventName::known(name).is_some_and(|name| events.contains(name));
                all || events.as_ref().is_some_and(is_wanted)
            })
            .collect();
        let takes_unknown = all || is_named(UNKNOWN);
        // Some of the named events may not be in the schema.
        if takes_unknown || events.is_some() {
            names.push(UNKNOWN);
        }
        if all || is_named(OTHER) {
            names.push(OTHER);
        }
        let tables = arguments.make_tables(&names)?;
        let takes_others =
            takes_unknown || is_named(OTHER) || events.as_ref().is_none_or(Events::has_unknown);
        let chosen = if takes_others { Vec::new() } else { named };
        let unknown = if takes_unknown { None } else { events };
        Ok(Tables { plan: TableSetPlan::new(&tables), unknown, chosen })
    }
}

impl Arguments {
    fn table_options(&self) -> TableOptions {
        use FrameColumn::{Extra, File, Line, Offset, Received, Seq, Session, Shard};
        let mut frame_columns = vec![Seq];
        frame_columns.extend(self.choice.shard_at.path().is_some().then_some(Shard));
        frame_columns.extend(self.connection.session_at.is_some().then_some(Session));
        frame_columns.extend([File, Line, Offset]);
        if self.choice.window.time_at.is_given() {
            frame_columns.push(Received);
        }
        frame_columns.push(Extra);
        TableOptions::default()
            .frame_columns(frame_columns)
            .depth(self.depth.into())
            .content(self.with_content)
            .derive(self.derive)
            .batch_rows(self.row_group as usize * RUN_GROUPS)
            .batch_bytes(RUN_BYTES)
    }

    fn make_tables(&self, names: &[&str]) -> Result<Vec<Table>, String> {
        let options = self.table_options();
        if self.columns.is_empty() {
            let tables = names.iter().map(|name| Table::of(name, &options));
            return tables.collect::<Result<_, _>>().map_err(|error| error.to_string());
        }
        let columns: Vec<&str> = self.columns.iter().map(|column| column.trim()).collect();
        let mut is_found = vec![false; columns.len()];
        let mut tables = Vec::new();
        for name in names {
            let mut own = Vec::new();
            for (column, is_found) in columns.iter().zip(&mut is_found) {
                match Table::of(name, &options.clone().columns([*column])) {
                    Ok(_) => {
                        own.push(*column);
                        *is_found = true;
                    }
                    Err(TableError::UnknownColumn { .. }) => {}
                    Err(TableError::Private(column)) => {
                        return Err(format!("--columns: `{column}` is message content: add --with-content"));
                    }
                    Err(error) => return Err(format!("--columns: {error}")),
                }
            }
            if !own.is_empty() {
                let table = Table::of(name, &options.clone().columns(own));
                tables.push(table.map_err(|error| format!("--columns: {error}"))?);
            }
        }
        match columns.iter().zip(&is_found).find(|(_, is_found)| !**is_found) {
            Some((column, _)) => Err(format!(
                "--columns: no selected table has a column `{column}`; `zerocord schema --columns EVENT` lists them"
            )),
            None => Ok(tables),
        }
    }
}
