//! `owned_message`, `owned_presence`, `owned_guild`: the whole event as an owned model, to the last field.
//!
//! zerocord builds the model from a view with `to_owned`; serde_json and simd-json deserialize the same models with
//! serde; twilight builds its own. A few values of each model are part of the answer.

use crate::Answer;

/// Defines a task for one event: `$variant` of the events of zerocord and twilight, `$model`, and the functions that
/// add them to the answer.
macro_rules! owned_task {
    ($name:literal, $event:literal, $sources:expr, $variant:ident, $model:ty) => {
        /// The task and its engines.
        pub const TASK: Task = Task {
            name: $name,
            is_stream: false,
            question: concat!("every ", $event, " as its whole owned model"),
            sources: $sources,
            runs: &[
                ("zerocord-to-owned", Run::Zerocord(zerocord)),
                ("serde_json", Run::Rival(serde_json)),
                ("simd-json", Run::Rival(simd_json)),
                ("twilight", Run::Rival(twilight)),
            ],
        };

        /// `to_owned` of the view.
        pub fn zerocord(input: Input<'_>, backend: Backend) -> Outcome {
            let (mut answer, mut decoder) = (Answer::new(), Decoder::builder().backend(backend).build());
            for frame in input.frames {
                match decoder.decode(frame)? {
                    Event::$variant(view) => add(&mut answer, &view.to_owned()?),
                    _ => return Err(concat!("no ", $event).into()),
                }
            }
            Ok(answer)
        }

        /// The same model, deserialized with serde.
        pub fn serde_json(input: Input<'_>) -> Outcome {
            let mut answer = Answer::new();
            for frame in input.frames {
                add(&mut answer, &serde_json::from_slice::<Frame<$model>>(frame)?.d);
            }
            Ok(answer)
        }

        /// The same model, deserialized from the tape with serde.
        pub fn simd_json(input: Input<'_>) -> Outcome {
            let (mut answer, mut simd_json) = (Answer::new(), SimdJson::new());
            for frame in input.frames {
                simd_json.tape(frame, |tape| {
                    from_tape!(tape, Frame<$model>, |frame: Frame<$model>| {
                        add(&mut answer, &frame.d);
                        Ok(())
                    })
                })??;
            }
            Ok(answer)
        }

        /// The model of twilight.
        pub fn twilight(input: Input<'_>) -> Outcome {
            let mut answer = Answer::new();
            for frame in input.frames {
                match twilight_event(frame)? {
                    DispatchEvent::$variant(event) => add_twilight(&mut answer, &event),
                    other => return Err(format!("{other:?} is another event").into()),
                }
            }
            Ok(answer)
        }
    };
}

/// The imports that each task needs.
mod prelude {
    pub(super) use twilight_model::gateway::event::DispatchEvent;
    pub(super) use zerocord::{Backend, Decoder, Event};

    pub(super) use crate::corpus::{GUILD_MEMBERS, WHOLE_MESSAGES, WHOLE_PRESENCES};
    pub(super) use crate::rivals::{Frame, SimdJson, from_tape, twilight_event};
    pub(super) use crate::{Answer, Input, Outcome, Run, Task};
}

pub mod message {
    //! MESSAGE_CREATE.

    use twilight_model::gateway::payload::incoming::MessageCreate as TwilightMessage;
    use zerocord::model::MessageCreate;

    use super::prelude::*;

    owned_task!("owned_message", "MESSAGE_CREATE", WHOLE_MESSAGES, MessageCreate, MessageCreate);

    fn add(answer: &mut Answer, message: &MessageCreate) {
        let message = &message.message;
        answer.number(message.id.get());
        answer.number(message.author.id.get());
        answer.text(&message.content);
        answer.text(&message.author.username);
        answer.number(message.timestamp.unix_micros() as u64);
        super::add_counts(answer, [message.mentions.len(), message.embeds.len(), message.attachments.len()]);
    }

    fn add_twilight(answer: &mut Answer, message: &TwilightMessage) {
        answer.number(message.id.get());
        answer.number(message.author.id.get());
        answer.text(&message.content);
        answer.text(&message.author.name);
        answer.number(message.timestamp.as_micros() as u64);
        super::add_counts(answer, [message.mentions.len(), message.embeds.len(), message.attachments.len()]);
    }
}

pub mod presence {
    //! PRESENCE_UPDATE.

    use twilight_model::gateway::payload::incoming::PresenceUpdate as TwilightPresence;
    use zerocord::model::PresenceUpdate;

    use super::prelude::*;

    owned_task!("owned_presence", "PRESENCE_UPDATE", WHOLE_PRESENCES, PresenceUpdate, PresenceUpdate);

    fn add(answer: &mut Answer, presence: &PresenceUpdate) {
        answer.number(presence.user.id.get());
        answer.optional_number(presence.guild_id.map(|id| id.get()));
        answer.text(presence.status.as_str());
        super::add_counts(answer, [presence.activities.len()]);
        presence.activities.iter().for_each(|activity| answer.text(&activity.name));
    }

    fn add_twilight(answer: &mut Answer, presence: &TwilightPresence) {
        answer.number(presence.user.id().get());
        answer.optional_number(Some(presence.guild_id.get()));
        answer.text(crate::rivals::status_text(presence.status));
        super::add_counts(answer, [presence.activities.len()]);
        presence.activities.iter().for_each(|activity| answer.text(&activity.name));
    }
}

pub mod guild {
    //! GUILD_CREATE.

    use twilight_model::gateway::payload::incoming::GuildCreate as TwilightGuild;
    use zerocord::model::GuildCreate;

    use super::prelude::*;

    owned_task!("owned_guild", "GUILD_CREATE", GUILD_MEMBERS, GuildCreate, GuildCreate);

    fn add(answer: &mut Answer, guild: &GuildCreate) {
        answer.number(guild.guild.id.get());
        answer.number(guild.member_count);
        super::add_counts(answer, [guild.members.len(), guild.channels.len(), guild.presences.len()]);
        guild.members.iter().for_each(|member| super::add_counts(answer, [member.roles.len()]));
    }

    fn add_twilight(answer: &mut Answer, guild: &TwilightGuild) {
        let TwilightGuild::Available(guild) = guild else { panic!("the guild is there") };
        answer.number(guild.id.get());
        answer.number(guild.member_count.expect("a count"));
        super::add_counts(answer, [guild.members.len(), guild.channels.len(), guild.presences.len()]);
        guild.members.iter().for_each(|member| super::add_counts(answer, [member.roles.len()]));
    }
}

fn add_counts<const COUNT: usize>(answer: &mut Answer, counts: [usize; COUNT]) {
    counts.iter().for_each(|count| answer.number(*count as u64));
}
