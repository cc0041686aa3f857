//! Several tables that share one pass over frames.

use std::sync::Arc;

use zerocord::{Envelope, EventName};

use super::{PushError, Route, Table, TablePlan, TableRows};
use crate::origin::FrameOrigin;
use crate::report::{BadFrameReason, TableReport};

/// Tables that take frames together: a frame becomes a row of each table of its event.
///
/// ```
/// use zerocord_arrow::{FrameOrigin, Table, TableOptions, TableSet};
///
/// let mut tables = TableSet::new(Table::of_all_events(&TableOptions::default())?);
/// tables.push_from(br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"9"}}"#, &FrameOrigin::default())?;
/// tables.push_from(br#"{"op":11}"#, &FrameOrigin::default())?;
/// let rows = tables.take_rows();
/// let names: Vec<&str> = rows.iter().map(|(index, _)| tables.tables()[*index].name()).collect();
/// assert_eq!(names, ["TYPING_START", "other"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TableSet {
    tables: Vec<Table>,
    routes: Arc<Routes>,
    /// Rows of tables that became full.
    full: Vec<(usize, TableRows)>,
    report: TableReport,
}

/// The plans of the tables of a set, to share between threads: each thread creates its own set.
#[derive(Clone, Debug)]
pub struct TableSetPlan {
    plans: Vec<Arc<TablePlan>>,
    routes: Arc<Routes>,
}

impl TableSetPlan {
    /// The plan of a set of these tables. Rows that they already have are left out.
    pub fn new(tables: &[Table]) -> TableSetPlan {
        TableSetPlan {
            plans: tables.iter().map(|table| table.plan.clone()).collect(),
            routes: Arc::new(Routes::new(tables)),
        }
    }

    /// An empty set.
    pub fn make_set(&self) -> TableSet {
        let tables = self.plans.iter().cloned().map(Table::with_plan).collect();
        TableSet { tables, routes: self.routes.clone(), full: Vec::new(), report: TableReport::default() }
    }

    /// The table at `index`, empty.
    ///
    /// # Panics
    /// If `index` is out of range.
    pub fn make_table(&self, index: usize) -> Table {
        Table::with_plan(self.plans[index].clone())
    }
}

impl TableSet {
    /// A set of these tables.
    pub fn new(tables: Vec<Table>) -> TableSet {
        let routes = Arc::new(Routes::new(&tables));
        TableSet { tables, routes, full: Vec::new(), report: TableReport::default() }
    }

    /// The tables.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Adds a row to each table that the frame belongs to. Returns whether there is one.
    ///
    /// # Errors
    /// The reason why the frame is bad. It adds no row, and the [report](TableSet::take_report) counts it.
    #[inline]
    pub fn push_from(&mut self, frame: &[u8], origin: &FrameOrigin<'_>) -> Result<bool, BadFrameReason> {
        let envelope =
            Envelope::peek(frame).map_err(|error| self.bad(origin, BadFrameReason::Frame(error)))?;
        let route = Route::of(&envelope).map_err(|error| self.bad(origin, BadFrameReason::Frame(error)))?;
        let wanted = self.routes.of(route);
        if wanted.is_empty() {
            return Ok(false);
        }
        let is_valid = wanted.iter().any(|index| self.tables[*index].validates());
        if is_valid && let Err(error) = zerocord::validate(frame) {
            return Err(self.bad(origin, BadFrameReason::Frame(error)));
        }
        for &index in wanted {
            let table = &mut self.tables[index];
            if table.is_full() {
                self.full.push((index, table.take_rows()));
            }
            match table.push_envelope(envelope, origin, is_valid) {
                Ok(()) => {}
                Err(PushError::BadFrame(reason)) => return Err(reason),
                // It was emptied above.
                Err(PushError::Full) => return Err(BadFrameReason::RowTooLong),
            }
        }
        Ok(true)
    }

    /// Counts a frame that the caller could not pass on, such as a torn one, in the [report](TableSet::take_report).
    ///
    /// ```
    /// use zerocord_arrow::{BadFrameReason, FrameOrigin, Table, TableOptions, TableSet};
    /// use zerocord_firehose::FrameFault;
    ///
    /// let mut tables = TableSet::new(vec![Table::of("TYPING_START", &TableOptions::default())?]);
    /// let origin = FrameOrigin { line: Some(7), ..FrameOrigin::default() };
    /// tables.reject(&origin, BadFrameReason::Reader(FrameFault::Torn));
    /// let report = tables.take_report();
    /// assert_eq!(report.first_bad[0].to_string(), "line 7: the frame is torn: its end is missing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reject(&mut self, origin: &FrameOrigin<'_>, reason: BadFrameReason) {
        self.report.add_bad(origin, reason);
    }

    #[cold]
    fn bad(&mut self, origin: &FrameOrigin<'_>, reason: BadFrameReason) -> BadFrameReason {
        self.reject(origin, reason);
        reason
    }

    /// Takes the rows of all tables: the index of a table, and rows of it. A table with many rows is in the list several times,
    /// in order.
    pub fn take_rows(&mut self) -> Vec<(usize, TableRows)> {
        let mut rows = std::mem::take(&mut self.full);
        for (index, table) in self.tables.iter_mut().enumerate().filter(|(_, table)| table.row_count() > 0) {
            rows.push((index, table.take_rows()));
        }
        rows
    }

    /// Takes the report of what could not be read.
    pub fn take_report(&mut self) -> TableReport {
        let mut report = std::mem::take(&mut self.report);
        for table in self.tables.iter_mut().filter(|table| !table.report.is_clean()) {
            report.merge(std::mem::take(&mut table.report));
        }
        report
    }
}

/// Which tables take which frames.
#[derive(Debug)]
struct Routes {
    events: Vec<Vec<usize>>,
    unknown: Vec<usize>,
    other: Vec<usize>,
}

impl Routes {
    fn new(tables: &[Table]) -> Routes {
        let mut routes =
            Routes { events: vec![Vec::new(); EventName::COUNT], unknown: Vec::new(), other: Vec::new() };
        for (index, table) in tables.iter().enumerate() {
            match table.route() {
                Route::Event(event) => routes.events[event].push(index),
                Route::Unknown => routes.unknown.push(index),
                Route::Other => routes.other.push(index),
            }
        }
        routes
    }

    #[inline]
    fn of(&self, route: Route) -> &[usize] {
        match route {
            Route::Event(event) => &self.events[event],
            Route::Unknown => &self.unknown,
            Route::Other => &self.other,
        }
    }
}
