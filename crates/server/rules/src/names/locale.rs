use crate::error::{RuleError, known};

/// The two-letter languages of ISO 639-1, without separators.
const LANGUAGES: &str = "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscachcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

/// Whether an account may have this language: empty (the server's), or a known language of two letters, with a region
/// of two letters or not: `en`, `pt-BR`.
///
/// # Errors
/// 400.
pub fn check_locale(locale: &str) -> Result<(), RuleError> {
    let (language, region) = locale.split_once(['-', '_']).unwrap_or((locale, "US"));
    let is_region = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic());
    let language = language.to_ascii_lowercase();
    let is_known = language.len() == 2 && LANGUAGES.as_bytes().chunks(2).any(|known| known == language.as_bytes());
    if locale.is_empty() || (is_known && is_region) { Ok(()) } else { Err(known::USER_IS_VALID_LOCALE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_ones() {
        for good in ["", "en", "de", "pt-BR", "zh_TW"] {
            assert_eq!(check_locale(good), Ok(()), "{good}");
        }
        for bad in ["xx", "e", "en-", "en-USA", "english", "日本"] {
            assert!(check_locale(bad).is_err(), "{bad}");
        }
    }
}
