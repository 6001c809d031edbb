/// How people are called to a reader: `name_format` of the reader's preference `display_settings`, and the setting
/// `TeammateNameDisplay`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NameFormat {
    /// `username`, and anything unknown.
    #[default]
    Username,
    /// `full_name`.
    FullName,
    /// `nickname_full_name`.
    NicknameFullName,
}

impl NameFormat {
    /// Reads the wire's spelling.
    pub fn parse(text: &str) -> Self {
        match text {
            "full_name" => Self::FullName,
            "nickname_full_name" => Self::NicknameFullName,
            _ => Self::Username,
        }
    }

    /// The format for a reader: the user name when full names are hidden (`ShowFullName` is false), else the reader's
    /// own choice, else the server's.
    pub fn for_reader(show_full_name: bool, preference: Option<&str>, server: &str) -> Self {
        match preference.filter(|text| !text.is_empty()) {
            _ if !show_full_name => Self::Username,
            Some(own) => Self::parse(own),
            None => Self::parse(server),
        }
    }
}

/// The names of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameParts<'a> {
    /// User name.
    pub username: &'a str,
    /// First name; may be empty.
    pub first_name: &'a str,
    /// Last name; may be empty.
    pub last_name: &'a str,
    /// Nickname; may be empty.
    pub nickname: &'a str,
}

/// What a person is called to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName {
    /// Without `@`.
    pub text: String,
    /// Whether it is the user name: then a single name stands with an `@` in front.
    pub is_username: bool,
}

impl DisplayName {
    /// The name as it stands by itself: `@ann` or `Ann Able`.
    pub fn with_at(&self) -> String {
        if self.is_username { format!("@{}", self.text) } else { self.text.clone() }
    }
}

/// What a person is called: the format's name, or the user name where that is missing.
pub fn display_name(parts: &NameParts<'_>, format: NameFormat) -> DisplayName {
    let full_name = || format!("{} {}", parts.first_name, parts.last_name).trim().to_owned();
    let wished = match format {
        NameFormat::Username => String::new(),
        NameFormat::NicknameFullName if !parts.nickname.is_empty() => parts.nickname.to_owned(),
        NameFormat::FullName | NameFormat::NicknameFullName => full_name(),
    };
    let text = if wished.is_empty() { parts.username.to_owned() } else { wished };
    DisplayName { is_username: text == parts.username, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_name_falls_back_to_the_user_name() {
        let ann = NameParts { username: "ann", first_name: "Ann", last_name: "Able", nickname: "Nan" };
        let nobody = NameParts { username: "nob", ..NameParts::default() };
        for (parts, format, shown) in [
            (ann, NameFormat::Username, "@ann"),
            (ann, NameFormat::FullName, "Ann Able"),
            (ann, NameFormat::NicknameFullName, "Nan"),
            (NameParts { nickname: "", ..ann }, NameFormat::NicknameFullName, "Ann Able"),
            (NameParts { first_name: "", ..ann }, NameFormat::FullName, "Able"),
            (nobody, NameFormat::FullName, "@nob"),
            (nobody, NameFormat::NicknameFullName, "@nob"),
        ] {
            assert_eq!(display_name(&parts, format).with_at(), shown);
        }
    }

    #[test]
    fn the_reader_goes_before_the_server_and_privacy_before_both() {
        let format = NameFormat::for_reader;
        assert_eq!(format(true, Some("full_name"), "nickname_full_name"), NameFormat::FullName);
        assert_eq!(format(true, None, "nickname_full_name"), NameFormat::NicknameFullName);
        assert_eq!(format(false, Some("full_name"), "full_name"), NameFormat::Username);
    }
}
