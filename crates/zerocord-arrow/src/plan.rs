//! The plan for filling the columns of a table: trees of keys, built once and shared by all builders of the table.

use zerocord::view::{KeyTree, KeyTreeBuilder, KeyTreeError};

use crate::privacy::Node;
use crate::shape::{Member, Scalar, Shape};

/// The columns of an object: one per key, for keys of the object itself and of nested objects.
#[derive(Debug)]
pub(crate) struct GroupPlan {
    pub(crate) tree: KeyTree,
    /// Indexed by the key numbers of `tree`.
    pub(crate) columns: Vec<ColumnPlan>,
    /// The wanted keys of the object itself.
    pub(crate) roots: Vec<usize>,
    /// The index of the object's path in [`Paths`].
    pub(crate) path: u32,
}

/// A column.
#[derive(Debug)]
pub(crate) struct ColumnPlan {
    pub(crate) what: What,
    /// The index of its path in [`Paths`].
    pub(crate) path: u32,
    /// The wanted keys inside it, if it is a struct.
    pub(crate) children: Vec<usize>,
}

/// The values of a column.
#[derive(Debug)]
pub(crate) enum What {
    /// Nothing: the key is known but not wanted.
    Skip,
    Scalar(Scalar),
    Json {
        node: Node,
        is_map: bool,
    },
    Struct,
    List(Box<ItemPlan>),
    Map {
        key: Scalar,
        values: Box<ItemPlan>,
    },
}

/// The elements of a list, or the values of a map.
#[derive(Debug)]
pub(crate) enum ItemPlan {
    Column(ColumnPlan),
    Objects(GroupPlan),
}

/// The paths of a table's columns, and the expected type at each path.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    pub(crate) list: Vec<(String, &'static str)>,
    pub(crate) has_unknown: bool,
}

impl Paths {
    /// The plan of an object with these members.
    pub(crate) fn group(&mut self, members: &[Member], path: &str) -> Result<GroupPlan, KeyTreeError> {
        let path = self.path(path, "an object");
        let mut builder = KeyTree::builder();
        let mut columns = Vec::new();
        let roots = self.add(members, None, &mut builder, &mut columns)?;
        let builder = if self.has_unknown { builder.with_unknown() } else { builder };
        Ok(GroupPlan { tree: builder.build(), columns, roots, path })
    }

    fn add(
        &mut self,
        members: &[Member],
        inside: Option<usize>,
        builder: &mut KeyTreeBuilder,
        columns: &mut Vec<ColumnPlan>,
    ) -> Result<Vec<usize>, KeyTreeError> {
        let mut wanted = Vec::new();
        for member in members {
            let key = builder.add(inside, &member.name)?;
            let Some(shape) = &member.shape else {
                let path = self.path(&member.path, "");
                columns.push(ColumnPlan { what: What::Skip, path, children: Vec::new() });
                continue;
            };
            wanted.push(key);
            columns.push(self.column(shape, &member.path)?);
            if let Shape::Struct(inner) = shape {
                columns[key].children = self.add(inner, Some(key), builder, columns)?;
            }
        }
        Ok(wanted)
    }

    /// The plan of a column, without the contents of a struct.
    pub(crate) fn column(&mut self, shape: &Shape, path: &str) -> Result<ColumnPlan, KeyTreeError> {
        let (what, expected) = match shape {
            Shape::Scalar(scalar) => (What::Scalar(*scalar), scalar.expected()),
            Shape::Json { node, is_map } => (What::Json { node: *node, is_map: *is_map }, "JSON"),
            Shape::Struct(_) => (What::Struct, "an object"),
            Shape::List(element) => (What::List(Box::new(self.items(element, path)?)), "an array"),
            Shape::Map { key, values } => {
                (What::Map { key: *key, values: Box::new(self.items(values, path)?) }, "an object")
            }
        };
        Ok(ColumnPlan { what, path: self.path(path, expected), children: Vec::new() })
    }

    fn items(&mut self, shape: &Shape, path: &str) -> Result<ItemPlan, KeyTreeError> {
        Ok(match shape {
            Shape::Struct(members) => ItemPlan::Objects(self.group(members, path)?),
            shape => ItemPlan::Column(self.column(shape, path)?),
        })
    }

    pub(crate) fn path(&mut self, path: &str, expected: &'static str) -> u32 {
        self.list.push((path.to_owned(), expected));
        self.list.len() as u32 - 1
    }
}
