// simdjson's side of the benchmarks: one function per task, all frames in one call.
//
// Every function reads its frames with On-Demand (`strict` builds a DOM) in place: the caller guarantees that
// SIMDJSON_PADDING readable bytes follow each frame. Fields are found by one pass over the members, with a switch on the
// key; a pass ends as soon as every wanted member has been seen. Parsers live as long as their thread, so that their
// buffers are large enough after the first call. The answer is the same hash as `Answer` in answer.rs.

#include "simdjson.h"

#include <cstdint>
#include <cstring>
#include <string_view>

using namespace simdjson;

namespace {

constexpr uint64_t FACTOR = 0x9e3779b97f4a7c15;
constexpr uint64_t FACTOR_STEP = 0xd6e8feb86659fd92;
constexpr uint64_t NOTHING = 0x00a55a000f0ff0f1;

struct Frame {
    const uint8_t *start;
    size_t len;
};

struct Answer {
    uint64_t hash;
    uint64_t values_count;

    void number(uint64_t number) {
        uint64_t mixed = ((hash << 5) | (hash >> 59)) ^ number;
        hash = mixed * FACTOR;
        values_count++;
    }

    void text(std::string_view text) {
        uint64_t sum = uint64_t(text.size()) * FACTOR;
        uint64_t factor = FACTOR;
        const char *bytes = text.data();
        if (text.size() >= 8) {
            for (size_t at = 0; at + 8 <= text.size(); at += 8) {
                sum += word(bytes + at) * factor;
                factor += FACTOR_STEP;
            }
            sum += word(bytes + text.size() - 8) * factor;
        } else {
            uint64_t last = 0;
            for (char byte : text) last = last << 8 | uint8_t(byte);
            sum += last * factor;
        }
        number(sum ^ (sum >> 32));
    }

private:
    static uint64_t word(const char *bytes) {
        uint64_t word;
        std::memcpy(&word, bytes, 8);
        return word;
    }
};

/// A value that may be absent or null.
template <typename T> struct Optional {
    T value{};
    bool is_some = false;
};

void add(Answer &answer, const Optional<uint64_t> &number) {
    answer.number(number.is_some ? number.value : NOTHING);
}

void add(Answer &answer, const Optional<std::string_view> &text) {
    if (text.is_some) answer.text(text.value);
    else answer.number(NOTHING);
}

#define TRY(expression)                                                                                      \
    do {                                                                                                     \
        if (auto error = (expression)) return error;                                                         \
    } while (false)

/// Reads a value unless it is null.
template <typename T, typename Read> error_code unless_null(ondemand::value value, Optional<T> &out, Read read) {
    // The first byte decides: no wanted value but null begins with an n.
    std::string_view token = value.raw_json_token();
    if (token[0] == 'n') {
        bool is_null;
        TRY(value.is_null().get(is_null));
        return is_null ? SUCCESS : INCORRECT_TYPE;
    }
    out.is_some = true;
    return read(value, out.value);
}

error_code id(ondemand::value value, uint64_t &out) { return value.get_uint64_in_string().get(out); }
error_code text(ondemand::value value, std::string_view &out) { return value.get_string().get(out); }
error_code count(ondemand::value value, uint64_t &out) { return value.get_uint64().get(out); }
error_code optional_id(ondemand::value value, Optional<uint64_t> &out) { return unless_null(value, out, id); }
error_code optional_text(ondemand::value value, Optional<std::string_view> &out) {
    return unless_null(value, out, text);
}
error_code optional_count(ondemand::value value, Optional<uint64_t> &out) { return unless_null(value, out, count); }

error_code flag(ondemand::value value, uint64_t &out) {
    bool is_set;
    TRY(value.get_bool().get(is_set));
    out = is_set;
    return SUCCESS;
}

/// Two or four digits, which are digits as the caller has seen.
inline unsigned digits(const char *at, unsigned count) {
    unsigned number = 0;
    for (unsigned index = 0; index < count; index++) number = number * 10 + unsigned(at[index] - '0');
    return number;
}

/// Microseconds since 1970 of `2024-05-06T07:08:09.123456+00:00`; the fraction may be shorter or absent, and `Z` may
/// replace the offset. Dates are not checked against the calendar.
error_code time(std::string_view text, uint64_t &out) {
    static constexpr char FORM[] = "0000-00-00T00:00:00";
    constexpr size_t LEN = sizeof(FORM) - 1;
    if (text.size() < LEN + 1) return INCORRECT_TYPE;
    bool is_form = true;
    for (size_t at = 0; at < LEN; at++) {
        is_form &= FORM[at] == '0' ? unsigned(text[at] - '0') <= 9 : text[at] == FORM[at];
    }
    if (!is_form) return INCORRECT_TYPE;
    size_t at = LEN;
    uint64_t micros = 0;
    if (text[at] == '.') {
        uint64_t unit = 100000;
        for (at++; at < text.size() && unsigned(text[at] - '0') <= 9; at++, unit /= 10) {
            micros += unsigned(text[at] - '0') * unit;
        }
    }
    std::string_view zone = text.substr(at);
    if (zone != "+00:00" && zone != "Z") return INCORRECT_TYPE;
    const char *bytes = text.data();
    // Days from civil date, with years that begin in March.
    unsigned month = digits(bytes + 5, 2), day = digits(bytes + 8, 2);
    int64_t year = int64_t(digits(bytes, 4)) - (month <= 2);
    int64_t era = year / 400, year_of_era = year % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t days = era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
    int64_t seconds = days * 86400 + digits(bytes + 11, 2) * 3600 + digits(bytes + 14, 2) * 60 + digits(bytes + 17, 2);
    out = uint64_t(seconds * 1000000) + micros;
    return SUCCESS;
}
error_code time_value(ondemand::value value, uint64_t &out) {
    std::string_view characters;
    TRY(text(value, characters));
    return time(characters, out);
}
error_code optional_time(ondemand::value value, Optional<uint64_t> &out) { return unless_null(value, out, time_value); }

/// Calls `member(key, value, left)` for each member, until it has counted `left` down to 0.
template <typename Object, typename Member> error_code members(Object &object, unsigned left, Member member) {
    for (auto result : object) {
        ondemand::field field;
        TRY(std::move(result).get(field));
        // Wanted keys hold no escapes, so keys are compared as they are written.
        TRY(member(field.escaped_key(), field.value(), left));
        if (left == 0) break;
    }
    return SUCCESS;
}

/// As `members`, of a value that is an object.
template <typename Member> error_code members_of(ondemand::value value, unsigned left, Member member) {
    ondemand::object object;
    TRY(value.get_object().get(object));
    return members(object, left, member);
}

/// Calls `read(payload, answer)` with the payload of each frame.
template <typename Read>
error_code payloads(const Frame *frames, size_t count, Answer &answer, Read read) {
    static thread_local ondemand::parser parser;
    for (size_t index = 0; index < count; index++) {
        const Frame &frame = frames[index];
        ondemand::document document;
        TRY(parser.iterate(frame.start, frame.len, frame.len + SIMDJSON_PADDING).get(document));
        ondemand::value payload;
        TRY(document.find_field_unordered("d").get(payload));
        TRY(read(payload, answer));
    }
    return SUCCESS;
}

error_code five_fields_of(ondemand::value payload, Answer &answer) {
    uint64_t channel_id = 0, author_id = 0;
    Optional<uint64_t> guild_id;
    std::string_view content, timestamp;
    unsigned seen = 0;
    TRY(members_of(payload, 5, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
        switch (key.size()) {
        case 6:
            if (key == "author") {
                left--;
                return members_of(value, 1, [&](std::string_view key, ondemand::value value, unsigned &left) {
                    if (key != "id") return SUCCESS;
                    left--;
                    seen |= 1;
                    return id(value, author_id);
                });
            }
            break;
        case 7:
            if (key == "content") return left--, seen |= 2, text(value, content);
            break;
        case 8:
            if (key == "guild_id") return left--, optional_id(value, guild_id);
            break;
        case 9:
            if (key == "timestamp") return left--, seen |= 4, text(value, timestamp);
            break;
        case 10:
            if (key == "channel_id") return left--, seen |= 8, id(value, channel_id);
            break;
        }
        return SUCCESS;
    }));
    if (seen != 15) return NO_SUCH_FIELD;
    answer.number(channel_id);
    add(answer, guild_id);
    answer.number(author_id);
    answer.text(content);
    answer.text(timestamp);
    return SUCCESS;
}

error_code presence_of(ondemand::value payload, Answer &answer) {
    uint64_t user_id = 0;
    Optional<uint64_t> guild_id;
    std::string_view status;
    unsigned seen = 0;
    TRY(members_of(payload, 3, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
        switch (key.size()) {
        case 4:
            if (key == "user") {
                left--;
                return members_of(value, 1, [&](std::string_view key, ondemand::value value, unsigned &left) {
                    if (key != "id") return SUCCESS;
                    left--;
                    seen |= 1;
                    return id(value, user_id);
                });
            }
            break;
        case 6:
            if (key == "status") return left--, seen |= 2, text(value, status);
            break;
        case 8:
            if (key == "guild_id") return left--, optional_id(value, guild_id);
            break;
        }
        return SUCCESS;
    }));
    if (seen != 3) return NO_SUCH_FIELD;
    answer.number(user_id);
    add(answer, guild_id);
    answer.text(status);
    return SUCCESS;
}

error_code twenty_fields_of(ondemand::value payload, Answer &answer) {
    uint64_t message_id = 0, channel_id = 0, author_id = 0, timestamp = 0, kind = 0;
    uint64_t tts = 0, pinned = 0, mention_everyone = 0, bot = 0;
    Optional<uint64_t> guild_id, webhook_id, application_id, edited_timestamp, joined_at, flags, public_flags;
    std::string_view content, username;
    Optional<std::string_view> global_name, nick;
    unsigned seen = 0;
    TRY(members_of(payload, 15, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
        switch (key.size()) {
        case 2:
            if (key == "id") return left--, seen |= 1, id(value, message_id);
            break;
        case 3:
            if (key == "tts") return left--, seen |= 2, flag(value, tts);
            break;
        case 4:
            if (key == "type") return left--, seen |= 4, count(value, kind);
            break;
        case 5:
            if (key == "flags") return left--, optional_count(value, flags);
            break;
        case 6:
            if (key == "pinned") return left--, seen |= 8, flag(value, pinned);
            if (key == "author") {
                left--;
                return members_of(value, 5, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
                    switch (key.size()) {
                    case 2:
                        if (key == "id") return left--, seen |= 16, id(value, author_id);
                        break;
                    case 3:
                        if (key == "bot") {
                            Optional<uint64_t> is_bot;
                            TRY(unless_null(value, is_bot, flag));
                            bot = is_bot.value;
                            left--;
                        }
                        break;
                    case 8:
                        if (key == "username") return left--, seen |= 32, text(value, username);
                        break;
                    case 11:
                        if (key == "global_name") return left--, optional_text(value, global_name);
                        break;
                    case 12:
                        if (key == "public_flags") return left--, optional_count(value, public_flags);
                        break;
                    }
                    return SUCCESS;
                });
            }
            if (key == "member") {
                left--;
                if (value.raw_json_token()[0] == 'n') return SUCCESS;
                return members_of(value, 2, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
                    if (key == "nick") return left--, optional_text(value, nick);
                    if (key == "joined_at") return left--, optional_time(value, joined_at);
                    return SUCCESS;
                });
            }
            break;
        case 7:
            if (key == "content") return left--, seen |= 64, text(value, content);
            break;
        case 8:
            if (key == "guild_id") return left--, optional_id(value, guild_id);
            break;
        case 9:
            if (key == "timestamp") return left--, seen |= 128, time_value(value, timestamp);
            break;
        case 10:
            if (key == "channel_id") return left--, seen |= 256, id(value, channel_id);
            if (key == "webhook_id") return left--, optional_id(value, webhook_id);
            break;
        case 14:
            if (key == "application_id") return left--, optional_id(value, application_id);
            break;
        case 16:
            if (key == "edited_timestamp") return left--, optional_time(value, edited_timestamp);
            if (key == "mention_everyone") return left--, seen |= 512, flag(value, mention_everyone);
            break;
        }
        return SUCCESS;
    }));
    if (seen != 1023) return NO_SUCH_FIELD;
    for (uint64_t id : {message_id, channel_id, author_id}) answer.number(id);
    for (const auto &id : {guild_id, webhook_id, application_id}) add(answer, id);
    answer.text(content);
    answer.text(username);
    add(answer, global_name);
    add(answer, nick);
    answer.number(timestamp);
    add(answer, edited_timestamp);
    add(answer, joined_at);
    answer.number(kind);
    add(answer, flags);
    add(answer, public_flags);
    for (uint64_t is_set : {tts, pinned, mention_everyone, bot}) answer.number(is_set);
    return SUCCESS;
}

error_code guild_head_of(ondemand::value payload, Answer &answer) {
    uint64_t guild_id = 0, member_count = 0;
    unsigned seen = 0;
    TRY(members_of(payload, 2, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
        if (key == "id") return left--, seen |= 1, id(value, guild_id);
        if (key == "member_count") return left--, seen |= 2, count(value, member_count);
        return SUCCESS;
    }));
    if (seen != 3) return NO_SUCH_FIELD;
    answer.number(guild_id);
    answer.number(member_count);
    return SUCCESS;
}

/// The event's name; empty if it is null or absent.
template <typename Document> error_code event_name(Document &document, std::string_view &name) {
    ondemand::value value;
    error_code error = document.find_field_unordered("t").get(value);
    if (error) return error == NO_SUCH_FIELD ? SUCCESS : error;
    Optional<std::string_view> found;
    TRY(optional_text(value, found));
    name = found.value;
    return SUCCESS;
}

/// Calls `read(name, document, answer)` for each line of a recording, with the event's name.
template <typename Read> error_code lines(const uint8_t *recording, size_t len, Answer &answer, Read read) {
    static thread_local ondemand::parser parser;
    const uint8_t *start = recording, *end = recording + len;
    while (start < end) {
        const void *found = std::memchr(start, '\n', size_t(end - start));
        const uint8_t *line_end = found ? static_cast<const uint8_t *>(found) : end;
        size_t line_len = size_t(line_end - start);
        if (line_len > 0) {
            ondemand::document document;
            TRY(parser.iterate(start, line_len, line_len + SIMDJSON_PADDING).get(document));
            std::string_view name;
            TRY(event_name(document, name));
            TRY(read(name, document, answer));
        }
        start = line_end + 1;
    }
    return SUCCESS;
}

/// As `lines`, with the library's own search for documents, which makes an index of a whole batch at once.
template <typename Read> error_code batches(const uint8_t *recording, size_t len, Answer &answer, Read read) {
    static thread_local ondemand::parser parser;
    ondemand::document_stream documents;
    // Batches of a megabyte, as is its default: no frame of these corpora is longer.
    TRY(parser.iterate_many(recording, len).get(documents));
    for (auto result : documents) {
        ondemand::document_reference document;
        TRY(std::move(result).get(document));
        std::string_view name;
        TRY(event_name(document, name));
        TRY(read(name, document, answer));
    }
    return SUCCESS;
}

/// What `lines` and `batches` call: reads the payload of one event.
template <typename Read> auto of_event(std::string_view event, Read read) {
    return [=](std::string_view name, auto &document, Answer &answer) -> error_code {
        if (name != event) return SUCCESS;
        ondemand::value payload;
        TRY(document.find_field_unordered("d").get(payload));
        return read(payload, answer);
    };
}

/// What `lines` and `batches` call: the name of every frame, five fields of each message, three of each presence.
struct Everything {
    template <typename Document>
    error_code operator()(std::string_view name, Document &document, Answer &answer) const {
        answer.number(name.size());
        bool is_message = name == "MESSAGE_CREATE";
        if (!is_message && name != "PRESENCE_UPDATE") return SUCCESS;
        ondemand::value payload;
        TRY(document.find_field_unordered("d").get(payload));
        return is_message ? five_fields_of(payload, answer) : presence_of(payload, answer);
    }
};

} // namespace

extern "C" {

int zerocord_benches_five_fields(const Frame *frames, size_t count, Answer *answer) {
    return payloads(frames, count, *answer, five_fields_of);
}

int zerocord_benches_presence(const Frame *frames, size_t count, Answer *answer) {
    return payloads(frames, count, *answer, presence_of);
}

int zerocord_benches_twenty_fields(const Frame *frames, size_t count, Answer *answer) {
    return payloads(frames, count, *answer, twenty_fields_of);
}

int zerocord_benches_guild_head(const Frame *frames, size_t count, Answer *answer) {
    return payloads(frames, count, *answer, guild_head_of);
}

int zerocord_benches_five_fields_lines(const uint8_t *recording, size_t len, Answer *answer) {
    return lines(recording, len, *answer, of_event("MESSAGE_CREATE", five_fields_of));
}

int zerocord_benches_five_fields_batches(const uint8_t *recording, size_t len, Answer *answer) {
    return batches(recording, len, *answer, of_event("MESSAGE_CREATE", five_fields_of));
}

int zerocord_benches_presence_lines(const uint8_t *recording, size_t len, Answer *answer) {
    return lines(recording, len, *answer, of_event("PRESENCE_UPDATE", presence_of));
}

int zerocord_benches_presence_batches(const uint8_t *recording, size_t len, Answer *answer) {
    return batches(recording, len, *answer, of_event("PRESENCE_UPDATE", presence_of));
}

int zerocord_benches_everything_lines(const uint8_t *recording, size_t len, Answer *answer) {
    return lines(recording, len, *answer, Everything{});
}

int zerocord_benches_everything_batches(const uint8_t *recording, size_t len, Answer *answer) {
    return batches(recording, len, *answer, Everything{});
}

/// `t` and `s` of each frame.
int zerocord_benches_peek(const Frame *frames, size_t count, Answer *answer) {
    static thread_local ondemand::parser parser;
    for (size_t index = 0; index < count; index++) {
        const Frame &frame = frames[index];
        ondemand::document document;
        TRY(parser.iterate(frame.start, frame.len, frame.len + SIMDJSON_PADDING).get(document));
        ondemand::object object;
        TRY(document.get_object().get(object));
        Optional<std::string_view> name;
        Optional<uint64_t> sequence;
        TRY(members(object, 2, [&](std::string_view key, ondemand::value value, unsigned &left) -> error_code {
            if (key == "t") return left--, optional_text(value, name);
            if (key == "s") return left--, optional_count(value, sequence);
            return SUCCESS;
        }));
        add(*answer, name);
        add(*answer, sequence);
    }
    return SUCCESS;
}

/// Whether each frame is valid: a DOM of it.
int zerocord_benches_strict(const Frame *frames, size_t count, Answer *answer) {
    static thread_local dom::parser parser;
    for (size_t index = 0; index < count; index++) {
        const Frame &frame = frames[index];
        answer->number(parser.parse(frame.start, frame.len, false).error() == SUCCESS);
    }
    return SUCCESS;
}

const char *zerocord_benches_error(int code) { return error_message(error_code(code)); }

const char *zerocord_benches_version() { return SIMDJSON_VERSION; }

const char *zerocord_benches_kernel() {
    static const std::string name = builtin_implementation()->name();
    return name.c_str();
}

} // extern "C"
