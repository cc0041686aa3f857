//! The effective permissions of a member: in the guild, in a channel, in a thread.
//!
//! The functions compute them from what you have, models or views, by Discord's documented algorithm. There is no
//! cache: keep the guild's roles, the channel's overwrites and the member's roles yourself.
//!
//! ```
//! use zerocord::model::{Permissions, PermissionOverwrite, Role};
//! use zerocord::permissions::{self, PermissionHolder};
//! use zerocord::Id;
//!
//! let roles: Vec<Role> = serde_json::from_str(
//!     r#"[{"id":"1","name":"@everyone","color":0,"hoist":false,"position":0,"permissions":"3072","managed":false,
//!          "mentionable":false},
//!         {"id":"2","name":"mods","color":0,"hoist":false,"position":1,"permissions":"8192","managed":false,
//!          "mentionable":false}]"#,
//! )?;
//! let overwrites: Vec<PermissionOverwrite> =
//!     serde_json::from_str(r#"[{"id":"1","type":0,"allow":"0","deny":"2048"}]"#)?;
//!
//! let member = PermissionHolder::new(Id::new(1), Id::new(80351110224678912)).with_roles([Id::new(2)])?;
//! let base = permissions::base(&member, &roles)?;
//! assert_eq!(base, Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES | Permissions::MANAGE_MESSAGES);
//! let there = permissions::in_channel(&member, &base, &overwrites)?;
//! assert_eq!(there, Permissions::VIEW_CHANNEL | Permissions::MANAGE_MESSAGES);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Views work as well: pass `guild.roles()?`, `member.roles()?` and `channel.permission_overwrites()?`. Bits that
//! Discord adds later take part, of any number up to [`BITS_MAX`].
//!
//! Source: Discord, "Permissions", sections "Permission Overwrites", "Implicit Permissions", "Inherited Permissions
//! (Threads)" and "Permissions for Timed Out Members".

use std::fmt;

use crate::json::error::Error;
use crate::model::{
    ChannelType, Guild, Id, OverwriteType, PermissionOverwrite, PermissionOverwriteRef, Permissions, Role,
    RoleRef, Snowflake, Timestamp, User, WideFlags,
};

/// The highest number of bits in a permission set. Computing with wider ones is an error, since their digits take
/// quadratic time.
pub const BITS_MAX: usize = 4_096;

/// The digits of a set of [`BITS_MAX`] bits.
const DIGITS_MAX: usize = 1_234;

/// What timed out members keep.
const KEPT_IN_TIMEOUT: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

/// What is ignored without `SEND_MESSAGES`.
const NEEDS_SEND_MESSAGES: Permissions = Permissions::MENTION_EVERYONE
    .union(Permissions::SEND_TTS_MESSAGES)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::EMBED_LINKS);

/// A member of a guild whose permissions are computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionHolder {
    guild: Id<Guild>,
    user: Id<User>,
    is_owner: bool,
    is_timed_out: bool,
    /// Sorted.
    roles: Vec<Id<Role>>,
}

impl PermissionHolder {
    /// A member without roles other than `@everyone`.
    pub fn new(guild: Id<Guild>, user: Id<User>) -> PermissionHolder {
        PermissionHolder { guild, user, is_owner: false, is_timed_out: false, roles: Vec::new() }
    }

    /// Sets the guild's owner, who has all permissions.
    pub fn with_owner(mut self, owner: Id<User>) -> PermissionHolder {
        self.is_owner = owner == self.user;
        self
    }

    /// Sets the member's roles: `member.roles.iter().copied()` of a model, `member.roles()?` of a view.
    ///
    /// # Errors
    /// An identifier in the view's list cannot be read.
    pub fn with_roles(
        mut self,
        roles: impl IntoIterator<Item: Readable<Id<Role>>>,
    ) -> Result<PermissionHolder, PermissionsError> {
        self.roles = roles.into_iter().map(Readable::read).collect::<Result<_, _>>()?;
        self.roles.sort_unstable();
        Ok(self)
    }

    /// Sets the end of the member's time-out, `communication_disabled_until`. It counts while it is after `now`.
    pub fn with_timeout(mut self, until: Option<Timestamp>, now: Timestamp) -> PermissionHolder {
        self.is_timed_out = until.is_some_and(|until| until > now);
        self
    }

    /// What a timed out member keeps of a set. Administrators keep everything and do not get here.
    fn reduce(&self, set: WideFlags<Permissions>) -> WideFlags<Permissions> {
        match self.is_timed_out {
            true => WideFlags::from(set.low() & KEPT_IN_TIMEOUT),
            false => set,
        }
    }
}

/// Computes a member's permissions in the guild, without any channel.
///
/// `roles` are those of the guild: all, or at least the member's and `@everyone`. Roles that the member does not have
/// are ignored, and so is a member's role that is not in `roles`, as one that was deleted.
///
/// The owner, and everyone with `ADMINISTRATOR`, has all permissions that have a name here, and all bits of the roles.
///
/// # Errors
/// The role `@everyone` is missing, which has the guild's id; a role cannot be read; or a set is wider than
/// [`BITS_MAX`].
pub fn base<'a>(
    holder: &PermissionHolder,
    roles: impl IntoIterator<Item: RolePermissions<'a>>,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    let everyone = Snowflake::from(holder.guild);
    let mut has_everyone = false;
    let mut set = WideFlags::default();
    for role in roles {
        let (id, permissions) = role.role_permissions()?;
        let is_everyone = Snowflake::from(id) == everyone;
        has_everyone |= is_everyone;
        if is_everyone || holder.roles.binary_search(&id).is_ok() {
            set = allow(&set, &permissions)?;
        }
    }
    if !has_everyone && !holder.is_owner {
        return Err(PermissionsError::NoEveryoneRole);
    }
    if holder.is_owner || set.contains(Permissions::ADMINISTRATOR) {
        return with_all(&set);
    }
    Ok(holder.reduce(set))
}

/// Computes a member's permissions in a channel from those in the guild, the result of [`base`].
///
/// The overwrite of `@everyone` comes first, then those of all the member's roles together, then the member's own; in
/// each, what is denied is removed before what is allowed is added. Overwrites do not limit the owner and those with
/// `ADMINISTRATOR`. The result is what the overwrites say: see [`usable`] for what Discord lets the member do.
///
/// # Errors
/// An overwrite cannot be read, or a set is wider than [`BITS_MAX`].
pub fn in_channel<'a>(
    holder: &PermissionHolder,
    base: &WideFlags<Permissions>,
    overwrites: impl IntoIterator<Item: ChannelOverwrite<'a>>,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    if holder.is_owner || base.contains(Permissions::ADMINISTRATOR) {
        return with_all(base);
    }
    let [mut everyone, mut roles, mut own] = [Level::default(), Level::default(), Level::default()];
    for overwrite in overwrites {
        let Overwrite { id, kind, allow, deny } = overwrite.channel_overwrite()?;
        let level = match kind {
            OverwriteType::Role if id == Snowflake::from(holder.guild) => &mut everyone,
            OverwriteType::Role if holder.roles.binary_search(&Id::from(id)).is_ok() => &mut roles,
            OverwriteType::Member if id == Snowflake::from(holder.user) => &mut own,
            _ => continue,
        };
        level.add(&allow, &deny)?;
    }
    let set = own.apply(roles.apply(everyone.apply(base.clone())?)?)?;
    Ok(holder.reduce(set))
}

/// Computes a member's permissions in a thread from those in its channel, the result of [`in_channel`].
///
/// A thread inherits all but `SEND_MESSAGES`, which is here `SEND_MESSAGES_IN_THREADS`. A private thread is visible to
/// those who were added to it (`is_thread_member`) and to those with `MANAGE_THREADS`; all others have no permissions
/// in it.
///
/// # Errors
/// The set is wider than [`BITS_MAX`].
pub fn in_thread(
    in_channel: &WideFlags<Permissions>,
    kind: ChannelType,
    is_thread_member: bool,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    let low = in_channel.low();
    if low.contains(Permissions::ADMINISTRATOR) {
        return Ok(in_channel.clone());
    }
    if kind == ChannelType::PrivateThread && !is_thread_member && !low.contains(Permissions::MANAGE_THREADS) {
        return Ok(WideFlags::default());
    }
    let mut of_thread = low;
    of_thread.set(Permissions::SEND_MESSAGES, low.contains(Permissions::SEND_MESSAGES_IN_THREADS));
    with_low(in_channel, of_thread)
}

/// Removes the permissions of a channel that have no effect there, because the member cannot see it or cannot write in it.
///
/// Without `VIEW_CHANNEL` nothing is left. Without `SEND_MESSAGES`, `MENTION_EVERYONE`, `SEND_TTS_MESSAGES`,
/// `ATTACH_FILES` and `EMBED_LINKS` are removed.
///
/// # Errors
/// The set is wider than [`BITS_MAX`].
pub fn usable(in_channel: &WideFlags<Permissions>) -> Result<WideFlags<Permissions>, PermissionsError> {
    let low = in_channel.low();
    if !low.contains(Permissions::VIEW_CHANNEL) {
        return Ok(WideFlags::default());
    }
    match low.contains(Permissions::SEND_MESSAGES) {
        true => Ok(in_channel.clone()),
        false => with_low(in_channel, low.difference(NEEDS_SEND_MESSAGES)),
    }
}

/// The same set with other lowest 64 bits.
fn with_low(
    set: &WideFlags<Permissions>,
    low: Permissions,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    let mut words = set.words(DIGITS_MAX).ok_or(PermissionsError::TooWide)?;
    words[0] = low.bits();
    Ok(WideFlags::from_words(words))
}

/// The overwrites that apply at once.
#[derive(Default)]
struct Level {
    allow: WideFlags<Permissions>,
    deny: WideFlags<Permissions>,
}

impl Level {
    fn add(
        &mut self,
        allowed: &WideFlags<Permissions, &str>,
        denied: &WideFlags<Permissions, &str>,
    ) -> Result<(), PermissionsError> {
        self.allow = allow(&self.allow, allowed)?;
        self.deny = allow(&self.deny, denied)?;
        Ok(())
    }

    fn apply(&self, set: WideFlags<Permissions>) -> Result<WideFlags<Permissions>, PermissionsError> {
        let left = combined(&set, &self.deny.as_borrowed(), |set, deny| set & !deny)?;
        allow(&left, &self.allow.as_borrowed())
    }
}

fn with_all(set: &WideFlags<Permissions>) -> Result<WideFlags<Permissions>, PermissionsError> {
    allow(set, &WideFlags::from(Permissions::all()))
}

fn allow(
    set: &WideFlags<Permissions>,
    more: &WideFlags<Permissions, &str>,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    combined(set, more, |set, more| set | more)
}

/// Combines 64 bits at a time; `combine` makes 0 of 0 and 0.
fn combined(
    set: &WideFlags<Permissions>,
    other: &WideFlags<Permissions, &str>,
    combine: impl Fn(u64, u64) -> u64,
) -> Result<WideFlags<Permissions>, PermissionsError> {
    if !set.is_wide() && !other.is_wide() {
        return Ok(WideFlags::from(Permissions::from(combine(set.low().bits(), other.low().bits()))));
    }
    let (set, other) = (set.words(DIGITS_MAX), other.words(DIGITS_MAX));
    let (set, other) = set.zip(other).ok_or(PermissionsError::TooWide)?;
    let word = |words: &[u64], index: usize| words.get(index).copied().unwrap_or(0);
    let words = 0..set.len().max(other.len());
    Ok(WideFlags::from_words(words.map(|index| combine(word(&set, index), word(&other, index))).collect()))
}

/// Why permissions cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PermissionsError {
    /// A value of a view cannot be read.
    Read(Error),
    /// No role has the id of the guild.
    NoEveryoneRole,
    /// A permission set has more than [`BITS_MAX`] bits.
    TooWide,
}

impl fmt::Display for PermissionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PermissionsError::Read(error) => error.fmt(f),
            PermissionsError::NoEveryoneRole => {
                f.write_str("the role @everyone, which has the id of the guild, is missing")
            }
            PermissionsError::TooWide => write!(f, "a permission set has more than {BITS_MAX} bits"),
        }
    }
}

impl std::error::Error for PermissionsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PermissionsError::Read(error) => Some(error),
            PermissionsError::NoEveryoneRole | PermissionsError::TooWide => None,
        }
    }
}

impl From<Error> for PermissionsError {
    fn from(error: Error) -> Self {
        PermissionsError::Read(error)
    }
}

/// A value, or one that a view tried to read.
pub trait Readable<T> {
    /// The value.
    ///
    /// # Errors
    /// The view could not read it.
    fn read(self) -> Result<T, Error>;
}

impl<T> Readable<Id<T>> for Id<T> {
    fn read(self) -> Result<Id<T>, Error> {
        Ok(self)
    }
}

impl<T> Readable<T> for Result<T, Error> {
    fn read(self) -> Result<T, Error> {
        self
    }
}

/// A role and its permissions: the model, the view, an element of a view's list, or a pair.
pub trait RolePermissions<'a> {
    /// The role's id and permissions.
    ///
    /// # Errors
    /// The view cannot read them.
    fn role_permissions(self) -> Result<(Id<Role>, WideFlags<Permissions, &'a str>), Error>;
}

impl<'a> RolePermissions<'a> for &'a Role {
    fn role_permissions(self) -> Result<(Id<Role>, WideFlags<Permissions, &'a str>), Error> {
        Ok((self.id, self.permissions.as_borrowed()))
    }
}

impl<'a> RolePermissions<'a> for RoleRef<'a> {
    fn role_permissions(self) -> Result<(Id<Role>, WideFlags<Permissions, &'a str>), Error> {
        Ok((self.id()?, self.permissions()?))
    }
}

impl<'a, R: RolePermissions<'a>> RolePermissions<'a> for Result<R, Error> {
    fn role_permissions(self) -> Result<(Id<Role>, WideFlags<Permissions, &'a str>), Error> {
        self?.role_permissions()
    }
}

impl<'a> RolePermissions<'a> for (Id<Role>, Permissions) {
    fn role_permissions(self) -> Result<(Id<Role>, WideFlags<Permissions, &'a str>), Error> {
        Ok((self.0, self.1.into()))
    }
}

/// What [`ChannelOverwrite`] returns.
#[derive(Clone, Copy, Debug)]
pub struct Overwrite<'a> {
    /// The role or the user.
    pub id: Snowflake,
    /// Which of them.
    pub kind: OverwriteType,
    /// The granted permissions.
    pub allow: WideFlags<Permissions, &'a str>,
    /// The denied permissions.
    pub deny: WideFlags<Permissions, &'a str>,
}

/// A permission overwrite of a channel: the model, the view, or an element of a view's list.
pub trait ChannelOverwrite<'a> {
    /// The overwrite's fields.
    ///
    /// # Errors
    /// The view cannot read them.
    fn channel_overwrite(self) -> Result<Overwrite<'a>, Error>;
}

impl<'a> ChannelOverwrite<'a> for Overwrite<'a> {
    fn channel_overwrite(self) -> Result<Overwrite<'a>, Error> {
        Ok(self)
    }
}

impl<'a> ChannelOverwrite<'a> for &'a PermissionOverwrite {
    fn channel_overwrite(self) -> Result<Overwrite<'a>, Error> {
        let PermissionOverwrite { id, kind, allow, deny } = self;
        Ok(Overwrite { id: *id, kind: *kind, allow: allow.as_borrowed(), deny: deny.as_borrowed() })
    }
}

impl<'a> ChannelOverwrite<'a> for PermissionOverwriteRef<'a> {
    fn channel_overwrite(self) -> Result<Overwrite<'a>, Error> {
        Ok(Overwrite { id: self.id()?, kind: self.kind()?, allow: self.allow()?, deny: self.deny()? })
    }
}

impl<'a, O: ChannelOverwrite<'a>> ChannelOverwrite<'a> for Result<O, Error> {
    fn channel_overwrite(self) -> Result<Overwrite<'a>, Error> {
        self?.channel_overwrite()
    }
}
