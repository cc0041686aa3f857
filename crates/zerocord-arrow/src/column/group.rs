//! The columns of one kind of object.

use arrow_buffer::NullBufferBuilder;
use zerocord::view::{KeysSeen, VisitKeys};
use zerocord::{Error, RawText, RawValue, ValueKind};

use super::Column;
use crate::plan::{GroupPlan, What};
use crate::row::Row;

/// The columns of an object's keys, and of the keys of the structs in it.
#[derive(Debug)]
pub(crate) struct Group {
    pub(super) columns: Vec<Column>,
    /// Which objects exist, if they are elements.
    pub(super) nulls: NullBufferBuilder,
    pub(super) len: usize,
    seen: KeysSeen,
}

impl Group {
    pub(crate) fn new(plan: &GroupPlan) -> Group {
        Group {
            columns: plan.columns.iter().map(Column::new).collect(),
            nulls: NullBufferBuilder::new(0),
            len: 0,
            seen: KeysSeen::default(),
        }
    }

    /// The number of objects.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The column of a key, for reading.
    pub(crate) fn column(&self, key: usize) -> &Column {
        &self.columns[key]
    }

    /// The column of a key.
    pub(crate) fn column_mut(&mut self, key: usize) -> &mut Column {
        &mut self.columns[key]
    }

    /// Ends an object; keys that were not read are absent.
    pub(crate) fn end(&mut self) {
        self.len += 1;
        self.nulls.append_non_null();
    }

    /// Removes the values of the object that has not ended, or all objects from `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.columns.iter_mut().for_each(|column| column.truncate(len));
        self.len = len;
        self.nulls.truncate(len);
    }

    /// Reads an object, which is then ended or removed.
    ///
    /// # Errors
    /// The object is malformed.
    pub(crate) fn read<'a>(
        &mut self,
        plan: &GroupPlan,
        value: RawValue<'a>,
        cx: &mut Row<'_, 'a>,
    ) -> Result<(), Error> {
        let walk = cx.begin_walk();
        let mut visitor = Visitor { plan, columns: &mut self.columns, row: self.len, walk, cx };
        plan.tree.walk(value, &mut self.seen, &mut visitor)
    }

    /// Reads the value of one key of the current object.
    pub(crate) fn read_cell<'a>(
        &mut self,
        plan: &GroupPlan,
        key: usize,
        value: RawValue<'a>,
        cx: &mut Row<'_, 'a>,
    ) {
        if let (Some(column), Some(plan)) = (self.columns.get_mut(key), plan.columns.get(key)) {
            let depth = cx.step_into(plan.path);
            column.read(plan, self.len, value, cx);
            cx.step_out(depth);
        }
    }

    /// Reads an element of a list.
    pub(super) fn read_element<'a>(&mut self, plan: &GroupPlan, value: RawValue<'a>, cx: &mut Row<'_, 'a>) {
        match value.kind() {
            Ok(ValueKind::Object) => {
                if let Err(fault) = self.read(plan, value, cx) {
                    cx.fail(fault);
                }
                self.end();
            }
            kind => {
                if kind != Ok(ValueKind::Null) {
                    cx.note(plan.path, value);
                }
                self.len += 1;
                self.nulls.append_null();
            }
        }
    }

    /// Calls `take` with the path index of each column whose key was absent in the last object. For an absent struct,
    /// only the struct itself is reported.
    pub(crate) fn each_absent(&self, plan: &GroupPlan, keys: &[usize], take: &mut impl FnMut(u32)) {
        for &key in keys {
            let (column, plan_of_key) = (&self.columns[key], &plan.columns[key]);
            if column.len() < self.len {
                take(plan_of_key.path);
            } else if let What::Struct = plan_of_key.what
                && column.is_last_valid()
            {
                self.each_absent(plan, &plan_of_key.children, take);
            }
        }
    }
}

struct Visitor<'v, 'r, 'a> {
    plan: &'v GroupPlan,
    columns: &'v mut [Column],
    row: usize,
    walk: u32,
    cx: &'v mut Row<'r, 'a>,
}

impl<'a> VisitKeys<'a> for Visitor<'_, '_, 'a> {
    #[inline]
    fn wanted(&mut self, key: usize, value: RawValue<'a>) {
        let plan = &self.plan.columns[key];
        match plan.what {
            What::List(_) | What::Map { .. } => {
                let depth = self.cx.step_into(plan.path);
                self.columns[key].read(plan, self.row, value, self.cx);
                self.cx.step_out(depth);
            }
            _ => self.columns[key].read(plan, self.row, value, self.cx),
        }
    }

    fn unknown(&mut self, inside: Option<usize>, key: RawText<'a>, value: RawValue<'a>) {
        let inside = inside.map(|key| self.plan.columns[key].path);
        self.cx.add_extra(self.walk, inside, key, value);
    }
}
