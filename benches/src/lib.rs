//! scratch
#![allow(missing_docs)]
use zerocord::{Arena, Backend, Envelope, EventName, RawValue, view::Project, view::Projection};
pub fn hash(acc: u64, s: &[u8]) -> u64 {
    acc.wrapping_mul(31)
        .wrapping_add(s.len() as u64)
        .wrapping_add(s.first().copied().unwrap_or(0) as u64)
        .wrapping_add((s.last().copied().unwrap_or(0) as u64) << 8)
}
pub struct Id(pub u64);
impl<'a> zerocord::view::FromJson<'a> for Id {
    fn from_json(v: RawValue<'a>, _: &'a Arena) -> Result<Self, zerocord::Error> {
        v.quoted_u64().map(Id)
    }
}
use zerocord::view::Project as _;
#[derive(zerocord_derive::Project)]
pub struct Five<'a> {
    id: Id,
    channel_id: Id,
    guild_id: Option<Id>,
    #[project(path = "author.id")]
    author_id: Id,
    content: &'a str,
}
pub fn five(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut arena = Arena::with_backend(b);
    let mut sum = 0u64;
    for f in frames {
        let e = Envelope::peek_with(f, b).unwrap();
        let r = Five::project(e.payload(), &arena).unwrap();
        sum = sum
            .wrapping_add(r.id.0)
            .wrapping_add(r.channel_id.0)
            .wrapping_add(r.guild_id.map_or(0, |g| g.0))
            .wrapping_add(r.author_id.0);
        sum = hash(sum, r.content.as_bytes());
        arena.reset();
    }
    sum
}
pub fn locate_only(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut arena = Arena::with_backend(b);
    let mut sum = 0u64;
    for f in frames {
        let e = Envelope::peek_with(f, b).unwrap();
        #[derive(zerocord_derive::Project)]
        struct Places<'a> {
            id: RawValue<'a>,
            channel_id: RawValue<'a>,
            guild_id: Option<RawValue<'a>>,
            #[project(path = "author.id")]
            author_id: RawValue<'a>,
            content: RawValue<'a>,
        }
        let r = Places::project(e.payload(), &arena).unwrap();
        sum = sum.wrapping_add(
            (r.id.offset()
                + r.channel_id.offset()
                + r.author_id.offset()
                + r.content.offset()
                + r.guild_id.map_or(0, |v| v.offset())) as u64,
        );
        arena.reset();
    }
    sum
}
pub fn peek(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut sum = 0u64;
    for f in frames {
        let e = Envelope::peek_with(f, b).unwrap();
        sum = sum.wrapping_add(e.sequence().unwrap().unwrap_or(0))
            + (e.event_name().unwrap() == Some(EventName::MessageCreate)) as u64;
    }
    sum
}
pub fn validate(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut n = 0;
    for f in frames {
        n += zerocord::validate_with(f, b).is_ok() as u64;
    }
    n
}
pub mod sonic {
    use super::hash;
    #[derive(serde::Deserialize)]
    pub struct A<'a> {
        #[serde(borrow)]
        id: &'a str,
    }
    #[derive(serde::Deserialize)]
    pub struct D<'a> {
        #[serde(borrow)]
        id: &'a str,
        channel_id: &'a str,
        guild_id: Option<&'a str>,
        author: A<'a>,
        #[serde(borrow)]
        content: std::borrow::Cow<'a, str>,
    }
    #[derive(serde::Deserialize)]
    pub struct F<'a> {
        #[serde(borrow)]
        d: D<'a>,
    }
    fn sum_of(sum: u64, r: &D) -> u64 {
        let n = |s: &str| s.parse::<u64>().unwrap();
        let sum = sum
            .wrapping_add(n(r.id))
            .wrapping_add(n(r.channel_id))
            .wrapping_add(r.guild_id.map_or(0, n))
            .wrapping_add(n(r.author.id));
        hash(sum, r.content.as_bytes())
    }
    pub fn five(frames: &[&[u8]]) -> u64 {
        let mut sum = 0;
        for f in frames {
            let r: F = sonic_rs::from_slice(f).unwrap();
            sum = sum_of(sum, &r.d);
        }
        sum
    }
    pub fn five_unchecked(frames: &[&[u8]]) -> u64 {
        let mut sum = 0;
        for f in frames {
            let r: F = unsafe_free(f);
            sum = sum_of(sum, &r.d);
        }
        sum
    }
    fn unsafe_free<'a>(f: &'a [u8]) -> F<'a> {
        sonic_rs::from_slice(f).unwrap()
    }
    pub fn five_serde(frames: &[&[u8]]) -> u64 {
        let mut sum = 0;
        for f in frames {
            let r: F = serde_json::from_slice(f).unwrap();
            sum = sum_of(sum, &r.d);
        }
        sum
    }
    pub fn many(frames: &[&[u8]]) -> u64 {
        use sonic_rs::JsonValueTrait;
        let mut tree = sonic_rs::PointerTree::new();
        for p in [
            &["d", "id"][..],
            &["d", "channel_id"],
            &["d", "guild_id"],
            &["d", "author", "id"],
            &["d", "content"],
        ] {
            tree.add_path(p.iter().copied());
        }
        let mut sum = 0u64;
        for f in frames {
            let r = sonic_rs::get_many(*f, &tree).unwrap();
            let n = |i: usize| {
                r[i].as_ref().and_then(|v| v.as_str().map(|s| s.parse::<u64>().unwrap())).unwrap_or(0)
            };
            sum = sum.wrapping_add(n(0)).wrapping_add(n(1)).wrapping_add(n(2)).wrapping_add(n(3));
            let c: std::borrow::Cow<str> = sonic_rs::from_str(r[4].as_ref().unwrap().as_raw_str()).unwrap();
            sum = hash(sum, c.as_bytes());
        }
        sum
    }
    pub fn validate(frames: &[&[u8]]) -> u64 {
        let mut n = 0;
        for f in frames {
            n += sonic_rs::from_slice::<serde::de::IgnoredAny>(f).is_ok() as u64;
        }
        n
    }
    pub fn validate_serde(frames: &[&[u8]]) -> u64 {
        let mut n = 0;
        for f in frames {
            n += serde_json::from_slice::<serde::de::IgnoredAny>(f).is_ok() as u64;
        }
        n
    }
}
pub fn projection(b: Backend, frames: &[&[u8]]) -> u64 {
    let p = Projection::new(["id", "channel_id", "guild_id", "author.id", "content"]).unwrap();
    let mut arena = Arena::with_backend(b);
    let mut sum = 0u64;
    for f in frames {
        let e = Envelope::peek_with(f, b).unwrap();
        let r = p.project(e.payload()).unwrap();
        let n = |i| r.field::<Option<Id>>(i, &arena).unwrap().map_or(0, |x| x.0);
        sum = sum.wrapping_add(n(0)).wrapping_add(n(1)).wrapping_add(n(2)).wrapping_add(n(3));
        sum = hash(sum, r.field::<&str>(4, &arena).unwrap().as_bytes());
        arena.reset();
    }
    sum
}

pub fn skip(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut sum = 0u64;
    for f in frames { sum += RawValue::with_backend(f, b).unwrap().range().unwrap().end as u64; }
    sum
}
pub fn count(b: Backend, frames: &[&[u8]]) -> u64 {
    let mut sum = 0u64;
    let arena = Arena::with_backend(b);
    for f in frames { sum += RawValue::with_backend(f, b).unwrap().parse::<zerocord::view::List<RawValue>>(&arena).unwrap().len().unwrap() as u64; }
    sum
}
