//! Effective permissions, compared with the calculator of twilight-util.

use twilight_model::channel::ChannelType;
use twilight_model::channel::permission_overwrite::{PermissionOverwrite, PermissionOverwriteType};
use twilight_model::guild::Permissions as TwilightPermissions;
use twilight_model::id::Id as TwilightId;
use twilight_util::permission_calculator::PermissionCalculator;
use zerocord::Id;
use zerocord::model::{OverwriteType, Permissions};
use zerocord::permissions::{Overwrite, PermissionHolder, base, in_channel};

const GUILD: u64 = 100;
const USER: u64 = 200;

/// Permissions that twilight removes in every channel because they have no meaning there.
const OF_GUILDS: TwilightPermissions = TwilightPermissions::ADMINISTRATOR
    .union(TwilightPermissions::BAN_MEMBERS)
    .union(TwilightPermissions::CHANGE_NICKNAME)
    .union(TwilightPermissions::KICK_MEMBERS)
    .union(TwilightPermissions::MANAGE_GUILD_EXPRESSIONS)
    .union(TwilightPermissions::MANAGE_GUILD)
    .union(TwilightPermissions::MANAGE_NICKNAMES)
    .union(TwilightPermissions::VIEW_AUDIT_LOG)
    .union(TwilightPermissions::VIEW_GUILD_INSIGHTS);

/// A simple generator of numbers (Numerical Recipes).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 11
    }

    /// Some bits that twilight knows.
    fn bits(&mut self) -> u64 {
        self.next() & self.next() & TwilightPermissions::all().bits()
    }
}

#[test]
fn permissions_are_those_of_twilight() {
    let mut numbers = Numbers(7);
    let mut administrators = 0;
    for round in 0..2_000 {
        // Most without ADMINISTRATOR.
        let mask = if round % 8 == 0 { u64::MAX } else { !Permissions::ADMINISTRATOR.bits() };
        let everyone = numbers.bits() & mask;
        let roles: Vec<(u64, u64)> = (1..=numbers.next() % 4).map(|id| (id, numbers.bits() & mask)).collect();
        // Twilight removes more where a role or a member is denied these two, as Discord's client does.
        let plain = !(Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES).bits();
        let ids = [(0, GUILD), (0, 1), (0, 2), (0, 9), (1, USER), (1, USER + 1)];
        let overwrites: Vec<_> = ids
            .into_iter()
            .filter(|_| numbers.next().is_multiple_of(2))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(kind, id)| (kind, id, numbers.bits(), numbers.bits() & plain))
            .collect();

        let of_twilight = |bits| TwilightPermissions::from_bits_truncate(bits);
        let member_roles: Vec<_> =
            roles.iter().map(|&(id, bits)| (TwilightId::new(id), of_twilight(bits))).collect();
        let owner = if round % 20 == 0 { USER } else { USER + 1 };
        let calculator = PermissionCalculator::new(
            TwilightId::new(GUILD),
            TwilightId::new(USER),
            of_twilight(everyone),
            &member_roles,
        )
        .owner_id(TwilightId::new(owner));
        let their_overwrites: Vec<_> = overwrites
            .iter()
            .map(|&(kind, id, allow, deny)| PermissionOverwrite {
                allow: of_twilight(allow),
                deny: of_twilight(deny),
                id: TwilightId::new(id),
                kind: PermissionOverwriteType::from(kind),
            })
            .collect();

        let holder = PermissionHolder::new(Id::new(GUILD), Id::new(USER))
            .with_owner(Id::new(owner))
            .with_roles(roles.iter().map(|&(id, _)| Id::new(id)))
            .unwrap();
        let guild_roles = roles.iter().copied().chain([(GUILD, everyone)]);
        let our_base =
            base(&holder, guild_roles.map(|(id, bits)| (Id::new(id), Permissions::from(bits)))).unwrap();
        let ours = in_channel(
            &holder,
            &our_base,
            overwrites.iter().map(|&(kind, id, allow, deny)| Overwrite {
                id: id.into(),
                kind: if kind == 0 { OverwriteType::Role } else { OverwriteType::Member },
                allow: Permissions::from(allow).into(),
                deny: Permissions::from(deny).into(),
            }),
        )
        .unwrap();

        let known = |bits: Permissions| bits.bits() & TwilightPermissions::all().bits();
        assert_eq!(known(our_base.low()), calculator.root().bits(), "round {round}");
        administrators += u32::from(our_base.contains(Permissions::ADMINISTRATOR));
        let left = match our_base.contains(Permissions::ADMINISTRATOR) {
            true => known(ours.low()),
            false => known(ours.low()) & !OF_GUILDS.bits(),
        };
        let theirs = calculator.in_channel(ChannelType::GuildForum, &their_overwrites);
        assert_eq!(left, theirs.bits(), "round {round}");
    }
    assert!((100..1_000).contains(&administrators), "{administrators}");
}
