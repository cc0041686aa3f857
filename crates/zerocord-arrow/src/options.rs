//! Options of a table.

/// Options of a [`Table`](crate::Table).
///
/// ```
/// use zerocord_arrow::{Table, TableOptions};
///
/// let options = TableOptions::default().columns(["id", "author.id", "_line"]);
/// let schema = Table::of("MESSAGE_CREATE", &options)?.schema();
/// let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
/// assert_eq!(names, ["id", "author", "_line"]);
/// # Ok::<(), zerocord_arrow::TableError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOptions {
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) frame_columns: Vec<FrameColumn>,
    pub(crate) depth: usize,
    pub(crate) content: bool,
    pub(crate) presence: Option<bool>,
    pub(crate) derive: bool,
    pub(crate) validate: bool,
    pub(crate) batch_rows: usize,
    pub(crate) batch_bytes: usize,
}

/// Largest depth.
pub(crate) const DEPTH_MAX: usize = 16;

/// Largest batch in bytes, so that 32-bit offsets cannot overflow.
pub(crate) const BATCH_BYTES_MAX: usize = 256 << 20;

impl TableOptions {
    /// Selects columns, in this order: paths such as `id` or `author.id`, frame columns by name (`_seq`), and
    /// [derived](crate#derived-columns) columns (`content_len`). By default a
    /// table has all columns.
    ///
    /// A path may lead through lists and maps (`mentions.id`), and below the [`depth`](TableOptions::depth). Columns that
    /// share a first key share a struct, at the position of the first one.
    #[must_use]
    pub fn columns<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> TableOptions {
        self.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Selects the frame columns of a table whose [`columns`](TableOptions::columns) are not selected. The default is `_seq`,
    /// `_file`, `_line`, `_offset` and `_extra`.
    #[must_use]
    pub fn frame_columns(mut self, columns: impl IntoIterator<Item = FrameColumn>) -> TableOptions {
        self.frame_columns = columns.into_iter().collect();
        self
    }

    /// Sets how many levels of objects become structs, from 1 to 16. The default is 2. Deeper objects become JSON columns.
    #[must_use]
    pub fn depth(mut self, depth: usize) -> TableOptions {
        self.depth = depth.clamp(1, DEPTH_MAX);
        self
    }

    /// Includes message content and the like, which is left out by default: see the [crate's page](crate#privacy).
    #[must_use]
    pub fn content(mut self, content: bool) -> TableOptions {
        self.content = content;
        self
    }

    /// Sets whether the table has the column `_absent`. By default only tables of `*_UPDATE` events have it.
    #[must_use]
    pub fn presence(mut self, presence: bool) -> TableOptions {
        self.presence = Some(presence);
        self
    }

    /// Adds columns that are computed from message content, so that it need not be stored. The default is `false`. See the
    /// [crate's page](crate#derived-columns).
    #[must_use]
    pub fn derive(mut self, derive: bool) -> TableOptions {
        self.derive = derive;
        self
    }

    /// Sets whether every byte of a frame is checked before the frame becomes a row. The default is `true`.
    ///
    /// Without this check, a frame can become a row although it is invalid JSON in a part that the table does not read. The
    /// values that the table does read are always checked.
    #[must_use]
    pub fn validate(mut self, validate: bool) -> TableOptions {
        self.validate = validate;
        self
    }

    /// Sets the number of rows per batch, at least 1. The default is 8,192.
    #[must_use]
    pub fn batch_rows(mut self, rows: usize) -> TableOptions {
        self.batch_rows = rows.max(1);
        self
    }

    /// Sets the number of frame bytes after which a batch ends with fewer rows, at most 256 MiB. The default is 16 MiB.
    #[must_use]
    pub fn batch_bytes(mut self, bytes: usize) -> TableOptions {
        self.batch_bytes = bytes.clamp(1, BATCH_BYTES_MAX);
        self
    }
}

impl Default for TableOptions {
    fn default() -> TableOptions {
        use FrameColumn::{Extra, File, Line, Offset, Seq};
        TableOptions {
            columns: None,
            frame_columns: vec![Seq, File, Line, Offset, Extra],
            depth: 2,
            content: false,
            presence: None,
            derive: false,
            validate: true,
            batch_rows: 8192,
            batch_bytes: 16 << 20,
        }
    }
}

/// A column that describes the frame of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FrameColumn {
    /// `_seq`: the sequence (`s`), UInt64.
    Seq,
    /// `_shard`: the shard that received the frame, UInt32; see [`FrameOrigin::shard`](crate::FrameOrigin::shard).
    Shard,
    /// `_session`: the session that received the frame, Utf8; see [`FrameOrigin::session`](crate::FrameOrigin::session).
    Session,
    /// `_file`: the file, Utf8; see [`FrameOrigin::file`](crate::FrameOrigin::file).
    File,
    /// `_line`: the line of the recording, counted from 1, UInt64.
    Line,
    /// `_offset`: the byte offset of the frame in its line, UInt64. It is 0 unless another frame precedes it on the line.
    Offset,
    /// `_received`: the moment of receipt, a timestamp; see [`FrameOrigin::received`](crate::FrameOrigin::received).
    Received,
    /// `_absent`: the columns whose key is absent, a list of Utf8; see [the crate's page](crate#absent-and-null).
    Absent,
    /// `_extra`: the keys that the schema does not know, JSON; see [the crate's page](crate#unknown-keys).
    Extra,
}

impl FrameColumn {
    const ALL: [FrameColumn; 9] = [
        FrameColumn::Seq,
        FrameColumn::Shard,
        FrameColumn::Session,
        FrameColumn::File,
        FrameColumn::Line,
        FrameColumn::Offset,
        FrameColumn::Received,
        FrameColumn::Absent,
        FrameColumn::Extra,
    ];

    /// The name of the column.
    pub const fn name(self) -> &'static str {
        match self {
            FrameColumn::Seq => "_seq",
            FrameColumn::Shard => "_shard",
            FrameColumn::Session => "_session",
            FrameColumn::File => "_file",
            FrameColumn::Line => "_line",
            FrameColumn::Offset => "_offset",
            FrameColumn::Received => "_received",
            FrameColumn::Absent => "_absent",
            FrameColumn::Extra => "_extra",
        }
    }

    /// The column of this name.
    pub fn named(name: &str) -> Option<FrameColumn> {
        FrameColumn::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// Why a table cannot be created.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// No event has this name, and it is neither `unknown` nor `other`.
    #[error("there is no event `{0}`; the tables without an event are `unknown` and `other`")]
    UnknownTable(String),
    /// The event has no such column.
    #[error("{table} has no column `{column}`")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The column holds message content, and [`TableOptions::content`] is not set.
    #[error("the column `{0}` holds message content, which is left out unless it is requested")]
    Private(String),
    /// The column is named twice, or a column inside it is named as well.
    #[error("the column `{0}` is named twice")]
    Repeated(String),
    /// No column is named.
    #[error("a table needs at least one column")]
    Empty,
    /// A struct has more columns than one walk can look for.
    #[error("the table has too many columns; choose some of them, or a smaller depth")]
    TooManyColumns,
}
