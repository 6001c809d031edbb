//! Every refusal with a fixed message. A name is its id without the first and the last word, in capitals.

use crate::error::RuleError;

macro_rules! refusals {
    ($($name:ident = $status:literal, $id:literal, $message:literal;)+) => {
        $(
            #[doc = concat!("HTTP ", $status, ", `", $id, "`: \"", $message, "\"")]
            pub const $name: RuleError = RuleError::new($status, $id, $message);
        )+

        /// All of them, for tables and tests.
        pub const ALL: &[RuleError] = &[$($name),+];
    };
}

refusals! {
    ACKNOWLEDGEMENT_DELETE_DEADLINE = 403, "api.acknowledgement.delete.deadline.app_error", "You cannot take an acknowledgement back more than five minutes after giving it.";
    ACKNOWLEDGEMENT_GET = 404, "app.acknowledgement.get.app_error", "Unable to get the acknowledgement.";
    ACKNOWLEDGEMENT_SAVE_ARCHIVED_CHANNEL = 403, "api.acknowledgement.save.archived_channel.app_error", "You cannot acknowledge a post in an archived channel.";
    CHANNEL_ADD_MEMBERS_USER_DENIED = 400, "api.channel.add_members.user_denied", "Some of the users cannot be added because of the channel's membership rules.";
    CHANNEL_ADD_USER_TO_CHANNEL_TYPE = 400, "api.channel.add_user_to_channel.type.app_error", "Can not add user to this channel type.";
    CHANNEL_BOOKMARK_CHANNEL_BOOKMARK_LICENSE = 501, "api.channel.bookmark.channel_bookmark.license.error", "Your license does not support channel bookmarks.";
    CHANNEL_CHANNEL_MEMBER_COUNTS_BY_GROUP_LICENSE = 403, "api.channel.channel_member_counts_by_group.license.error", "Your license does not support groups";
    CHANNEL_CREATE_CHANNEL_DIRECT_CHANNEL = 400, "api.channel.create_channel.direct_channel.app_error", "Must use createDirectChannel API service for direct message channel creation.";
    CHANNEL_CREATE_CHANNEL_DIRECT_CHANNEL_TEAM_RESTRICTED_ERROR = 403, "api.channel.create_channel.direct_channel.team_restricted_error", "A direct channel cannot be created between these users because they do not share a team.";
    CHANNEL_CREATE_CHANNEL_MAX_CHANNEL_LIMIT = 400, "api.channel.create_channel.max_channel_limit.app_error", "The maximum number of channels of this team has been reached.";
    CHANNEL_CREATE_DIRECT_CHANNEL_INVALID_USER = 400, "api.channel.create_direct_channel.invalid_user.app_error", "Invalid user ID for direct channel creation.";
    CHANNEL_CREATE_GROUP_BAD_SIZE = 400, "api.channel.create_group.bad_size.app_error", "Group message channels must contain at least 3 and no more than 8 users.";
    CHANNEL_DELETE_CHANNEL_DELETED = 400, "api.channel.delete_channel.deleted.app_error", "The channel has been archived or deleted.";
    CHANNEL_DELETE_CHANNEL_TYPE_INVALID = 400, "api.channel.delete_channel.type.invalid", "Unable to delete direct or group message channels";
    CHANNEL_PATCH_UPDATE_CHANNEL_NO_CHANGES = 400, "api.channel.patch_update_channel.no_changes.app_error", "No changes in the patch.";
    CHANNEL_PATCH_UPDATE_CHANNEL_UPDATE_DIRECT_OR_GROUP_MESSAGES_NOT_ALLOWED = 400, "api.channel.patch_update_channel.update_direct_or_group_messages_not_allowed.app_error", "You are not allowed to update the name, display_name, and purpose of direct or group messages.";
    CHANNEL_REMOVE_DEFAULT = 400, "api.channel.remove.default.app_error", "The default channel cannot be left.";
    CHANNEL_REMOVE_CHANNEL_MEMBER_TYPE = 400, "api.channel.remove_channel_member.type.app_error", "Unable to remove user from a channel.";
    CHANNEL_RESTORE_CHANNEL_RESTORED = 400, "api.channel.restore_channel.restored.app_error", "Unable to unarchive channel. The channel is not archived.";
    CHANNEL_UPDATE_CHANNEL_MEMBER_AUTOTRANSLATION_FEATURE_NOT_AVAILABLE = 403, "api.channel.update_channel_member_autotranslation.feature_not_available.app_error", "Auto-translation is not available.";
    CHANNEL_UPDATE_CHANNEL_PRIVACY_DEFAULT_CHANNEL_ERROR = 400, "api.channel.update_channel_privacy.default_channel_error", "The default channel cannot be made private.";
    COMMAND_EXECUTE_COMMAND_START = 400, "api.command.execute_command.start.app_error", "No command trigger found.";
    CONTEXT_NOT_FOUND = 404, "api.context.404.app_error", "Sorry, we could not find the page.";
    CONTEXT_MFA_REQUIRED = 403, "api.context.mfa_required.app_error", "Multi-factor authentication is required on this server.";
    CONTEXT_PERMISSIONS = 403, "api.context.permissions.app_error", "You do not have the appropriate permissions.";
    CONTEXT_REQUEST_BODY_TOO_LARGE = 413, "api.context.request_body_too_large.app_error", "Unable to process request. Request body too large.";
    CONTEXT_SERVER_BUSY = 503, "api.context.server_busy.app_error", "The server is busy. Please try again later.";
    CONTEXT_SESSION_EXPIRED = 401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.";
    CONTEXT_TOKEN_PROVIDED = 401, "api.context.token_provided.app_error", "Session is not OAuth but token was provided in the query string.";
    CUSTOM_PROFILE_ATTRIBUTES_LICENSE_ERROR = 403, "api.custom_profile_attributes.license_error", "Your license does not support Custom Profile Attributes.";
    CUSTOM_STATUS_DISABLED = 501, "api.custom_status.disabled", "Custom statuses have been disabled.";
    CUSTOM_STATUS_SET_CUSTOM_STATUSES_UPDATE = 400, "api.custom_status.set_custom_statuses.update.app_error", "The custom status could not be set.";
    EMOJI_CREATE_DUPLICATE = 400, "api.emoji.create.duplicate.app_error", "Unable to create emoji. Another emoji with the same name already exists.";
    EMOJI_GET_MULTIPLE_BY_NAME_TOO_MANY = 400, "api.emoji.get_multiple_by_name_too_many.request_error", "Unable to get that many emoji by name. Only 200 emoji can be requested at once.";
    EMOJI_UPLOAD_IMAGE = 400, "api.emoji.upload.image.app_error", "Unable to create emoji. The picture must be a PNG, JPEG or GIF.";
    EMOJI_UPLOAD_LARGE_IMAGE_TOO_LARGE = 400, "api.emoji.upload.large_image.too_large.app_error", "Unable to create emoji. The picture must be smaller than 1028 by 1028.";
    EMOJI_CREATE_TOO_LARGE = 400, "api.emoji.create.too_large.app_error", "Unable to create emoji. The picture must be smaller than 512 KiB.";
    EMOJI_DISABLED = 501, "api.emoji.disabled.app_error", "Custom emoji have been disabled by the system admin.";
    FILE_ATTACHMENTS_DISABLED = 403, "api.file.attachments.disabled.app_error", "File attachments have been disabled on this server.";
    FILE_GET_FILE_INFO = 404, "api.file.get_file_info.app_error", "Unable to get the file info.";
    FILE_GET_FILE_PREVIEW_NO_PREVIEW = 400, "api.file.get_file_preview.no_preview.app_error", "File doesn't have a preview image.";
    FILE_GET_FILE_THUMBNAIL_NO_THUMBNAIL = 400, "api.file.get_file_thumbnail.no_thumbnail.app_error", "File doesn't have a thumbnail image.";
    FILE_GET_PUBLIC_LINK_DISABLED = 403, "api.file.get_public_link.disabled.app_error", "Public links have been disabled.";
    FILE_GET_PUBLIC_LINK_NO_POST = 400, "api.file.get_public_link.no_post.app_error", "Unable to get a public link for the file. It must be attached to a post that can be read by the current user.";
    FILE_UPLOAD_FILE_LARGE_IMAGE = 400, "api.file.upload_file.large_image.app_error", "The picture has more pixels than this server allows.";
    FILE_UPLOAD_FILE_INCORRECT_CHANNEL_ID = 400, "api.file.upload_file.incorrect_channelId.app_error", "The channel of the upload is missing or wrong.";
    FILE_UPLOAD_FILE_INCORRECT_NUMBER_OF_CLIENT_IDS = 400, "api.file.upload_file.incorrect_number_of_client_ids.app_error", "The number of client ids differs from the number of files.";
    FILE_UPLOAD_FILE_MULTIPLE_CHANNEL_IDS = 400, "api.file.upload_file.multiple_channel_ids.app_error", "More than one channel was given for the upload.";
    FILE_UPLOAD_FILE_READ_REQUEST = 400, "api.file.upload_file.read_request.app_error", "Unable to read the upload.";
    FILE_UPLOAD_FILE_TOO_LARGE_DETAILED = 413, "api.file.upload_file.too_large_detailed.app_error", "The file is larger than this server allows.";
    GET_THREADS_FOR_USER_BAD_ONLY_PARAMS = 400, "api.getThreadsForUser.bad_only_params", "OnlyThreads and OnlyTotals parameters to getThreadsForUser are mutually exclusive";
    GET_THREADS_FOR_USER_BAD_PARAMS = 400, "api.getThreadsForUser.bad_params", "Before and After parameters to getThreadsForUser are mutually exclusive";
    IMAGE_GET = 400, "api.image.get.app_error", "Requested image url cannot be parsed.";
    LICENSE_CLIENT_OLD_FORMAT = 400, "api.license.client.old_format.app_error", "New format for the client license is not supported yet. Please specify format=old in the query string.";
    LICENSE_ERROR = 501, "api.license_error", "api endpoint requires a license";
    PAYLOAD_PARSE = 400, "api.payload.parse.error", "An error occurred while parsing the payload.";
    POST_CREATE_POST_CAN_NOT_POST_IN_RESTRICTED_DM = 400, "api.post.create_post.can_not_post_in_restricted_dm.error", "Cannot post in this direct message: you no longer share a team with the other person.";
    POST_CREATE_POST_CAN_NOT_POST_TO_DELETED = 400, "api.post.create_post.can_not_post_to_deleted.error", "Can not post to deleted channel.";
    POST_CREATE_POST_CHANNEL_ROOT_ID = 400, "api.post.create_post.channel_root_id.app_error", "Invalid ChannelId for RootId parameter.";
    POST_CREATE_POST_ROOT_ID = 400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.";
    POST_DEDUPLICATE_CREATE_POST_PENDING = 500, "api.post.deduplicate_create_post.pending", "The same post is still being created.";
    POST_DELETE_POST_CAN_NOT_DELETE_POST_IN_DELETED = 400, "api.post.delete_post.can_not_delete_post_in_deleted.error", "Cannot delete a post in an archived channel.";
    POST_DELETE_POST_NOT_ENABLED = 501, "api.post.delete_post.not_enabled.app_error", "Permanent post deletion feature is not enabled. Please contact your System Administrator.";
    POST_POST_PRIORITY_PRIORITY_POST_NOT_ALLOWED_FOR_USER = 403, "api.post.post_priority.priority_post_not_allowed_for_user.request_error", "Setting a priority is not allowed for this user.";
    POST_POST_PRIORITY_PRIORITY_POST_ONLY_ALLOWED_FOR_ROOT_POST = 400, "api.post.post_priority.priority_post_only_allowed_for_root_post.request_error", "Only root posts are allowed to have priority.";
    POST_POST_PRIORITY_URGENT_PERSISTENT_NOTIFICATION_POST = 403, "api.post.post_priority.urgent_persistent_notification_post.request_error", "Only urgent posts may have persistent notifications.";
    POST_REVEAL_POST_CANNOT_REVEAL_OWN_POST = 400, "api.post.reveal_post.cannot_reveal_own_post.app_error", "You cannot reveal your own burn-on-read post.";
    POST_UPDATE_POST_CAN_NOT_UPDATE_POST_IN_DELETED = 400, "api.post.update_post.can_not_update_post_in_deleted.error", "Cannot update a post in an archived channel.";
    POST_UPDATE_POST_PERMISSIONS_DENIED = 400, "api.post.update_post.permissions_denied.app_error", "Post edits have been disabled.";
    POST_UPDATE_POST_PERMISSIONS_TIME_LIMIT = 400, "api.post.update_post.permissions_time_limit.app_error", "The time in which this post could be edited is over.";
    POST_UPDATE_POST_SYSTEM_MESSAGE = 400, "api.post.update_post.system_message.app_error", "Unable to update system message.";
    PREFERENCE_PREFERENCES_CATEGORY_GET = 404, "api.preference.preferences_category.get.app_error", "Unable to get user preferences.";
    PREFERENCE_UPDATE_PREFERENCES_SET = 403, "api.preference.update_preferences.set.app_error", "Unable to set user preferences.";
    PUSH_NOTIFICATION_DISABLED = 501, "api.push_notification.disabled.app_error", "Push Notifications are disabled on this server.";
    PUSH_NOTIFICATION_ID_LOADED_FETCH = 500, "api.push_notification.id_loaded.fetch.app_error", "The content of the notification could not be fetched.";
    PUSH_NOTIFICATIONS_ACK_FORWARD = 500, "api.push_notifications_ack.forward.app_error", "An error occurred sending the receipt delivery to the push notification service.";
    PUSH_NOTIFICATIONS_ACK_MESSAGE_PARSE = 400, "api.push_notifications_ack.message.parse.app_error", "An error occurred building the push notification ack message.";
    REACTION_DELETE_ARCHIVED_CHANNEL = 403, "api.reaction.delete.archived_channel.app_error", "You cannot remove a reaction in an archived channel.";
    REACTION_SAVE_ARCHIVED_CHANNEL = 403, "api.reaction.save.archived_channel.app_error", "You cannot react in an archived channel.";
    REACTION_SAVE_REACTION_INVALID = 400, "api.reaction.save_reaction.invalid.app_error", "The reaction is not valid.";
    REACTION_SAVE_REACTION_USER_ID = 403, "api.reaction.save_reaction.user_id.app_error", "You may not react as somebody else.";
    REMOTE_CLUSTER_SERVICE_NOT_ENABLED = 501, "api.remote_cluster.service_not_enabled.app_error", "The remote cluster service is not enabled.";
    ROLES_GET_MULTIPLE_BY_NAME_TOO_MANY = 400, "api.roles.get_multiple_by_name_too_many.request_error", "Unable to get that many roles by name. Only 100 roles can be requested at once.";
    SCHEDULED_POSTS_LICENSE_ERROR = 400, "api.scheduled_posts.license_error", "Scheduled posts feature requires a license";
    SYSTEM_ID_LOADED_NOT_AVAILABLE = 302, "api.system.id_loaded.not_available.app_error", "ID Loaded Push Notifications are not configured or supported on this server.";
    TEAM_ADD_MEMBERS_USER_DENIED = 400, "api.team.add_members.user_denied", "Some of the users cannot be added because of the team's membership rules.";
    TEAM_ADD_USER_TO_TEAM_MISSING_PARAMETER = 400, "api.team.add_user_to_team.missing_parameter.app_error", "Parameter required to add user to team.";
    TEAM_ADD_USER_TO_TEAM_FROM_INVITE_GUEST = 403, "api.team.add_user_to_team_from_invite.guest.app_error", "Guests cannot join a team by an invitation link.";
    TEAM_GET_ALL_TEAMS_INSUFFICIENT_PERMISSIONS = 403, "api.team.get_all_teams.insufficient_permissions", "You do not have the permission to list teams.";
    TEAM_GET_TEAM_ICON_READ_FILE = 404, "api.team.get_team_icon.read_file.app_error", "Unable to read the team icon file.";
    TEAM_SET_TEAM_ICON_CHECK_IMAGE_LIMITS = 400, "api.team.set_team_icon.check_image_limits.app_error", "Image limits check failed. Resolution is too high.";
    TEAM_SET_TEAM_ICON_NO_FILE = 400, "api.team.set_team_icon.no_file.app_error", "No file under 'image' in request.";
    TEAM_SET_TEAM_ICON_TOO_LARGE = 413, "api.team.set_team_icon.too_large.app_error", "The picture is too large.";
    TEAM_INVITE_GUESTS_TO_CHANNELS_LICENSE = 501, "api.team.invite_guests_to_channels.license.error", "Your license does not support guest accounts";
    TEAM_INVITE_MEMBERS_DISABLED = 501, "api.team.invite_members.disabled.app_error", "Email invitations are disabled.";
    TEAM_USER_MISSING_ACCOUNT = 404, "api.team.user.missing_account", "Unable to find the user.";
    UPLOAD_CREATE_UPLOAD_TOO_LARGE = 413, "api.upload.create_upload.too_large.app_error", "The file is larger than this server allows.";
    UPLOAD_UPLOAD_DATA_CONCURRENT = 400, "api.upload.upload_data.concurrent.app_error", "Another part of this file came at the same time.";
    UPLOAD_UPLOAD_DATA_INVALID_CONTENT_LENGTH = 400, "api.upload.upload_data.invalid_content_length", "A part must say how long it is, be as long as it says, and not go beyond the file.";
    UPLOAD_GET = 404, "app.upload.get.app_error", "Unable to get the upload.";
    USER_ACTIVATE_MFA_EMAIL_AND_LDAP_ONLY = 400, "api.user.activate_mfa.email_and_ldap_only.app_error", "Multi-factor authentication is not available for this account type.";
    USER_ATTACH_DEVICE_ID_INVALID_DEVICE_ID = 400, "api.user.attach_device_id.invalid_device_id.app_error", "Invalid device ID.";
    USER_ATTACH_DEVICE_ID_INVALID_VOIP_DEVICE_ID = 400, "api.user.attach_device_id.invalid_voip_device_id.app_error", "Invalid VoIP device ID.";
    USER_CHECK_USER_LOGIN_ATTEMPTS_TOO_MANY = 401, "api.user.check_user_login_attempts.too_many.app_error", "Your account is locked because of too many failed password attempts. Please reset your password.";
    USER_CHECK_USER_LOGIN_ATTEMPTS_TOO_MANY_LDAP = 401, "api.user.check_user_login_attempts.too_many_ldap.app_error", "The account is locked because of too many failed password attempts. Please contact an administrator.";
    USER_CHECK_USER_MFA_BAD_CODE = 401, "api.user.check_user_mfa.bad_code.app_error", "Invalid MFA token.";
    USER_CREATE_USER_NO_OPEN_SERVER = 403, "api.user.create_user.no_open_server", "This server does not allow open sign-ups. Please ask your System Administrator for an account.";
    USER_CREATE_USER_SIGNUP_EMAIL_DISABLED = 501, "api.user.create_user.signup_email_disabled.app_error", "Making accounts with an e-mail address is switched off.";
    USER_CREATE_USER_USER_LIMITS_EXCEEDED = 400, "api.user.create_user.user_limits.exceeded", "The limit of users of this server has been reached.";
    USER_LOGIN_BLANK_PWD = 400, "api.user.login.blank_pwd.app_error", "Password field must not be blank";
    USER_LOGIN_BOT_LOGIN_FORBIDDEN = 401, "api.user.login.bot_login_forbidden.app_error", "Bot login is forbidden.";
    USER_LOGIN_INACTIVE = 401, "api.user.login.inactive.app_error", "Login failed because your account has been deactivated.  Please contact an administrator.";
    USER_LOGIN_INVALID_CREDENTIALS_EMAIL = 401, "api.user.login.invalid_credentials_email", "Enter a valid email and/or password.";
    USER_LOGIN_INVALID_CREDENTIALS_EMAIL_USERNAME = 401, "api.user.login.invalid_credentials_email_username", "Enter a valid email or username and/or password.";
    USER_LOGIN_INVALID_CREDENTIALS_SSO = 401, "api.user.login.invalid_credentials_sso", "Enter a valid email or username and/or password, or sign in using another method.";
    USER_LOGIN_INVALID_CREDENTIALS_USERNAME = 401, "api.user.login.invalid_credentials_username", "Enter a valid username and/or password.";
    USER_LOGIN_NOT_VERIFIED = 401, "api.user.login.not_verified.app_error", "Login failed because the email address has not been verified.";
    USER_LOGIN_REMOTE_USERS_LOGIN = 401, "api.user.login.remote_users.login.error", "Users of a remote server cannot log in here.";
    USER_LOGIN_SSO_CODE_EXCHANGE_DEPRECATED = 410, "api.user.login_sso_code_exchange.deprecated.app_error", "This endpoint is deprecated and disabled. Please update your mobile app.";
    USER_PATCH_USER_LOGIN_PROVIDER_ATTRIBUTE_SET = 409, "api.user.patch_user.login_provider_attribute_set.app_error", "This field is set by the login provider.";
    USER_SEND_PASSWORD_RESET_SEND = 500, "api.user.send_password_reset.send.app_error", "Failed to send password reset email successfully.";
    USER_UPDATE_ACTIVE_NOT_ENABLE = 401, "api.user.update_active.not_enable.app_error", "You cannot deactivate yourself because this feature is not enabled. Please contact your System Administrator.";
    USER_UPDATE_ACTIVE_PERMISSIONS = 403, "api.user.update_active.permissions.app_error", "You do not have the appropriate permissions.";
    USER_UPDATE_PASSWORD_INCORRECT = 400, "api.user.update_password.incorrect.app_error", "The \"Current Password\" you entered is incorrect. Please check that Caps Lock is off and try again.";
    USER_UPLOAD_PROFILE_USER_CHECK_IMAGE_LIMITS = 400, "api.user.upload_profile_user.check_image_limits.app_error", "Image limits check failed. Resolution is too high.";
    USER_UPLOAD_PROFILE_USER_NO_FILE = 400, "api.user.upload_profile_user.no_file.app_error", "No file under 'image' in request.";
    USER_UPLOAD_PROFILE_USER_TOO_LARGE = 413, "api.user.upload_profile_user.too_large.app_error", "The picture is too large.";
    CHANNEL_CREATE_CHANNEL_NO_TEAM_ID = 400, "app.channel.create_channel.no_team_id.app_error", "The team id must be given to create a channel.";
    CHANNEL_GET_BY_NAME_MISSING = 404, "app.channel.get_by_name.missing.app_error", "Channel does not exist.";
    CHANNEL_GET_CHANNELS_NOT_FOUND = 404, "app.channel.get_channels.not_found.app_error", "No channels were found.";
    CHANNEL_GET_MEMBER_MISSING = 404, "app.channel.get_member.missing.app_error", "No channel member found for that user ID and channel ID.";
    CHANNEL_SIDEBAR_CATEGORIES = 400, "app.channel.sidebar_categories.app_error", "Failed to insert record to database.";
    EMOJI_GET_NO_RESULT = 404, "app.emoji.get.no_result", "We couldn’t find the emoji.";
    EMOJI_GET_BY_NAME_NO_RESULT = 404, "app.emoji.get_by_name.no_result", "We couldn’t find the emoji.";
    FILE_INFO_GET = 404, "app.file_info.get.app_error", "Unable to get the file info.";
    PAP_GET_CHANNEL_ACCESS_CONTROL_ATTRIBUTES = 501, "app.pap.get_channel_access_control_attributes.app_error", "Could not get attributes for channel.";
    PLUGIN_DISABLED = 501, "app.plugin.disabled.app_error", "Plugins have been disabled. Please check your logs for details.";
    POST_GET = 404, "app.post.get.app_error", "Unable to get the post.";
    PREFERENCE_GET = 400, "app.preference.get.app_error", "We encountered an error while finding preferences.";
    REACTION_SAVE_SAVE_TOO_MANY_REACTIONS = 400, "app.reaction.save.save.too_many_reactions", "The limit of different reactions for this post has been reached.";
    ROLE_GET_BY_NAME = 404, "app.role.get_by_name.app_error", "Unable to get role.";
    STATUS_GET_MISSING = 404, "app.status.get.missing.app_error", "No status was found for this user.";
    TEAM_GET_FIND = 404, "app.team.get.find.app_error", "Unable to find the existing team.";
    TEAM_GET_BY_INVITE_ID_FINDING = 404, "app.team.get_by_invite_id.finding.app_error", "Unable to find the existing team.";
    TEAM_GET_BY_NAME_MISSING = 404, "app.team.get_by_name.missing.app_error", "Unable to find the existing team.";
    TEAM_GET_MEMBER_MISSING = 404, "app.team.get_member.missing.app_error", "No team member found for that user ID and team ID.";
    TEAM_JOIN_USER_TO_TEAM_MAX_ACCOUNTS = 400, "app.team.join_user_to_team.max_accounts.app_error", "This team has reached the maximum number of accounts.";
    TERMS_OF_SERVICE_GET_NO_ROWS = 404, "app.terms_of_service.get.no_rows.app_error", "No terms of service found.";
    USER_GET_THREAD_MEMBERSHIP_FOR_USER_NOT_FOUND = 404, "app.user.get_thread_membership_for_user.not_found", "User thread membership doesn't exist";
    USER_GET_THREADS_FOR_USER_NOT_FOUND = 404, "app.user.get_threads_for_user.not_found", "User thread doesn't exist or is not followed";
    USER_MISSING_ACCOUNT = 404, "app.user.missing_account.const", "Unable to find the user.";
    USER_SAVE_EMAIL_EXISTS = 400, "app.user.save.email_exists.app_error", "An account with that email already exists.";
    USER_SAVE_USERNAME_EXISTS = 400, "app.user.save.username_exists.app_error", "An account with that username already exists.";
    BASIC_SECURITY_CHECK_URL_TOO_LONG_ERROR = 414, "basic_security_check.url.too_long_error", "URL is too long";
    DATA_RETENTION_GENERIC_LICENSE = 501, "ent.data_retention.generic.license.error", "Your license does not support Data Retention.";
    LICENSE_ERROR_FEATURE_UNAVAILABLE = 501, "license_error.feature_unavailable", "Feature is not available for the current license";
    LICENSE_ERROR_FEATURE_UNAVAILABLE_SPECIFIC = 403, "license_error.feature_unavailable.specific", "Channel Banner feature is not available for the current license";
    MFA_ACTIVATE = 400, "mfa.activate.app_error", "Multi-factor authentication could not be activated: the code is malformed.";
    MFA_ACTIVATE_BAD_TOKEN = 401, "mfa.activate.bad_token.app_error", "Invalid MFA token.";
    MFA_MFA_DISABLED = 501, "mfa.mfa_disabled.app_error", "Multi-factor authentication has been disabled on this server.";
    MFA_VALIDATE_TOKEN_AUTHENTICATE = 401, "mfa.validate_token.authenticate.app_error", "Invalid MFA token.";
    CHANNEL_IS_VALID_1_OR_MORE = 400, "model.channel.is_valid.1_or_more.app_error", "Name must be 1 or more lowercase alphanumeric character.";
    CHANNEL_IS_VALID_DISPLAY_NAME = 400, "model.channel.is_valid.display_name.app_error", "Invalid display name.";
    CHANNEL_IS_VALID_HEADER = 400, "model.channel.is_valid.header.app_error", "Invalid header.";
    CHANNEL_IS_VALID_NAME = 400, "model.channel.is_valid.name.app_error", "Invalid channel name. User ids are not permitted in channel names of other than direct message channels.";
    CHANNEL_IS_VALID_PURPOSE = 400, "model.channel.is_valid.purpose.app_error", "Invalid purpose.";
    CHANNEL_IS_VALID_TYPE = 400, "model.channel.is_valid.type.app_error", "Invalid type.";
    EMOJI_SYSTEM_EMOJI_NAME = 400, "model.emoji.system_emoji_name.app_error", "The name is that of a built-in emoji.";
    EMOJI_NAME = 400, "model.emoji.name.app_error", "Name must be 1 to 64 lowercase alphanumeric characters.";
    POST_IS_VALID_FILE_IDS = 400, "model.post.is_valid.file_ids.app_error", "Invalid file ids. Uploads are limited to 10 files maximum.";
    POST_IS_VALID_FILENAMES = 400, "model.post.is_valid.filenames.app_error", "Invalid filenames.";
    POST_IS_VALID_HASHTAGS = 400, "model.post.is_valid.hashtags.app_error", "Invalid hashtags.";
    POST_IS_VALID_MESSAGE_LENGTH = 400, "model.post.is_valid.message_length.app_error", "Post Message property is longer than the maximum permitted length.";
    POST_IS_VALID_PROPS = 400, "model.post.is_valid.props.app_error", "Invalid props.";
    POST_IS_VALID_ROOT_ID = 400, "model.post.is_valid.root_id.app_error", "Invalid root ID.";
    POST_IS_VALID_TYPE = 400, "model.post.is_valid.type.app_error", "Invalid type.";
    PREFERENCE_IS_VALID_CATEGORY = 400, "model.preference.is_valid.category.app_error", "Invalid category.";
    PREFERENCE_IS_VALID_NAME = 400, "model.preference.is_valid.name.app_error", "Invalid name.";
    PREFERENCE_IS_VALID_THEME = 400, "model.preference.is_valid.theme.app_error", "Invalid theme.";
    PREFERENCE_IS_VALID_VALUE = 400, "model.preference.is_valid.value.app_error", "Value is too long.";
    TEAM_IS_VALID_CHARACTERS = 400, "model.team.is_valid.characters.app_error", "Name must be 2 or more lowercase alphanumeric characters.";
    TEAM_IS_VALID_COMPANY = 400, "model.team.is_valid.company.app_error", "Invalid company name.";
    TEAM_IS_VALID_DESCRIPTION = 400, "model.team.is_valid.description.app_error", "Invalid description.";
    TEAM_IS_VALID_DOMAINS = 400, "model.team.is_valid.domains.app_error", "Invalid allowed domains.";
    TEAM_IS_VALID_EMAIL = 400, "model.team.is_valid.email.app_error", "Invalid email.";
    TEAM_IS_VALID_NAME = 400, "model.team.is_valid.name.app_error", "Invalid name.";
    TEAM_IS_VALID_RESERVED = 400, "model.team.is_valid.reserved.app_error", "This team name is reserved. Please try another.";
    TEAM_IS_VALID_TYPE = 400, "model.team.is_valid.type.app_error", "Invalid type.";
    TEAM_IS_VALID_URL = 400, "model.team.is_valid.url.app_error", "Invalid URL identifier.";
    USER_IS_VALID_EMAIL = 400, "model.user.is_valid.email.app_error", "Invalid email.";
    USER_IS_VALID_FIRST_NAME = 400, "model.user.is_valid.first_name.app_error", "Invalid first name.";
    USER_IS_VALID_ID = 400, "model.user.is_valid.id.app_error", "Invalid user id.";
    USER_IS_VALID_LAST_NAME = 400, "model.user.is_valid.last_name.app_error", "Invalid last name.";
    USER_IS_VALID_LOCALE = 400, "model.user.is_valid.locale.app_error", "Invalid locale.";
    USER_IS_VALID_NICKNAME = 400, "model.user.is_valid.nickname.app_error", "Invalid nickname.";
    USER_IS_VALID_POSITION = 400, "model.user.is_valid.position.app_error", "Invalid position: must not be longer than 128 characters.";
    USER_IS_VALID_USERNAME = 400, "model.user.is_valid.username.app_error", "Username must begin with a letter, and contain between 3 to 22 lowercase characters made up of numbers, letters, and the symbols \".\", \"-\", and \"_\".";
    CHANNEL_SAVE_CHANNEL_EXISTS = 400, "store.sql_channel.save_channel.exists.app_error", "A channel with that name already exists on the same team.";
    POST_SEARCH_DISABLED = 501, "store.sql_post.search.disabled", "Searching has been disabled on this server.";
    TEAM_SAVE_TEAM_EXISTING = 400, "store.sql_team.save_team.existing.app_error", "A team with this URL already exists.";
    USER_SAVE_MAX_ACCOUNTS = 400, "store.sql_user.save.max_accounts.app_error", "This server has reached the maximum number of accounts.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_statuses_are_refusals() {
        let ids: BTreeSet<_> = ALL.iter().map(RuleError::id).collect();
        assert_eq!(ids.len(), ALL.len());
        assert!(ALL.iter().all(|refusal| matches!(refusal.status(), 302 | 400..=599)));
    }
}
