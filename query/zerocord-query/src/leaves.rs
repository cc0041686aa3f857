//! Which columns, and which fields of nested columns, expressions read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};

/// The part of a column that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ColumnUse {
    Whole,
    /// Fields of structs, by their paths, such as `author.id`.
    Fields(BTreeSet<String>),
}

/// The part of each column that is read, by the column's index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ColumnUses(pub(crate) BTreeMap<usize, ColumnUse>);

impl ColumnUses {
    /// Adds what an expression reads. Columns from `column_count` on are not those of the file.
    pub(crate) fn add(&mut self, expr: &Arc<dyn PhysicalExpr>, schema: &Schema) {
        if let Some(leaf) = Leaf::of(expr, schema) {
            match self.0.entry(leaf.column).or_insert_with(|| ColumnUse::Fields(BTreeSet::new())) {
                ColumnUse::Whole => {}
                known if !leaf.is_nested => *known = ColumnUse::Whole,
                ColumnUse::Fields(paths) => {
                    paths.insert(leaf.path);
                }
            }
            return;
        }
        for child in expr.children() {
            self.add(child, schema);
        }
    }
}

impl ColumnUse {
    /// The paths to request of a column.
    pub(crate) fn paths(&self, name: &str) -> Vec<String> {
        match self {
            ColumnUse::Whole => vec![name.to_owned()],
            // A path inside another requested path is part of it.
            ColumnUse::Fields(paths) => {
                let is_within = |path: &String| {
                    paths.iter().any(|outer| {
                        path.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('.'))
                    })
                };
                paths.iter().filter(|path| !is_within(path)).cloned().collect()
            }
        }
    }
}

/// A column of a schema, or a field of nested structs in it.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) column: usize,
    pub(crate) path: String,
    pub(crate) field: Arc<Field>,
    pub(crate) is_nested: bool,
}

impl Leaf {
    /// The leaf that an expression is; nothing if it is another expression.
    pub(crate) fn of(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Option<Leaf> {
        if let Some(column) = expr.downcast_ref::<Column>() {
            let field = schema.fields().get(column.index())?.clone();
            return Some(Leaf {
                column: column.index(),
                path: field.name().clone(),
                field,
                is_nested: false,
            });
        }
        let call = expr.downcast_ref::<ScalarFunctionExpr>().filter(|call| call.name() == "get_field")?;
        let (base, keys) = call.args().split_first()?;
        let mut leaf = Leaf::of(base, schema)?;
        for key in keys {
            let key = key.downcast_ref::<Literal>()?.value().try_as_str()??;
            let DataType::Struct(fields) = leaf.field.data_type() else { return None };
            let field = fields.iter().find(|field| field.name() == key)?.clone();
            leaf.path = format!("{}.{key}", leaf.path);
            (leaf.field, leaf.is_nested) = (field, true);
        }
        Some(leaf)
    }
}
