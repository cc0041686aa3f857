//! Languages.

use super::open_enum::open_text_enum;

open_text_enum! {
    /// A language supported by Discord.
    pub enum Locale {
        /// Arabic.
        Arabic = "ar",
        /// Hebrew.
        Hebrew = "he",
        /// Indonesian.
        Indonesian = "id",
        /// Danish.
        Danish = "da",
        /// German.
        German = "de",
        /// British English.
        EnglishUk = "en-GB",
        /// American English.
        EnglishUs = "en-US",
        /// Spanish (Spain).
        Spanish = "es-ES",
        /// Spanish (Latin America).
        SpanishLatam = "es-419",
        /// French.
        French = "fr",
        /// Croatian.
        Croatian = "hr",
        /// Italian.
        Italian = "it",
        /// Lithuanian.
        Lithuanian = "lt",
        /// Hungarian.
        Hungarian = "hu",
        /// Dutch.
        Dutch = "nl",
        /// Norwegian.
        Norwegian = "no",
        /// Polish.
        Polish = "pl",
        /// Portuguese (Brazil).
        PortugueseBrazilian = "pt-BR",
        /// Romanian.
        RomanianRomania = "ro",
        /// Finnish.
        Finnish = "fi",
        /// Swedish.
        Swedish = "sv-SE",
        /// Vietnamese.
        Vietnamese = "vi",
        /// Turkish.
        Turkish = "tr",
        /// Czech.
        Czech = "cs",
        /// Greek.
        Greek = "el",
        /// Bulgarian.
        Bulgarian = "bg",
        /// Russian.
        Russian = "ru",
        /// Ukrainian.
        Ukrainian = "uk",
        /// Hindi.
        Hindi = "hi",
        /// Thai.
        Thai = "th",
        /// Chinese in simplified characters.
        ChineseChina = "zh-CN",
        /// Japanese.
        Japanese = "ja",
        /// Chinese in traditional characters.
        ChineseTaiwan = "zh-TW",
        /// Korean.
        Korean = "ko",
    }
}
