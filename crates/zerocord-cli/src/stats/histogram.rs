//! `--histogram`: the distribution of the values at a path.

use serde::Serialize;
use zerocord::view::FromJson;
use zerocord::{Arena, Envelope, Error, RawValue, ValueKind};

use super::sizes::Sizes;
use crate::input::lines::LocatedFrame;
use crate::output::text_table::{grouped, plural};
use crate::question::fields::{Fields, Value};
use crate::question::paths::any_in_elements;
use crate::question::values::checked_bytes;

/// Counts of the numbers at a path.
#[derive(Clone, Debug, Default)]
pub struct Values {
    sizes: Sizes,
    count: u64,
    sum: f64,
    least: Option<u64>,
    most: u64,
    /// Values below 0, and values that are not numbers, strings or lists.
    uncounted: u64,
    /// Frames without a value at the path.
    without: u64,
}

impl Values {
    /// Counts the values of a frame at the path, which is the first of `fields`: numbers by value, strings by their
    /// number of characters, lists at the end of the path by their number of elements. Lists on the path are
    /// searched.
    ///
    /// # Errors
    /// The value, or an object on the path to it, is malformed.
    pub fn add(
        &mut self,
        fields: &Fields,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<(), Error> {
        if !matches!(envelope.payload().kind()?, ValueKind::Object | ValueKind::Null) {
            self.without += 1;
            return Ok(());
        }
        let before = self.count + self.uncounted;
        fields.values_or_null(envelope, located, arena, |_, value| match value {
            Value::Null => Ok(()),
            Value::Number(number) => {
                self.count(number);
                Ok(())
            }
            Value::Name(name) => {
                self.count(name.text()?.chars().count() as u64);
                Ok(())
            }
            Value::Text(text) => {
                self.count(text.chars().count() as u64);
                Ok(())
            }
            Value::Raw(value) => self.add_value(value, arena),
            Value::Elements(list, keys) => {
                any_in_elements(list, keys, &mut |value| self.add_value(value, arena).map(|()| false))
                    .map(drop)
            }
        })?;
        self.without += u64::from(self.count + self.uncounted == before);
        Ok(())
    }

    fn add_value(&mut self, value: RawValue<'_>, arena: &Arena) -> Result<(), Error> {
        match value.kind()? {
            ValueKind::Null => {
                value.is_null()?;
            }
            ValueKind::Number => {
                let text = std::str::from_utf8(checked_bytes(value)?).unwrap_or_default();
                match text.parse::<u64>().ok().or_else(|| text.parse::<f64>().ok().and_then(whole)) {
                    Some(number) => self.count(number),
                    None => self.uncounted += 1,
                }
            }
            ValueKind::String => self.count(<&str>::from_json(value, arena)?.chars().count() as u64),
            ValueKind::Array => {
                let mut len = 0;
                for element in value.elements()? {
                    element?;
                    len += 1;
                }
                self.count(len);
            }
            ValueKind::Bool | ValueKind::Object => self.uncounted += 1,
        }
        Ok(())
    }

    fn count(&mut self, number: u64) {
        self.count += 1;
        self.sum += number as f64;
        self.least = Some(self.least.map_or(number, |least| least.min(number)));
        self.most = self.most.max(number);
        self.sizes.add(usize::try_from(number).unwrap_or(usize::MAX));
    }

    pub fn merge(&mut self, other: &Values) {
        self.sizes.merge(&other.sizes);
        self.count += other.count;
        self.sum += other.sum;
        self.least = self.least.into_iter().chain(other.least).min();
        self.most = self.most.max(other.most);
        self.uncounted += other.uncounted;
        self.without += other.without;
    }
}

/// The integer part of a number that is not negative.
fn whole(number: f64) -> Option<u64> {
    (0.0..u64::MAX as f64).contains(&number).then_some(number as u64)
}

/// The distribution of the values at a path.
#[derive(Debug, Serialize)]
pub struct Histogram {
    pub path: String,
    pub count: u64,
    pub min: Option<u64>,
    pub mean: Option<f64>,
    pub p50: Option<u64>,
    pub p90: Option<u64>,
    pub p99: Option<u64>,
    pub max: Option<u64>,
    /// Frames without a value.
    pub without: u64,
    /// Values below 0, and values that are not numbers, strings or lists.
    pub uncounted: u64,
    pub buckets: Vec<Bucket>,
}

/// The number of values from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub from: u64,
    pub to: u64,
    pub count: u64,
}

impl Histogram {
    pub fn new(path: &str, values: &Values) -> Histogram {
        let has_any = values.count > 0;
        let quantile = |share| {
            let least = values.least?;
            Some(values.sizes.quantile(share).clamp(least, values.most))
        };
        Histogram {
            path: path.to_owned(),
            count: values.count,
            min: values.least,
            mean: has_any.then(|| values.sum / values.count as f64),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            max: has_any.then_some(values.most),
            without: values.without,
            uncounted: values.uncounted,
            buckets: buckets(&values.sizes),
        }
    }
}

impl Histogram {
    /// Everything except the buckets, in one line.
    pub fn line(&self) -> String {
        let without = plural(self.without, "frame");
        let uncounted = match self.uncounted {
            0 => String::new(),
            count => format!(", {} of another type", plural(count, "value")),
        };
        let (Some(min), Some(mean), Some(p50)) = (self.min, self.mean, self.p50) else {
            return format!("{}: no values; {without} without one{uncounted}", self.path);
        };
        let [p90, p99, max] =
            [self.p90, self.p99, self.max].map(|number| grouped(number.unwrap_or_default()));
        format!(
            "{}: {}, min {}, mean {mean:.1}, p50 {}, p90 {p90}, p99 {p99}, max {max}; {without} without one{uncounted}",
            self.path,
            plural(self.count, "value"),
            grouped(min),
            grouped(p50),
        )
    }
}

impl Bucket {
    /// The numbers of the bucket for people.
    pub fn label(&self) -> String {
        match self.from == self.to {
            true => grouped(self.from),
            false => format!("{} to {}", grouped(self.from), grouped(self.to)),
        }
    }
}

/// Buckets of which each is twice as wide as the previous one: 0, 1, 2 to 3, 4 to 7; from the first with values to
/// the last.
fn buckets(sizes: &Sizes) -> Vec<Bucket> {
    let mut counts = [0u64; 65];
    for (size, count) in sizes.counts() {
        counts[(u64::BITS - size.leading_zeros()) as usize] += count;
    }
    let from = |bits: usize| if bits == 0 { 0 } else { 1u64 << (bits - 1) };
    let bucket = |bits: usize| {
        let to = if bits == 0 { 0 } else { from(bits) - 1 + from(bits) };
        Bucket { from: from(bits), to, count: counts[bits] }
    };
    let is_used = |bits: &usize| counts[*bits] > 0;
    match ((0..65).find(is_used), (0..65).rfind(is_used)) {
        (Some(first), Some(last)) => (first..=last).map(bucket).collect(),
        _ => Vec::new(),
    }
}
