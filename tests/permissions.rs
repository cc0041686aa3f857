//! Effective permissions, compared with the pseudocode of Discord's documentation, written for sets of bit numbers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;
use zerocord::model::{
    ChannelType, GuildCreate, GuildMember, PermissionOverwrite, Permissions, Role, WideFlags,
};
use zerocord::permissions::{self, PermissionHolder, PermissionsError};
use zerocord::view::{FromJson, ViewOf};
use zerocord::{Arena, Id, RawValue, Timestamp};

const GUILD: u64 = 100;
const USER: u64 = 200;
const ADMINISTRATOR: u32 = 3;

type Bits = BTreeSet<u32>;

/// The decimal digits of a set, by doubling.
fn digits(bits: &Bits) -> String {
    let mut digits = vec![0u8];
    for bit in (0..=bits.last().copied().unwrap_or(0)).rev() {
        let mut carry = u8::from(bits.contains(&bit));
        for digit in &mut digits {
            carry += *digit * 2;
            *digit = carry % 10;
            carry /= 10;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    let digits: String = digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect();
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

fn all() -> Bits {
    (0..64).filter(|bit| Permissions::all().bits() >> bit & 1 != 0).collect()
}

#[derive(Clone, Debug)]
struct Case {
    everyone: Bits,
    roles: BTreeMap<u64, Bits>,
    member_roles: Vec<u64>,
    is_owner: bool,
    /// By kind and id.
    overwrites: BTreeMap<(u8, u64), (Bits, Bits)>,
}

impl Case {
    fn base(&self) -> Bits {
        let of_roles = self.member_roles.iter().filter_map(|id| self.roles.get(id)).flatten();
        let bits: Bits = self.everyone.iter().chain(of_roles).copied().collect();
        if self.is_owner {
            // All roles of the owner count too.
            return &all() | &bits;
        }
        if bits.contains(&ADMINISTRATOR) { &all() | &bits } else { bits }
    }

    fn in_channel(&self) -> Bits {
        let mut bits = self.base();
        if bits.contains(&ADMINISTRATOR) {
            return bits;
        }
        if let Some((allow, deny)) = self.overwrites.get(&(0, GUILD)) {
            bits = &(&bits - deny) | allow;
        }
        let (mut allow, mut deny) = (Bits::new(), Bits::new());
        for id in &self.member_roles {
            if let Some((more, less)) = self.overwrites.get(&(0, *id)) {
                allow.extend(more);
                deny.extend(less);
            }
        }
        bits = &(&bits - &deny) | &allow;
        if let Some((allow, deny)) = self.overwrites.get(&(1, USER)) {
            bits = &(&bits - deny) | allow;
        }
        bits
    }

    fn role_json(&self) -> String {
        let role = |id: u64, bits: &Bits| {
            json!({"id": id.to_string(), "name": "r", "color": 0, "hoist": false, "position": 0,
                "permissions": digits(bits), "managed": false, "mentionable": false})
        };
        let mut roles: Vec<_> = self.roles.iter().map(|(id, bits)| role(*id, bits)).collect();
        roles.push(role(GUILD, &self.everyone));
        json!(roles).to_string()
    }

    fn overwrite_json(&self) -> String {
        let overwrites = self.overwrites.iter().map(|((kind, id), (allow, deny))| {
            json!({"id": id.to_string(), "type": kind, "allow": digits(allow), "deny": digits(deny)})
        });
        json!(overwrites.collect::<Vec<_>>()).to_string()
    }

    fn holder(&self) -> PermissionHolder {
        let holder = PermissionHolder::new(Id::new(GUILD), Id::new(USER));
        let roles = self.member_roles.iter().copied().map(Id::new);
        let owner = if self.is_owner { USER } else { USER + 1 };
        holder.with_roles(roles).unwrap().with_owner(Id::new(owner))
    }
}

fn case() -> impl Strategy<Value = Case> {
    let bits = || prop::collection::btree_set(prop_oneof![0u32..12, 40u32..50, 60u32..140], 0..6);
    // Few ids, so that overwrites concern the member.
    let ids = || prop_oneof![Just(GUILD), Just(USER), 1u64..5];
    let plain = || bits().prop_map(|bits| bits.into_iter().filter(|bit| *bit != ADMINISTRATOR).collect());
    (
        prop_oneof![4 => plain().boxed(), 1 => bits().boxed()],
        prop::collection::btree_map(1u64..5, prop_oneof![4 => plain().boxed(), 1 => bits().boxed()], 0..4),
        prop::collection::vec(1u64..5, 0..4),
        prop::bool::weighted(0.1),
        prop::collection::btree_map((0u8..3, ids()), (bits(), bits()), 0..6),
    )
        .prop_map(|(everyone, roles, member_roles, is_owner, overwrites)| Case {
            everyone,
            roles,
            member_roles,
            is_owner,
            overwrites,
        })
}

fn view<'a, M: zerocord::__private::Fields>(text: &'a str, arena: &'a Arena) -> ViewOf<'a, M>
where
    ViewOf<'a, M>: FromJson<'a>,
{
    RawValue::new(text.as_bytes()).unwrap().parse(arena).unwrap()
}

proptest! {
    #[test]
    fn as_documented_on_models_and_views(case in case()) {
        let (roles, overwrites) = (case.role_json(), case.overwrite_json());
        let holder = case.holder();
        let model_roles: Vec<Role> = serde_json::from_str(&roles).unwrap();
        let model_overwrites: Vec<PermissionOverwrite> = serde_json::from_str(&overwrites).unwrap();
        let base = permissions::base(&holder, &model_roles).unwrap();
        let there = permissions::in_channel(&holder, &base, &model_overwrites).unwrap();
        prop_assert_eq!(base.to_string(), digits(&case.base()));
        prop_assert_eq!(there.to_string(), digits(&case.in_channel()));

        let arena = Arena::new();
        let views: Vec<Result<ViewOf<'_, Role>, _>> = RawValue::new(roles.as_bytes()).unwrap()
            .elements().unwrap().map(|role| role.unwrap().parse(&arena)).collect();
        prop_assert_eq!(&permissions::base(&holder, views).unwrap(), &base);
        let views: Vec<Result<ViewOf<'_, PermissionOverwrite>, _>> = RawValue::new(overwrites.as_bytes()).unwrap()
            .elements().unwrap().map(|role| role.unwrap().parse(&arena)).collect();
        prop_assert_eq!(permissions::in_channel(&holder, &base, views).unwrap(), there);
    }
}

#[test]
fn views_of_a_whole_guild_are_passed_as_they_are() {
    let guild = r#"{"id":"100","name":"g","owner_id":"1","roles":[
        {"id":"100","name":"@everyone","permissions":"1024"},{"id":"2","name":"m","permissions":"2048"}],
        "channels":[{"id":"5","type":0,"permission_overwrites":[{"id":"2","type":0,"allow":"64","deny":"2048"}]}]}"#;
    let member = r#"{"user":{"id":"200","username":"u"},"roles":["2"],"communication_disabled_until":null}"#;
    let arena = Arena::new();
    let (guild, member) = (view::<GuildCreate>(guild, &arena), view::<GuildMember>(member, &arena));
    let holder = PermissionHolder::new(Id::new(GUILD), Id::new(USER))
        .with_owner(guild.owner_id().unwrap())
        .with_roles(member.roles().unwrap())
        .unwrap()
        .with_timeout(
            member.communication_disabled_until().unwrap().into_option(),
            Timestamp::from_unix_seconds(0),
        );
    let base = permissions::base(&holder, guild.roles().unwrap()).unwrap();
    assert_eq!(base, Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES);
    let channel = guild.channels().unwrap().into_iter().next().unwrap().unwrap();
    let overwrites = channel.permission_overwrites().unwrap().into_iter().flatten();
    let there = permissions::in_channel(&holder, &base, overwrites).unwrap();
    assert_eq!(there, Permissions::VIEW_CHANNEL | Permissions::ADD_REACTIONS);
}

fn with_base(bits: Permissions) -> (PermissionHolder, [(Id<Role>, Permissions); 1]) {
    (PermissionHolder::new(Id::new(GUILD), Id::new(USER)), [(Id::new(GUILD), bits)])
}

#[test]
fn timed_out_members_see_and_read_unless_they_are_administrators() {
    let all = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES | Permissions::READ_MESSAGE_HISTORY;
    let (holder, roles) = with_base(all);
    let (then, now) = (Timestamp::from_unix_seconds(10), Timestamp::from_unix_seconds(9));
    let out = holder.clone().with_timeout(Some(then), now);
    let base = permissions::base(&out, roles).unwrap();
    assert_eq!(base, Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY);
    // An overwrite does not give back what the time-out takes.
    let overwrite: PermissionOverwrite =
        serde_json::from_str(r#"{"id":"200","type":1,"allow":"2048","deny":"1024"}"#).unwrap();
    let there = permissions::in_channel(&out, &base, [&overwrite]).unwrap();
    assert_eq!(there, Permissions::READ_MESSAGE_HISTORY);
    let over = holder.clone().with_timeout(Some(now), now);
    assert_eq!(permissions::base(&over, roles).unwrap(), all);
    assert_eq!(permissions::base(&holder.clone().with_timeout(None, now), roles).unwrap(), all);
    let (holder, roles) = with_base(Permissions::ADMINISTRATOR);
    let out = holder.with_timeout(Some(then), now);
    assert_eq!(permissions::base(&out, roles).unwrap(), Permissions::all());
}

#[test]
fn threads_inherit_all_but_writing() {
    let channel = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    let in_thread = |bits: Permissions, kind, is_member| {
        permissions::in_thread(&WideFlags::from(bits), kind, is_member).unwrap().low()
    };
    let public = ChannelType::PublicThread;
    assert_eq!(in_thread(channel, public, false), Permissions::VIEW_CHANNEL);
    let in_threads = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES_IN_THREADS;
    assert_eq!(in_thread(in_threads, public, false), in_threads | Permissions::SEND_MESSAGES);
    let private = ChannelType::PrivateThread;
    assert_eq!(in_thread(in_threads, private, false), Permissions::empty());
    assert_eq!(in_thread(in_threads, private, true), in_threads | Permissions::SEND_MESSAGES);
    let moderator = Permissions::VIEW_CHANNEL | Permissions::MANAGE_THREADS;
    assert_eq!(in_thread(moderator, private, false), moderator);
    assert_eq!(in_thread(Permissions::all(), private, false), Permissions::all());
}

#[test]
fn what_has_no_effect_is_removed_on_request() {
    let usable = |bits: Permissions| permissions::usable(&WideFlags::from(bits)).unwrap().low();
    assert_eq!(usable(Permissions::SEND_MESSAGES | Permissions::CONNECT), Permissions::empty());
    let silent = Permissions::VIEW_CHANNEL | Permissions::ADD_REACTIONS;
    assert_eq!(usable(silent | Permissions::ATTACH_FILES | Permissions::MENTION_EVERYONE), silent);
    let writer = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS;
    assert_eq!(usable(writer), writer);
    let wide: WideFlags<Permissions> = serde_json::from_str(r#""18446744073709585408""#).unwrap();
    assert_eq!((wide.low().bits(), wide.has_bit(64)), (33792, true));
    let usable = permissions::usable(&wide).unwrap();
    assert_eq!((usable.low(), usable.has_bit(64)), (Permissions::VIEW_CHANNEL, true));
}

#[test]
fn what_cannot_be_computed_is_an_error() {
    let holder = PermissionHolder::new(Id::new(GUILD), Id::new(USER));
    let role = |digits: &str| -> Role {
        let json = json!({"id": "100", "name": "@everyone", "color": 0, "hoist": false, "position": 0,
            "permissions": digits, "managed": false, "mentionable": false});
        serde_json::from_value(json).unwrap()
    };
    let none: [&Role; 0] = [];
    assert_eq!(permissions::base(&holder, none), Err(PermissionsError::NoEveryoneRole));
    let owner = holder.clone().with_owner(Id::new(USER));
    assert_eq!(permissions::base(&owner, none).unwrap(), Permissions::all());
    assert_eq!(permissions::base(&holder, [&role(&"9".repeat(1_235))]), Err(PermissionsError::TooWide));
    let widest: Bits = [permissions::BITS_MAX as u32 - 1].into();
    let wide = permissions::base(&holder, [&role(&digits(&widest))]).unwrap();
    assert_eq!(wide.to_string(), digits(&widest));
    let arena = Arena::new();
    let broken = view::<Role>(r#"{"id":"100","permissions":"many"}"#, &arena);
    assert!(matches!(permissions::base(&holder, [broken]), Err(PermissionsError::Read(_))));
}
