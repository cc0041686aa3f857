//! Finds users whose GUILD_MEMBER_UPDATE comes from many guilds at once.

use super::rates::{Rates, WINDOW_S};

/// This many updates of one user within the window are a storm.
const UPDATES_MIN: f64 = 25.0;

/// A user with a storm, and the updates per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Storm {
    pub user: u64,
    pub per_second: f64,
}

/// Counts the updates of each user.
#[derive(Debug)]
pub struct Storms(Rates<u64>);

impl Storms {
    pub fn new() -> Storms {
        Storms(Rates::new())
    }

    pub fn add(&mut self, user: u64, at_ms: u64) {
        self.0.add(user, 1, at_ms);
    }

    /// The users with the most updates, if there are storms.
    pub fn current(&self, now_ms: u64) -> Vec<Storm> {
        let users = self.0.per_second(now_ms).into_iter();
        let is_storm = |(_, rate): &(u64, f64)| rate * WINDOW_S >= UPDATES_MIN;
        users.take_while(is_storm).take(3).map(|(user, per_second)| Storm { user, per_second }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_in_many_guilds_is_a_storm_and_many_users_are_none() {
        let mut storms = Storms::new();
        for at in 0..300 {
            storms.add(at, 100_000 + at * 30);
        }
        assert_eq!(storms.current(109_000), []);
        for at in 0..300 {
            storms.add(7, 100_000 + at * 30);
        }
        let found = storms.current(109_000);
        assert_eq!((found.len(), found[0].user), (1, 7));
        assert_eq!(storms.current(200_000), []);
    }
}
