//! Teams of developers.

use serde::Serialize;
use zerocord_derive::View;

use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::open_enum::{open_enum, open_text_enum};
use super::twin::twin_methods;
use super::user::User;

/// A team of developers.
///
/// Source: Discord, "Teams", section "Team Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Team {
    /// The team's icon.
    pub icon: Option<ImageHash>,
    /// The identifier.
    pub id: Id<Team>,
    /// The members.
    pub members: Vec<TeamMember>,
    /// The name.
    pub name: String,
    /// Who owns the team.
    pub owner_user_id: Id<User>,
}

/// A member of a team of developers.
///
/// Source: Discord, "Teams", section "Team Member Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct TeamMember {
    /// Whether the member has accepted.
    pub membership_state: TeamMembershipState,
    /// The team.
    pub team_id: Id<Team>,
    /// The user.
    pub user: User,
    /// The member's role; empty for the owner in some responses, and absent before 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<TeamMemberRole>,
    /// The member's permissions, `["*"]` for all; superseded by `role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
}

twin_methods! { Team, TeamRef:
    /// The URL of the team's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.map(|hash| hash.team_icon_url(id)) }
}

open_enum! {
    /// Whether a member of a team has accepted.
    pub enum TeamMembershipState {
        /// Not yet.
        Invited = 1,
        /// Yes.
        Accepted = 2,
    }
}

open_text_enum! {
    /// The role of a team member.
    pub enum TeamMemberRole {
        /// Everything but delete the application and the team.
        Admin = "admin",
        /// Work on the applications.
        Developer = "developer",
        /// Read only.
        ReadOnly = "read_only",
    }
}
