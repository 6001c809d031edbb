//! Values that follow from the settings.

use crate::settings::Settings;

/// Those that everybody gets.
pub(super) fn limited(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let (service, team, email) = (&settings.service_settings, &settings.team_settings, &settings.email_settings);
    put("SiteURL", service.site_url.clone());
    put("WebsocketURL", service.websocket_url.clone());
    put("SiteName", team.site_name.clone());
    put("CustomDescriptionText", team.custom_description_text.clone());
    put("EnableUserStatuses", service.enable_user_statuses.to_string());
    put("EnableMultifactorAuthentication", service.enable_multifactor_authentication.to_string());
    put("EnableBotAccountCreation", service.enable_bot_account_creation.to_string());
    put("EnableUserCreation", team.enable_user_creation.to_string());
    put("EnableOpenServer", team.enable_open_server.to_string());
    put("EnableSignInWithEmail", email.enable_sign_in_with_email.to_string());
    put("EnableSignInWithUsername", email.enable_sign_in_with_username.to_string());
    put("EnableSignUpWithEmail", email.enable_sign_up_with_email.to_string());
    put("EnableCustomEmoji", service.enable_custom_emoji.to_string());
    put("EnableFile", settings.file_settings.enable_file_attachments.to_string());
    passwords(settings, put);
    links(settings, put);
    phones(settings, put);
}

fn passwords(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let password = &settings.password_settings;
    put("PasswordMinimumLength", password.minimum_length.to_string());
    put("PasswordRequireLowercase", password.lowercase.to_string());
    put("PasswordRequireUppercase", password.uppercase.to_string());
    put("PasswordRequireNumber", password.number.to_string());
    put("PasswordRequireSymbol", password.symbol.to_string());
    // This server sends no mail yet: without a page elsewhere there is no other way to a new password.
    let has_link = !settings.support_settings.forgot_password_link.is_empty();
    put("PasswordEnableForgotLink", (password.enable_forgot_link && has_link).to_string());
}

fn links(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let support = &settings.support_settings;
    put("AboutLink", support.about_link.clone());
    put("HelpLink", support.help_link.clone());
    put("SupportEmail", support.support_email.clone());
    put("TermsOfServiceLink", support.terms_of_service_link.clone());
    put("PrivacyPolicyLink", support.privacy_policy_link.clone());
    // Apps would show a link that leads nowhere.
    let has_link = !support.report_a_problem_link.is_empty();
    put("ReportAProblemType", if has_link { "link" } else { "hidden" }.to_owned());
    put("ReportAProblemLink", support.report_a_problem_link.clone());
    put("ForgotPasswordLink", support.forgot_password_link.clone());
}

/// The incumbent sends these only with a licence.
fn phones(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let (app, ephemeral) = (&settings.native_app_settings, &settings.mobile_ephemeral_mode_settings);
    put("MobileExternalBrowser", app.mobile_external_browser.to_string());
    put("MobileEnableBiometrics", app.mobile_enable_biometrics.to_string());
    put("MobilePreventScreenCapture", app.mobile_prevent_screen_capture.to_string());
    put("MobileJailbreakProtection", app.mobile_jailbreak_protection.to_string());
    put("MobileEnableSecureFilePreview", app.mobile_enable_secure_file_preview.to_string());
    put("MobileAllowPdfLinkNavigation", app.mobile_allow_pdf_link_navigation.to_string());
    put("MobileEphemeralModeEnabled", ephemeral.enable.to_string());
    let [timeout, hours, days] = [
        ephemeral.disconnection_timeout_seconds,
        ephemeral.offline_persistence_timer_hours,
        ephemeral.auto_cache_cleanup_days,
    ]
    .map(|number| number.to_string());
    put("MobileEphemeralModeDisconnectionTimeoutSeconds", timeout);
    put("MobileEphemeralModeOfflinePersistenceTimerHours", hours);
    put("MobileEphemeralModeAutoCacheCleanupDays", days);
}

/// Those that only people who are signed in get.
pub(super) fn full(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let (team, email) = (&settings.team_settings, &settings.email_settings);
    put("EnableUserDeactivation", team.enable_user_deactivation.to_string());
    put("MaxNotificationsPerChannel", team.max_notifications_per_channel.to_string());
    put("EnableConfirmNotificationsToChannel", team.enable_confirm_notifications_to_channel.to_string());
    put("TeammateNameDisplay", team.teammate_name_display.clone());
    put("RestrictDirectMessage", team.restrict_direct_message.clone());
    put("EnableCustomUserStatuses", team.enable_custom_user_statuses.to_string());
    put("ExperimentalPrimaryTeam", team.experimental_primary_team.clone());
    put("RequireEmailVerification", email.require_email_verification.to_string());
    put("SendEmailNotifications", email.send_email_notifications.to_string());
    put("SendPushNotifications", email.send_push_notifications.to_string());
    put("ShowEmailAddress", settings.privacy_settings.show_email_address.to_string());
    put("ShowFullName", settings.privacy_settings.show_full_name.to_string());
    service(settings, put);
    files(settings, put);
}

fn service(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let service = &settings.service_settings;
    let typing_pause = service.time_between_user_typing_updates_milliseconds.to_string();
    put("CollapsedThreads", service.collapsed_threads.clone());
    put("EnableEmailInvitations", service.enable_email_invitations.to_string());
    put("EnableUserTypingMessages", service.enable_user_typing_messages.to_string());
    put("TimeBetweenUserTypingUpdatesMilliseconds", typing_pause);
    put("EnableChannelViewedMessages", service.enable_channel_viewed_messages.to_string());
    put("EnableLinkPreviews", service.enable_link_previews.to_string());
    put("EnablePermalinkPreviews", service.enable_permalink_previews.to_string());
    put("EnableDeveloper", service.enable_developer.to_string());
    put("PostEditTimeLimit", service.post_edit_time_limit.to_string());
    put("PostPriority", service.post_priority.to_string());
    if service.post_acknowledgements {
        // The incumbent sends it with a licence only.
        put("PostAcknowledgements", true.to_string());
    }
    put("EnableUserAccessTokens", service.enable_user_access_tokens.to_string());
    put("EnableIncomingWebhooks", service.enable_incoming_webhooks.to_string());
    put("EnablePostUsernameOverride", service.enable_post_username_override.to_string());
    put("EnablePostIconOverride", service.enable_post_icon_override.to_string());
    put("ExtendSessionLengthWithActivity", service.extend_session_length_with_activity.to_string());
}

fn files(settings: &Settings, put: &mut impl FnMut(&str, String)) {
    let files = &settings.file_settings;
    put("EnableFileAttachments", files.enable_file_attachments.to_string());
    put("EnableMobileFileUpload", files.enable_mobile_upload.to_string());
    put("EnableMobileFileDownload", files.enable_mobile_download.to_string());
    put("EnablePublicLink", files.enable_public_link.to_string());
    put("MaxFileSize", files.max_file_size.to_string());
}
