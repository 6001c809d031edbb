use serde::{Deserialize, Serialize};

/// `SupportSettings`: links for those who need help. Empty ones do not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SupportSettings {
    /// Help.
    pub help_link: String,
    /// Whom to write to.
    pub support_email: String,
    /// Terms of use.
    pub terms_of_service_link: String,
    /// What is done with data.
    pub privacy_policy_link: String,
    /// About the product.
    pub about_link: String,
    /// Where problems are reported.
    pub report_a_problem_link: String,
    /// Where a forgotten password is replaced; empty for this server's own way.
    pub forgot_password_link: String,
}
