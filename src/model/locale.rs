//! Languages.

use super::open_enum::open_text_enum;

open_text_enum! {
    /// A language in which Discord speaks to its users.
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
        /// English as in Great Britain.
        EnglishUk = "en-GB",
        /// English as in the United States.
        EnglishUs = "en-US",
        /// Spanish as in Spain.
        Spanish = "es-ES",
        /// Spanish as in Latin America.
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
        /// Portuguese as in Brazil.
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
