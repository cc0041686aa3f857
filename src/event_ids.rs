//! The guild, the channel and the user of an event, for programs that route by them.

use crate::envelope::EventName;
use crate::event::Event;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::model::{Channel, Guild, Id, User};

impl Event<'_> {
    /// The guild that the event is about: `guild_id` or `guild.id` of the payload; its `id` where
    /// [the payload is a guild](EventName::payload_is_guild). `None` if there is none, as in direct messages.
    ///
    /// Reads the payload up to the key, or all of it if the key is absent.
    ///
    /// # Errors
    /// A fault in the payload on the way to the id; an invalid id.
    ///
    /// ```
    /// use zerocord::Decoder;
    ///
    /// let mut decoder = Decoder::new();
    /// let frame = br#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":"7","guild_id":"8","channel_id":"9"}}"#;
    /// let event = decoder.decode(frame)?;
    /// let ids = (event.guild_id()?, event.channel_id()?, event.user_id()?);
    /// assert_eq!(ids, (Some(8.into()), Some(9.into()), Some(7.into())));
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn guild_id(self) -> Result<Option<Id<Guild>>, Error> {
        let is_guild = self.event_name().is_some_and(EventName::payload_is_guild);
        self.first_id(is_guild, &[&["guild_id"], &["guild", "id"]])
    }

    /// The channel or thread that the event is about: `channel_id` or `channel.id` of the payload; its `id` where
    /// [the payload is a channel](EventName::payload_is_channel). `None` if there is none.
    ///
    /// # Errors
    /// As [`guild_id`](Event::guild_id).
    pub fn channel_id(self) -> Result<Option<Id<Channel>>, Error> {
        let is_channel = self.event_name().is_some_and(EventName::payload_is_channel);
        self.first_id(is_channel, &[&["channel_id"], &["channel", "id"]])
    }

    /// The user that the event is about: `user_id`, `user.id`, `author.id` or `member.user.id` of the payload; for
    /// `USER_UPDATE` its `id`. `None` if there is none.
    ///
    /// # Errors
    /// As [`guild_id`](Event::guild_id).
    pub fn user_id(self) -> Result<Option<Id<User>>, Error> {
        let is_user = self.event_name().is_some_and(EventName::payload_is_user);
        self.first_id(is_user, &[&["user_id"], &["user", "id"], &["author", "id"], &["member", "user", "id"]])
    }

    /// The id at the first of these paths that has one; at `id` if the payload is the object itself.
    fn first_id<T>(self, is_own: bool, paths: &[&[&str]]) -> Result<Option<Id<T>>, Error> {
        let Some(payload) = self.payload() else { return Ok(None) };
        if is_own {
            return id_at(payload, &["id"]);
        }
        for path in paths {
            if let Some(id) = id_at(payload, path)? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// The id at these keys; `None` if a key is absent or null, or if there is no object on the way.
fn id_at<T>(mut value: RawValue<'_>, keys: &[&str]) -> Result<Option<Id<T>>, Error> {
    for key in keys {
        if value.kind()? != ValueKind::Object {
            return Ok(None);
        }
        match value.get(key)? {
            Some(inner) => value = inner,
            None => return Ok(None),
        }
    }
    if value.is_null()? { Ok(None) } else { value.quoted_u64().map(|id| Some(Id::new(id))) }
}

#[cfg(test)]
mod tests {
    use crate::Decoder;

    #[track_caller]
    fn check(name: &str, payload: &str, want: [Option<u64>; 3]) {
        let frame = format!(r#"{{"t":"{name}","s":1,"op":0,"d":{payload}}}"#);
        let mut decoder = Decoder::new();
        let event = decoder.decode(frame.as_bytes()).unwrap();
        let ids = [
            event.guild_id().unwrap().map(|id| id.get()),
            event.channel_id().unwrap().map(|id| id.get()),
            event.user_id().unwrap().map(|id| id.get()),
        ];
        assert_eq!(ids, want, "{frame}");
    }

    #[test]
    fn ids_are_where_each_event_has_them() {
        check(
            "MESSAGE_CREATE",
            r#"{"id":"1","channel_id":"2","author":{"id":"3"},"guild_id":"4"}"#,
            [Some(4), Some(2), Some(3)],
        );
        check(
            "MESSAGE_CREATE",
            r#"{"id":"1","channel_id":"2","author":null,"guild_id":null}"#,
            [None, Some(2), None],
        );
        check("GUILD_CREATE", r#"{"id":"1","owner_id":"2"}"#, [Some(1), None, None]);
        check("CHANNEL_UPDATE", r#"{"guild_id":"4","id":"1"}"#, [Some(4), Some(1), None]);
        check("PRESENCE_UPDATE", r#"{"user":{"id":"5"},"guild_id":"6"}"#, [Some(6), None, Some(5)]);
        check(
            "INTERACTION_CREATE",
            r#"{"channel":{"id":"1"},"member":{"user":{"id":"5"}}}"#,
            [None, Some(1), Some(5)],
        );
        check("USER_UPDATE", r#"{"id":"9"}"#, [None, None, Some(9)]);
        check("BRAND_NEW", r#"{"guild_id":"1","user":[]}"#, [Some(1), None, None]);
        check("BRAND_NEW", "7", [None, None, None]);
    }

    #[test]
    fn a_value_that_is_not_an_id_is_an_error() {
        let mut decoder = Decoder::new();
        let frame = br#"{"t":"BRAND_NEW","s":1,"op":0,"d":{"guild_id":"x"}}"#;
        assert!(decoder.decode(frame).unwrap().guild_id().is_err());
    }
}
