//! SQL functions for Discord's ids and permissions, and for JSON columns.

mod json;

use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, BooleanArray, TimestampMicrosecondArray, UInt64Array};
use datafusion::arrow::datatypes::{DataType, TimeUnit, UInt64Type};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::prelude::SessionContext;
use zerocord_schema::{Flags, Schema};

use json::{JsonFunction, JsonKind};

/// Milliseconds from 1970 to the first moment that an id can have: 2015-01-01.
const DISCORD_EPOCH_MILLIS: i64 = 1_420_070_400_000;

/// Adds the functions to a context:
///
/// * `snowflake_time(id)`: the moment at which an id was created, a timestamp in UTC;
/// * `shard_of(guild_id, shard_count)`: the shard that receives the events of a guild;
/// * `permission(bits, 'BAN_MEMBERS')`: whether a set of permissions has a permission. `bits` is a string of digits, as Discord
///   sends it, or a number. `ADMINISTRATOR` does not imply others;
/// * `json_text(json, 'key', 0, ...)`: the value at these keys and indexes of a JSON column such as `_extra`, a string without its
///   quotes; null if there is none;
/// * `json_int(json, ...)`: the same as a whole number;
/// * `json_length(json, ...)`: the number of members or elements;
/// * `json_keys(json, ...)`: the keys of an object, a list.
pub fn register_functions(ctx: &SessionContext) {
    for function in [Function::SnowflakeTime, Function::ShardOf, Function::Permission] {
        let signature = Signature::user_defined(Volatility::Immutable);
        ctx.register_udf(ScalarUDF::new_from_impl(DiscordFunction { signature, function }));
    }
    for kind in JsonKind::ALL {
        ctx.register_udf(ScalarUDF::new_from_impl(JsonFunction::new(kind)));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Function {
    SnowflakeTime,
    ShardOf,
    Permission,
}

impl Function {
    /// The types of the arguments, for arguments of these types.
    fn types(self, given: &[DataType]) -> Option<Vec<DataType>> {
        let is_text =
            |given: &DataType| matches!(given, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        let is_number = |given: &DataType| given.is_integer() || given.is_null() || is_text(given);
        match (self, given) {
            (Function::SnowflakeTime, [id]) if is_number(id) => Some(vec![DataType::UInt64]),
            (Function::ShardOf, [guild, count]) if is_number(guild) && is_number(count) => {
                Some(vec![DataType::UInt64; 2])
            }
            (Function::Permission, [bits, name]) if is_number(bits) && is_text(name) => {
                let bits = if is_text(bits) { DataType::Utf8 } else { DataType::UInt64 };
                Some(vec![bits, DataType::Utf8])
            }
            _ => None,
        }
    }

    fn usage(self) -> &'static str {
        match self {
            Function::SnowflakeTime => "snowflake_time(id)",
            Function::ShardOf => "shard_of(guild_id, shard_count)",
            Function::Permission => "permission(bits, 'NAME')",
        }
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct DiscordFunction {
    function: Function,
    signature: Signature,
}

impl ScalarUDFImpl for DiscordFunction {
    fn name(&self) -> &str {
        match self.function {
            Function::SnowflakeTime => "snowflake_time",
            Function::ShardOf => "shard_of",
            Function::Permission => "permission",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match self.function.types(given) {
            Some(types) => Ok(types),
            None => plan_err!("{} takes other arguments: {}", self.name(), self.function.usage()),
        }
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(match self.function {
            Function::SnowflakeTime => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Function::ShardOf => DataType::UInt64,
            Function::Permission => DataType::Boolean,
        })
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let is_scalar = arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let result: Arc<dyn Array> = match self.function {
            Function::SnowflakeTime => Arc::new(snowflake_times(arrays[0].as_primitive())),
            Function::ShardOf => Arc::new(shards(arrays[0].as_primitive(), arrays[1].as_primitive())?),
            Function::Permission => Arc::new(permissions(&arrays[0], &arguments.args[1])?),
        };
        Ok(match is_scalar {
            true => ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?),
            false => ColumnarValue::Array(result),
        })
    }
}

fn snowflake_times(ids: &UInt64Array) -> TimestampMicrosecondArray {
    // 42 bits of milliseconds cannot overflow.
    let times: TimestampMicrosecondArray = ids.unary(|id| ((id >> 22) as i64 + DISCORD_EPOCH_MILLIS) * 1000);
    times.with_timezone("UTC")
}

fn shards(guilds: &UInt64Array, counts: &UInt64Array) -> Result<UInt64Array> {
    let shard = |(guild, count): (Option<u64>, Option<u64>)| match (guild, count) {
        (_, Some(0)) => exec_err!("shard_of: there is at least one shard"),
        (Some(guild), Some(count)) => Ok(Some((guild >> 22) % count)),
        _ => Ok(None),
    };
    guilds.iter().zip(counts).map(shard).collect()
}

fn permissions(bits: &Arc<dyn Array>, name: &ColumnarValue) -> Result<BooleanArray> {
    let ColumnarValue::Scalar(name) = name else {
        return plan_err!("permission: the name of the permission must be a constant");
    };
    let Some(name) = name.try_as_str().flatten() else { return Ok(BooleanArray::new_null(bits.len())) };
    let bit = permission_bit(name)?;
    let has = |digits: &str| digits.parse::<u128>().ok().map(|bits| bit < 128 && bits >> bit & 1 == 1);
    if *bits.data_type() == DataType::Utf8 {
        // Digits beyond 128 bits are null: Discord has no such permissions.
        return Ok(bits.as_string::<i32>().iter().map(|digits| has(digits?)).collect());
    }
    let has = |number: u64| bit < 64 && number >> bit & 1 == 1;
    Ok(bits.as_primitive::<UInt64Type>().iter().map(|number| number.map(has)).collect())
}

/// The number of a permission's bit.
fn permission_bit(name: &str) -> Result<u32> {
    let flags = permission_flags();
    let known = |flags: &Flags| {
        let found = flags.bits.iter().find(|bit| bit.name.eq_ignore_ascii_case(name));
        found.map(|bit| bit.bit)
    };
    match flags.and_then(known) {
        Some(bit) => Ok(bit),
        None => {
            let names = flags.into_iter().flat_map(|flags| flags.bits.iter().map(|bit| bit.name.as_str()));
            let near = names.max_by(|one, other| {
                let likeness = |candidate: &str| strsim::jaro_winkler(candidate, &name.to_ascii_uppercase());
                likeness(one).total_cmp(&likeness(other))
            });
            plan_err!(
                "permission: no permission is called `{name}`; did you mean `{}`?",
                near.unwrap_or_default()
            )
        }
    }
}

fn permission_flags() -> Option<&'static Flags> {
    Schema::bundled_without_descriptions().flags.iter().find(|flags| flags.name.starts_with("Permission"))
}
