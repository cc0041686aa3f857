//! The plan of a table: its name, its schema, and how it is filled.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema as ArrowSchema, SchemaRef};
use zerocord::EventName;
use zerocord_schema::{Event, Kind, Schema};

use super::Derived;
use crate::options::{FrameColumn, TableError, TableOptions};
use crate::plan::{ColumnPlan, GroupPlan, Paths, What};
use crate::privacy::{Node, Privacy};
use crate::shape::{Member, Scalar, Selection, Shape, Shapes, json_metadata, timestamp};

/// The column for a payload that is not an object with known keys.
const PAYLOAD: &str = "d";

/// The parts that all builders of a table share.
#[derive(Debug)]
pub(crate) struct TablePlan {
    pub(crate) name: String,
    pub(crate) source: Source,
    pub(crate) schema: SchemaRef,
    pub(crate) group: GroupPlan,
    /// Whether a null payload is an object without keys.
    pub(crate) takes_null: bool,
    pub(crate) frame_columns: Vec<FrameColumnPlan>,
    /// Whether any column is derived.
    pub(crate) has_derived: bool,
    /// The builder of each column of the schema.
    pub(crate) order: Vec<ColumnSlot>,
    pub(crate) paths: Paths,
    pub(crate) privacy: Option<&'static Privacy>,
    pub(crate) options: TableOptions,
}

/// The frames that become rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Frames of one event whose payload is an object.
    Objects(usize),
    /// Frames of one event whose payload is one cell.
    Payloads(usize),
    /// Frames of events that the schema does not describe.
    Unknown,
    /// Frames that are not events.
    Other,
}

/// The builder that fills a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ColumnSlot {
    Group(usize),
    Frame(usize),
}

#[derive(Debug)]
pub(crate) struct FrameColumnPlan {
    pub(crate) column: RowColumn,
    pub(crate) plan: ColumnPlan,
}

/// A column that is not a field of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowColumn {
    Frame(FrameColumn),
    Derived(Derived),
}

impl RowColumn {
    fn named(name: &str) -> Option<RowColumn> {
        FrameColumn::named(name)
            .map(RowColumn::Frame)
            .or_else(|| Derived::named(name).map(RowColumn::Derived))
    }

    fn name(self) -> &'static str {
        match self {
            RowColumn::Frame(column) => column.name(),
            RowColumn::Derived(derived) => derived.name(),
        }
    }
}

impl TablePlan {
    pub(crate) fn new(name: &str, options: &TableOptions) -> Result<TablePlan, TableError> {
        let schema = Schema::bundled_without_descriptions();
        let (selection, row_columns, order) = selected(name, options)?;
        let frame_columns: Vec<FrameColumn> = row_columns
            .iter()
            .filter_map(|column| match column {
                RowColumn::Frame(column) => Some(*column),
                RowColumn::Derived(_) => None,
            })
            .collect();
        let mut shapes = Shapes {
            schema,
            table: name,
            options,
            keeps_unwanted: frame_columns.contains(&FrameColumn::Extra),
            within: Vec::new(),
        };
        let (source, members, takes_null) = match name {
            "unknown" => (Source::Unknown, outside(name, "t", Scalar::Text, &selection)?, false),
            "other" => (Source::Other, outside(name, "op", Scalar::Integer, &selection)?, false),
            _ => {
                let event = schema.event(name);
                let index = EventName::known(name).and_then(EventName::index);
                let (Some(event), Some(index)) = (event, index) else {
                    return Err(TableError::UnknownTable(name.to_owned()));
                };
                of_event(&mut shapes, event, index, &selection)?
            }
        };
        let mut paths = Paths { list: Vec::new(), has_unknown: frame_columns.contains(&FrameColumn::Extra) };
        let group = paths.group(&members, "").map_err(|_| TableError::TooManyColumns)?;
        let mut plan = TablePlan {
            name: name.to_owned(),
            source,
            schema: Arc::new(ArrowSchema::empty()),
            group,
            takes_null,
            frame_columns: Vec::new(),
            has_derived: row_columns.len() > frame_columns.len(),
            order: Vec::new(),
            paths,
            privacy: (!options.content).then(Privacy::bundled),
            options: options.clone(),
        };
        plan.add_columns(&members, &row_columns, order.as_deref());
        Ok(plan)
    }

    /// Builds the schema and the order of the columns.
    fn add_columns(&mut self, members: &[Member], row_columns: &[RowColumn], order: Option<&[String]>) {
        let mut fields: Vec<(FieldRef, ColumnSlot)> = Vec::new();
        let wanted = members.iter().filter_map(Member::field);
        fields.extend(wanted.zip(self.group.roots.iter().map(|&key| ColumnSlot::Group(key))));
        for (index, &column) in row_columns.iter().enumerate() {
            let (field, what) = match column {
                RowColumn::Frame(column) => frame_column(column),
                RowColumn::Derived(derived) => derived.field(),
            };
            fields.push((field, ColumnSlot::Frame(index)));
            // Only the sequence is read from the frame itself.
            let path = self.paths.path(column.name(), "a whole number of 64 bits");
            self.frame_columns
                .push(FrameColumnPlan { column, plan: ColumnPlan { what, path, children: Vec::new() } });
        }
        if let Some(order) = order {
            fields.sort_by_key(|(field, _)| order.iter().position(|name| name == field.name()));
        }
        let metadata = HashMap::from([
            ("zerocord.event".to_owned(), self.name.clone()),
            ("zerocord.version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("zerocord.depth".to_owned(), self.options.depth.to_string()),
        ]);
        self.order = fields.iter().map(|(_, slot)| *slot).collect();
        let fields: Vec<FieldRef> = fields.into_iter().map(|(field, _)| field).collect();
        self.schema = Arc::new(ArrowSchema::new_with_metadata(fields, metadata));
    }
}

/// The wanted fields of the payload, the columns about the frame, and the names of both in the selected order, if
/// there is one.
type Selected = (Selection, Vec<RowColumn>, Option<Vec<String>>);

fn selected(table: &str, options: &TableOptions) -> Result<Selected, TableError> {
    let Some(columns) = &options.columns else {
        let mut frame_columns = options.frame_columns.clone();
        let by_default = table.ends_with("_UPDATE") && !frame_columns.contains(&FrameColumn::Absent);
        let is_event = !matches!(table, "unknown" | "other");
        match options.presence {
            None if by_default => frame_columns.push(FrameColumn::Absent),
            Some(true) if is_event && !frame_columns.contains(&FrameColumn::Absent) => {
                frame_columns.push(FrameColumn::Absent);
            }
            Some(false) => frame_columns.retain(|column| *column != FrameColumn::Absent),
            _ => {}
        }
        if !is_event {
            frame_columns.retain(|column| !matches!(column, FrameColumn::Absent | FrameColumn::Extra));
        }
        let mut columns: Vec<RowColumn> = frame_columns.into_iter().map(RowColumn::Frame).collect();
        repeated(&columns)?;
        if options.derive {
            // Next to the columns of the payload.
            columns.splice(0..0, Derived::of_event(table).map(RowColumn::Derived));
        }
        return Ok((Selection::All, columns, None));
    };
    let mut selection = Selection::Some(Vec::new());
    let (mut row_columns, mut order) = (Vec::new(), Vec::<String>::new());
    for column in columns {
        let first = column.split('.').next().unwrap_or_default();
        if !order.iter().any(|known| known == first) {
            order.push(first.to_owned());
        }
        match RowColumn::named(column) {
            // A key of the event, such as `mention_count` of MESSAGE_ACK, or no column.
            Some(RowColumn::Derived(derived)) if !Derived::of_event(table).any(|known| known == derived) => {
                selection.add(column, column)?;
            }
            Some(column) => row_columns.push(column),
            None => selection.add(column, column)?,
        }
    }
    if columns.is_empty() {
        return Err(TableError::Empty);
    }
    let absent = RowColumn::Frame(FrameColumn::Absent);
    if options.presence == Some(true) && !row_columns.contains(&absent) {
        row_columns.push(absent);
        order.push(absent.name().to_owned());
    }
    repeated(&row_columns)?;
    Ok((selection, row_columns, Some(order)))
}

fn repeated(columns: &[RowColumn]) -> Result<(), TableError> {
    let again = columns.iter().enumerate().find(|(index, column)| columns[..*index].contains(column));
    again.map_or(Ok(()), |(_, column)| Err(TableError::Repeated(column.name().to_owned())))
}

/// The columns of an event.
fn of_event(
    shapes: &mut Shapes<'_>,
    event: &'static Event,
    index: usize,
    selection: &Selection,
) -> Result<(Source, Vec<Member>, bool), TableError> {
    if let Kind::Object(object) = event.payload
        && shapes.schema.objects[object].union.is_none()
    {
        let members = shapes.members(object, event.other_payload, "", selection)?;
        let takes_null = shapes.schema.objects[object].fields.iter().all(|field| field.optional);
        return Ok((Source::Objects(index), members, takes_null));
    }
    let below = match selection {
        Selection::All => &Selection::All,
        Selection::Some(keys) => match keys.as_slice() {
            [] => return Ok((Source::Payloads(index), Vec::new(), true)),
            [(key, below)] if key == PAYLOAD => below,
            [(key, _), ..] => {
                return Err(TableError::UnknownColumn {
                    table: shapes.table.to_owned(),
                    column: key.clone(),
                });
            }
        },
    };
    let shape = shapes.shape(&event.payload, PAYLOAD, below)?;
    Ok((Source::Payloads(index), vec![Member::of_frame(PAYLOAD, shape)], true))
}

/// The columns of the tables that do not belong to an event: the type of the frame, and the payload.
fn outside(table: &str, key: &str, scalar: Scalar, selection: &Selection) -> Result<Vec<Member>, TableError> {
    let member = |name: &str| match name {
        PAYLOAD => Some(Member::of_frame(PAYLOAD, Shape::Json { node: Node::UNKNOWN, is_map: false })),
        _ => (name == key).then(|| Member::of_frame(key, Shape::Scalar(scalar))),
    };
    match selection {
        Selection::All => Ok([key, PAYLOAD].into_iter().filter_map(member).collect()),
        Selection::Some(keys) => {
            let members = keys.iter().map(|(name, below)| match (member(name), below) {
                (Some(member), Selection::All) => Ok(member),
                _ => Err(TableError::UnknownColumn { table: table.to_owned(), column: name.clone() }),
            });
            members.collect()
        }
    }
}

fn frame_column(column: FrameColumn) -> (FieldRef, What) {
    let (data_type, what) = match column {
        FrameColumn::Seq | FrameColumn::Line | FrameColumn::Offset => {
            (DataType::UInt64, What::Scalar(Scalar::Snowflake))
        }
        FrameColumn::Shard => (DataType::UInt32, What::Scalar(Scalar::Color)),
        FrameColumn::Session | FrameColumn::File => (DataType::Utf8, What::Scalar(Scalar::Text)),
        FrameColumn::Received => (timestamp(), What::Scalar(Scalar::Timestamp)),
        FrameColumn::Extra => (DataType::Utf8, What::Json { node: Node::UNKNOWN, is_map: false }),
        FrameColumn::Absent => {
            let text = ColumnPlan { what: What::Scalar(Scalar::Text), path: 0, children: Vec::new() };
            let items = crate::plan::ItemPlan::Column(text);
            (DataType::new_list(DataType::Utf8, true), What::List(Box::new(items)))
        }
    };
    let mut metadata = HashMap::from([("zerocord.path".to_owned(), column.name().to_owned())]);
    if column == FrameColumn::Extra {
        metadata.extend(json_metadata());
    }
    (Arc::new(Field::new(column.name(), data_type, true).with_metadata(metadata)), what)
}
