//! Conditions that rows must meet, checked before a frame becomes a row.
//!
//! The check is conservative: a frame is dropped only if its row certainly does not meet the condition. A value that cannot be
//! read as the expected type counts as possible. The rows are filtered afterwards by the expression itself, so that the result
//! is the one that DataFusion would compute.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{
    BinaryExpr, InListExpr, IsNotNullExpr, IsNullExpr, Literal, NotExpr,
};
use memchr::memmem::Finder;
use zerocord::view::{Projection, Row};
use zerocord::{Arena, Envelope, Timestamp};
use zerocord_arrow::FrameColumn;
use zerocord_firehose::blocks::BlockInfo;

use crate::leaves::Leaf;
use crate::table::FRAMES_RECEIVED;

/// Sets of more ids are not searched for as bytes: reading the field is faster.
const NEEDLES_MAX: usize = 8;

/// An expression over the fields of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Test(String, Test),
    /// The frame was received between these microseconds since 1970, both included.
    Received {
        min: i128,
        max: i128,
    },
}

/// A test of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    IsNull,
    IsNotNull,
    Boolean(bool),
    /// One of these, or none of these.
    Numbers {
        kind: NumberKind,
        set: BTreeSet<i128>,
        negated: bool,
    },
    /// From the first to the second, both included.
    Range {
        kind: NumberKind,
        min: i128,
        max: i128,
    },
    Strings {
        set: BTreeSet<String>,
        negated: bool,
    },
}

/// How a number is read from JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    Id,
    Integer,
    /// Microseconds since 1970, from one of these.
    Iso,
    Seconds,
    Millis,
}

impl Tree {
    /// The tree of an expression; nothing if a part of it cannot be tested in a frame.
    pub(crate) fn of(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Option<Tree> {
        if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
            let both = || Some(vec![Tree::of(binary.left(), schema)?, Tree::of(binary.right(), schema)?]);
            return match binary.op() {
                Operator::And => both().map(Tree::And),
                Operator::Or => both().map(Tree::Or),
                op => {
                    [(binary.left(), Some(*op), binary.right()), (binary.right(), op.swap(), binary.left())]
                        .into_iter()
                        .find_map(|(side, op, value)| {
                            received(side, op?, value, schema)
                                .or_else(|| comparison(side, op?, value, schema))
                        })
                }
            };
        }
        if let Some(list) = expr.downcast_ref::<InListExpr>() {
            let leaf = leaf_of(list.expr(), schema)?;
            let values = list.list().iter().map(literal).collect::<Option<Vec<_>>>()?;
            return Some(Tree::Test(leaf.path.clone(), set_test(&leaf, &values, list.negated())?));
        }
        if let Some(test) = expr.downcast_ref::<IsNullExpr>() {
            return Some(Tree::Test(leaf_of(test.arg(), schema)?.path, Test::IsNull));
        }
        if let Some(test) = expr.downcast_ref::<IsNotNullExpr>() {
            return Some(Tree::Test(leaf_of(test.arg(), schema)?.path, Test::IsNotNull));
        }
        let (inner, value) = match expr.downcast_ref::<NotExpr>() {
            Some(not) => (not.arg(), false),
            None => (expr, true),
        };
        let leaf = leaf_of(inner, schema)?;
        (*leaf.field.data_type() == DataType::Boolean).then_some(Tree::Test(leaf.path, Test::Boolean(value)))
    }

    /// As [`of`](Tree::of), for the table of frames: only the event name and the time of receipt are tested.
    pub(crate) fn of_event_name(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Option<Tree> {
        let mut fields: Vec<Field> = schema.fields().iter().map(|field| field.as_ref().clone()).collect();
        let name = fields.iter_mut().find(|field| field.name() == "t")?;
        name.metadata_mut().insert("zerocord.kind".to_owned(), "string".to_owned());
        Tree::of(expr, &Schema::new(fields))
    }

    pub(crate) fn paths<'t>(&'t self, paths: &mut BTreeSet<&'t str>) {
        match self {
            Tree::And(trees) | Tree::Or(trees) => trees.iter().for_each(|tree| tree.paths(paths)),
            Tree::Test(path, _) => {
                paths.insert(path);
            }
            Tree::Received { .. } => {}
        }
    }

    /// Sets of ids, of each of which a frame must have one.
    pub(crate) fn needles(&self) -> Vec<BTreeSet<i128>> {
        match self {
            Tree::Test(_, Test::Numbers { kind: NumberKind::Id, set, negated: false }) => vec![set.clone()],
            Tree::Test(..) | Tree::Received { .. } => Vec::new(),
            Tree::And(trees) => trees.iter().flat_map(Tree::needles).collect(),
            Tree::Or(trees) => {
                let smallest = |tree: &Tree| tree.needles().into_iter().min_by_key(BTreeSet::len);
                let sets: Option<Vec<_>> = trees.iter().map(smallest).collect();
                sets.map(|sets| sets.into_iter().flatten().collect()).into_iter().collect()
            }
        }
        .into_iter()
        .filter(|set: &BTreeSet<i128>| set.len() <= NEEDLES_MAX)
        .collect()
    }

    /// Whether the name of an event may meet the tests.
    pub(crate) fn may_match_name(&self, name: Option<&str>) -> bool {
        match self {
            Tree::And(trees) => trees.iter().all(|tree| tree.may_match_name(name)),
            Tree::Or(trees) => trees.iter().any(|tree| tree.may_match_name(name)),
            Tree::Test(_, Test::Strings { set, negated }) => {
                name.is_some_and(|name| set.contains(name) != *negated)
            }
            Tree::Test(_, Test::IsNull) => name.is_none(),
            Tree::Test(_, Test::IsNotNull) => name.is_some(),
            Tree::Test(..) | Tree::Received { .. } => true,
        }
    }

    /// Whether a line of the block may meet the tests, by the times at which its lines were received.
    pub(crate) fn may_match_received(&self, block: &BlockInfo) -> bool {
        match self {
            Tree::And(trees) => trees.iter().all(|tree| tree.may_match_received(block)),
            Tree::Or(trees) => trees.iter().any(|tree| tree.may_match_received(block)),
            Tree::Test(..) => true,
            // The lines have no times: their column is null.
            Tree::Received { .. } if !block.is_wrapped => true,
            Tree::Received { min, max } => {
                let unix_ms = |ms: i128| u64::try_from(ms.max(0)).ok();
                let since = unix_ms(min.div_euclid(1_000) + i128::from(min.rem_euclid(1_000) > 0));
                block.may_be_received(since, unix_ms(max.div_euclid(1_000) + 1))
            }
        }
    }
}

/// The test of the column for the time of receipt.
fn received(
    side: &Arc<dyn PhysicalExpr>,
    op: Operator,
    value: &Arc<dyn PhysicalExpr>,
    schema: &Schema,
) -> Option<Tree> {
    let leaf = Leaf::of(side, schema)?;
    let is_received = [FrameColumn::Received.name(), FRAMES_RECEIVED].contains(&leaf.path.as_str())
        && !leaf.field.metadata().contains_key("zerocord.kind");
    let value = number(&leaf, &literal(value)?)?;
    let (min, max) = if op == Operator::Eq { (value, value) } else { range(op, value)? };
    is_received.then_some(Tree::Received { min, max })
}

/// The first and the last number that the comparison with `value` accepts.
fn range(op: Operator, value: i128) -> Option<(i128, i128)> {
    Some(match op {
        Operator::Lt => (i128::MIN, value - 1),
        Operator::LtEq => (i128::MIN, value),
        Operator::Gt => (value + 1, i128::MAX),
        Operator::GtEq => (value, i128::MAX),
        _ => return None,
    })
}

/// A leaf that has a test.
fn leaf_of(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Option<Leaf> {
    // An absent null flag is false, not null. Columns about the frame are not in the payload.
    let leaf = Leaf::of(expr, schema)?;
    let kind = leaf.field.metadata().get("zerocord.kind");
    (kind.is_some_and(|kind| kind != "null_flag")).then_some(leaf)
}

fn literal(expr: &Arc<dyn PhysicalExpr>) -> Option<ScalarValue> {
    expr.downcast_ref::<Literal>().map(|literal| literal.value().clone())
}

fn comparison(
    side: &Arc<dyn PhysicalExpr>,
    op: Operator,
    value: &Arc<dyn PhysicalExpr>,
    schema: &Schema,
) -> Option<Tree> {
    let (leaf, value) = (leaf_of(side, schema)?, literal(value)?);
    let test = match op {
        Operator::Eq | Operator::NotEq => set_test(&leaf, &[value], op == Operator::NotEq)?,
        op => {
            let (kind, value) = (number_kind(&leaf)?, number(&leaf, &value)?);
            let (min, max) = range(op, value)?;
            Test::Range { kind, min, max }
        }
    };
    Some(Tree::Test(leaf.path, test))
}

fn set_test(leaf: &Leaf, values: &[ScalarValue], negated: bool) -> Option<Test> {
    match leaf.field.data_type() {
        DataType::Utf8 if !is_json(leaf) => {
            let set = values.iter().map(|value| value.try_as_str().flatten().map(str::to_owned));
            Some(Test::Strings { set: set.collect::<Option<_>>()?, negated })
        }
        _ => {
            let set = values.iter().map(|value| number(leaf, value)).collect::<Option<_>>()?;
            Some(Test::Numbers { kind: number_kind(leaf)?, set, negated })
        }
    }
}

fn is_json(leaf: &Leaf) -> bool {
    leaf.field.extension_type_name().is_some()
}

fn number_kind(leaf: &Leaf) -> Option<NumberKind> {
    let kind = leaf.field.metadata().get("zerocord.kind")?.as_str();
    Some(match (kind, leaf.field.data_type()) {
        ("snowflake", DataType::UInt64) => NumberKind::Id,
        ("integer" | "enum" | "flags", DataType::Int64) => NumberKind::Integer,
        ("timestamp", DataType::Timestamp(TimeUnit::Microsecond, _)) => NumberKind::Iso,
        ("unix_seconds", DataType::Timestamp(TimeUnit::Microsecond, _)) => NumberKind::Seconds,
        ("unix_millis", DataType::Timestamp(TimeUnit::Microsecond, _)) => NumberKind::Millis,
        _ => return None,
    })
}

/// The number of a literal of the leaf's own type.
fn number(leaf: &Leaf, value: &ScalarValue) -> Option<i128> {
    match (leaf.field.data_type(), value) {
        (DataType::UInt64, ScalarValue::UInt64(Some(value))) => Some(i128::from(*value)),
        (DataType::Int64, ScalarValue::Int64(Some(value))) => Some(i128::from(*value)),
        (DataType::Timestamp(..), ScalarValue::TimestampMicrosecond(Some(value), _)) => {
            Some(i128::from(*value))
        }
        _ => None,
    }
}

/// A condition, prepared for many frames.
#[derive(Debug)]
pub(crate) struct Condition {
    tree: Tree,
    projection: Projection,
    /// A frame must have one of each.
    needles: Vec<Vec<Finder<'static>>>,
    /// The start of a digit that is written as an escape.
    escaped_digit: Finder<'static>,
}

impl Condition {
    /// `None` if the fields cannot be found together.
    pub(crate) fn new(tree: Tree) -> Option<Condition> {
        let mut paths = BTreeSet::new();
        tree.paths(&mut paths);
        let projection = Projection::new(&paths).ok()?;
        let finder = |id: i128| Finder::new(id.to_string().as_bytes()).into_owned();
        let needles = tree.needles().into_iter().map(|set| set.into_iter().map(finder).collect());
        Some(Condition {
            needles: needles.collect(),
            tree,
            projection,
            escaped_digit: Finder::new(br"\u003"),
        })
    }

    /// Whether a frame of an event with this name may meet the condition, in the table of frames.
    pub(crate) fn may_match_name(&self, name: Option<&str>) -> bool {
        self.tree.may_match_name(name)
    }

    /// Whether the frame may meet the condition, by its bytes alone.
    pub(crate) fn may_match_bytes(&self, frame: &[u8]) -> bool {
        let has_one = |ids: &Vec<Finder<'_>>| ids.iter().any(|id| id.find(frame).is_some());
        self.needles.iter().all(has_one) || self.escaped_digit.find(frame).is_some()
    }

    /// Whether the row of the frame may meet the condition.
    pub(crate) fn may_match(&self, envelope: Envelope<'_>, arena: &Arena) -> bool {
        match self.projection.project(envelope.payload(), arena) {
            Ok(row) => self.may_meet(&self.tree, &row),
            // The table reports what is wrong.
            Err(_) => true,
        }
    }

    fn may_meet(&self, tree: &Tree, row: &Row<'_, '_>) -> bool {
        match tree {
            Tree::And(trees) => trees.iter().all(|tree| self.may_meet(tree, row)),
            Tree::Or(trees) => trees.iter().any(|tree| self.may_meet(tree, row)),
            Tree::Test(path, test) => match self.projection.index_of(path) {
                Some(index) => test.may_meet(row, index),
                None => true,
            },
            // The rows have the time.
            Tree::Received { .. } => true,
        }
    }
}

impl Test {
    fn may_meet(&self, row: &Row<'_, '_>, index: usize) -> bool {
        match row.value(index) {
            Ok(None) => return *self == Test::IsNull,
            Ok(Some(_)) => {}
            Err(_) => return true,
        }
        match self {
            // A value of an unexpected type is null.
            Test::IsNull | Test::IsNotNull => true,
            Test::Boolean(wanted) => row.field::<bool>(index).map_or(true, |value| value == *wanted),
            Test::Strings { set, negated } => {
                row.field::<&str>(index).map_or(true, |value| set.contains(value) != *negated)
            }
            Test::Numbers { kind, set, negated } => {
                kind.read(row, index).is_none_or(|value| set.contains(&value) != *negated)
            }
            Test::Range { kind, min, max } => {
                kind.read(row, index).is_none_or(|value| (*min..=*max).contains(&value))
            }
        }
    }
}

impl NumberKind {
    fn read(self, row: &Row<'_, '_>, index: usize) -> Option<i128> {
        let integer = || row.field::<i64>(index).ok().map(i128::from);
        match self {
            NumberKind::Id => row.value(index).ok()??.quoted_u64().ok().map(i128::from),
            NumberKind::Integer => integer(),
            NumberKind::Iso => row.field::<Timestamp>(index).ok().map(|time| i128::from(time.unix_micros())),
            NumberKind::Seconds => integer().map(|seconds| seconds * 1_000_000),
            NumberKind::Millis => integer().map(|millis| millis * 1_000),
        }
    }
}
