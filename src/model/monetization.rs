//! What applications and guilds sell: entitlements, SKUs and subscriptions.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::channel::Channel;
use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::open_enum::open_enum;
use super::timestamp::Timestamp;
use super::user::User;

/// A user's or guild's right to use something that is sold.
///
/// Source: Discord, "Entitlement Resource", section "Entitlement Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Entitlement {
    /// The identifier.
    pub id: Id<Entitlement>,
    /// The SKU.
    pub sku_id: Id<Sku>,
    /// The application that the SKU belongs to.
    pub application_id: Id<Application>,
    /// The user who is entitled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: EntitlementType,
    /// Whether the entitlement was deleted.
    pub deleted: bool,
    /// When it starts; null for test entitlements.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub starts_at: Field<Timestamp>,
    /// When it ends; null means never.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub ends_at: Field<Timestamp>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Whether the item has been consumed; only for consumables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed: Option<bool>,
    /// The subscription that it comes from. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<Id<Subscription>>,
    /// The promotion that it came from. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub promotion_id: Field<Snowflake>,
    /// Flags of the gift code. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_code_flags: Option<GiftCodeFlags>,
    /// The batch of gift codes. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_code_batch_id: Option<Snowflake>,
    /// Who gave it. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gifter_user_id: Option<Id<User>>,
    /// The wrapping of the gift, as a number. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_style: Option<i64>,
    /// Whether the item was delivered. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfillment_status: Option<EntitlementFulfillmentStatus>,
    /// When the item was delivered. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<Timestamp>,
    /// The source of the entitlement. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_type: Option<EntitlementSourceType>,
    /// The entitlement that this one belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Id<Entitlement>>,
    /// The branches of the SKU that are granted. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Vec<Snowflake>>,
    /// The user. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The SKU. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The plan of the subscription. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub subscription_plan: Field<Value>,
    /// What the seller noted about it. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub tenant_metadata: Field<Value>,
}

/// Something that an application sells.
///
/// Source: Discord, "SKU Resource", section "SKU Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Sku {
    /// The identifier.
    pub id: Id<Sku>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: SkuType,
    /// The application that sells it.
    pub application_id: Id<Application>,
    /// The name.
    pub name: String,
    /// The name as it appears in URLs.
    pub slug: String,
    /// Flags.
    pub flags: SkuFlags,
    /// The SKU that this one depends on. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub dependent_sku_id: Field<Id<Sku>>,
    /// How the SKU may be obtained, as a number. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_type: Option<i64>,
    /// The features of the SKU, as numbers. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<i64>>,
    /// The release date. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub release_date: Field<String>,
    /// Whether it needs a premium account. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium: Option<bool>,
    /// Whether the buyer is asked for an age. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_age_gate: Option<bool>,
    /// The labels of the files that belong to it. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub manifest_labels: Field<Vec<Snowflake>>,
    /// The line of products, as a number. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub product_line: Field<i64>,
}

/// A recurring payment of a user for SKUs.
///
/// Source: Discord, "Subscription Resource", section "Subscription Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Subscription {
    /// The identifier.
    pub id: Id<Subscription>,
    /// The user who subscribes.
    pub user_id: Id<User>,
    /// The SKUs that are subscribed to.
    pub sku_ids: Vec<Id<Sku>>,
    /// The entitlements granted by the subscription.
    pub entitlement_ids: Vec<Id<Entitlement>>,
    /// The SKUs that will be subscribed to at the next renewal.
    pub renewal_sku_ids: Option<Vec<Id<Sku>>>,
    /// When the current paid period began.
    pub current_period_start: Timestamp,
    /// When the current paid period ends.
    pub current_period_end: Timestamp,
    /// The status of the subscription.
    pub status: SubscriptionStatus,
    /// When the subscription was cancelled.
    pub canceled_at: Option<Timestamp>,
    /// The country of the payment, as an ISO 3166-1 code; only in responses to OAuth2 calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The items that a guild has bought with boosts have changed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Guild Powerup Entitlements Create/Delete
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildPowerupEntitlements {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The entitlements of the user or guild.
    pub entitlements: Vec<Entitlement>,
}

/// A gift code was created or used.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Gateway Gift Code Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GiftCode {
    /// The code of the gift.
    pub code: String,
    /// The SKU.
    pub sku_id: Id<Sku>,
    /// The number of uses.
    pub uses: u64,
    /// The channel that this happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

/// The restrictions on what a guild may sell have changed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CreatorMonetizationRestrictionsUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// What the creator may not do, as numbers.
    pub restrictions: Option<Vec<i64>>,
}

open_enum! {
    /// How a user or guild obtained an entitlement.
    pub enum EntitlementType {
        /// It was bought.
        Purchase = 1,
        /// It comes with the premium account.
        PremiumSubscription = 2,
        /// The developer gave it.
        DeveloperGift = 3,
        /// A developer bought it to test.
        TestModePurchase = 4,
        /// It was free.
        FreePurchase = 5,
        /// Another user gave it.
        UserGift = 6,
        /// It was free for those with a premium account.
        PremiumPurchase = 7,
        /// It was subscribed to.
        ApplicationSubscription = 8,
        /// It was free for Discord's staff. Undocumented.
        FreeStaffPurchase = 9,
        /// It was the prize of a quest. Undocumented.
        QuestReward = 10,
        /// Days of the premium account were redeemed. Undocumented.
        FractionalRedemption = 11,
        /// It was paid with Discord's own currency. Undocumented.
        VirtualCurrencyRedemption = 12,
        /// It was paid with a guild's boosts. Undocumented.
        GuildPowerup = 13,
    }
}

open_enum! {
    /// Where an entitlement comes from.
    ///
    /// Undocumented.
    pub enum EntitlementSourceType {
        /// The prize of a quest.
        QuestReward = 1,
        /// A gift of the developer.
        DeveloperGift = 2,
        /// An invoice.
        Invoice = 3,
        /// A trial.
        ReverseTrial = 4,
        /// A gift of another user.
        UserGift = 5,
        /// A guild's boosts.
        GuildPowerup = 6,
        /// A promotion.
        HolidayPromotion = 7,
        /// Refunded days of the premium account.
        FractionalPremiumGiveback = 8,
        /// A subscription.
        Subscription = 9,
        /// A shared subscription.
        SubscriptionMember = 11,
    }
}

open_enum! {
    /// Whether the purchased item was delivered.
    ///
    /// Undocumented.
    pub enum EntitlementFulfillmentStatus {
        /// Unknown to Discord.
        UnknownToDiscord = 0,
        /// There is nothing to deliver.
        FulfillmentNotNeeded = 1,
        /// Delivery is pending.
        FulfillmentNeeded = 2,
        /// It was delivered.
        Fulfilled = 3,
        /// Delivery failed.
        FulfillmentFailed = 4,
        /// Revocation is pending.
        UnfulfillmentNeeded = 5,
        /// It was revoked.
        Unfulfilled = 6,
        /// Revocation failed.
        UnfulfillmentFailed = 7,
        /// Manual revocation is pending.
        UnfulfillmentNeededManual = 8,
    }
}

open_enum! {
    /// The type of a SKU.
    pub enum SkuType {
        /// A game. Undocumented.
        DurablePrimary = 1,
        /// A durable item.
        Durable = 2,
        /// A consumable item.
        Consumable = 3,
        /// A bundle of items. Undocumented.
        Bundle = 4,
        /// A subscription.
        Subscription = 5,
        /// The group that Discord creates for each subscription.
        SubscriptionGroup = 6,
    }
}

open_enum! {
    /// The status of a subscription.
    ///
    /// The numbers of the last two were formerly documented in the opposite order.
    pub enum SubscriptionStatus {
        /// Active, and will be renewed.
        Active = 0,
        /// Inactive.
        Inactive = 1,
        /// Active, but will not be renewed.
        Ending = 2,
    }
}

open_flags! {
    /// Flags of a SKU.
    pub struct SkuFlags: integer {
        /// It is for those with a premium account. Undocumented.
        PREMIUM_PURCHASE = 0,
        /// It is free for those with a premium account. Undocumented.
        HAS_FREE_PREMIUM_CONTENT = 1,
        /// It can be bought.
        AVAILABLE = 2,
        /// It comes with the premium account and is sold too. Undocumented.
        PREMIUM_AND_DISTRIBUTION = 3,
        /// It is a pack of stickers. Undocumented.
        STICKER = 4,
        /// It is a role of a guild. Undocumented.
        GUILD_ROLE = 5,
        /// It can be given as a subscription. Undocumented.
        AVAILABLE_FOR_SUBSCRIPTION_GIFTING = 6,
        /// It is a subscription for a guild.
        GUILD_SUBSCRIPTION = 7,
        /// It is a subscription for a user.
        USER_SUBSCRIPTION = 8,
        /// It is sold by a guild. Undocumented.
        CREATOR_MONETIZATION = 9,
        /// It is in a guild's shop. Undocumented.
        GUILD_PRODUCT = 10,
        /// It can be given by an application. Undocumented.
        AVAILABLE_FOR_APPLICATION_GIFTING = 11,
    }
}

open_flags! {
    /// Flags of a gift code.
    ///
    /// Undocumented.
    pub struct GiftCodeFlags: integer {
        /// A payment source is required.
        PAYMENT_SOURCE_REQUIRED = 0,
        /// Existing subscribers cannot redeem it.
        EXISTING_SUBSCRIPTION_DISALLOWED = 1,
        /// The giver cannot redeem it.
        NOT_SELF_REDEEMABLE = 2,
        /// It comes from a promotion.
        PROMOTION = 3,
    }
}
