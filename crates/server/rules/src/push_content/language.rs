//! The sentences of pushes. A language is one more table; a locale without one reads English.

/// In which language a reader gets the sentences of pushes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, also for every locale without a table of its own.
    #[default]
    English,
    /// German.
    German,
}

/// Sentences; `{s}` stands for the sender, `{c}` for the channel, `{n}` for the server's name, `{h}` for hours.
pub(super) struct Phrases {
    pub attached_file_direct: &'static str,
    pub attached_file: &'static str,
    pub replied_in_followed_thread: &'static str,
    pub replied_in_thread: &'static str,
    pub sent_direct: &'static str,
    pub notified_channel: &'static str,
    pub mentioned: &'static str,
    pub commented_on_own: &'static str,
    pub commented_on_thread: &'static str,
    pub posted: &'static str,
    pub id_loaded: &'static str,
    pub reply_in_channel: &'static str,
    pub reply_in_direct: &'static str,
    pub system: &'static str,
    pub session_expired: &'static str,
}

impl Language {
    /// The language of a locale such as `de` or `pt-BR`.
    pub fn of_locale(locale: &str) -> Self {
        match locale.split(['-', '_']).next() {
            Some("de") => Self::German,
            _ => Self::English,
        }
    }

    pub(super) fn phrases(self) -> &'static Phrases {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }
}

static ENGLISH: Phrases = Phrases {
    attached_file_direct: "attached a file.",
    attached_file: "{s} attached a file.",
    replied_in_followed_thread: "{s} replied to a thread you're following.",
    replied_in_thread: "{s} replied to a thread.",
    sent_direct: "sent you a message.",
    notified_channel: "{s} notified the channel.",
    mentioned: "{s} mentioned you.",
    commented_on_own: "{s} commented on your post.",
    commented_on_thread: "{s} commented on a thread you participated in.",
    posted: "{s} posted a message.",
    id_loaded: "You've received a new message.",
    reply_in_channel: "Reply in {c}",
    reply_in_direct: "Reply in Direct Message",
    system: "System",
    session_expired: "Session Expired: Please log in to continue receiving notifications. Sessions for {n} are configured \
                      by your System Administrator to expire every {h} hour(s).",
};

static GERMAN: Phrases = Phrases {
    attached_file_direct: "hat eine Datei hochgeladen.",
    attached_file: "{s} hat eine Datei hochgeladen.",
    replied_in_followed_thread: "{s} hat in einem Thread geantwortet, dem du folgst.",
    replied_in_thread: "{s} hat in einem Thread geantwortet.",
    sent_direct: "hat dir eine Nachricht geschickt.",
    notified_channel: "{s} hat den Kanal benachrichtigt.",
    mentioned: "{s} hat dich erwähnt.",
    commented_on_own: "{s} hat deine Nachricht kommentiert.",
    commented_on_thread: "{s} hat einen Thread kommentiert, an dem du beteiligt bist.",
    posted: "{s} hat eine Nachricht geschrieben.",
    id_loaded: "Du hast eine neue Nachricht erhalten.",
    reply_in_channel: "Antwort in {c}",
    reply_in_direct: "Antwort in Direktnachricht",
    system: "System",
    session_expired: "Sitzung abgelaufen: Bitte anmelden um weiter Nachrichten zu erhalten. Sitzungen für {n} sind vom \
                      System Administrator so konfiguriert, dass sie alle {h} Stunden ablaufen.",
};
