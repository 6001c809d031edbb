//! What every store must do. An adapter runs all of it with [`crate::store_conformance`]. And what every bus must do:
//! [`bus::run`].
//!
//! Each case gets an empty store of its own, and panics when the store does not do what it must.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "these are tests, kept where every adapter finds them"
)]

pub mod access_tokens;
pub mod accounts;
pub mod audits;
pub mod bots;
pub mod bus;
pub mod categories;
pub mod channels;
pub mod edits;
pub mod emoji;
pub mod files;
pub mod folding;
pub mod follows;
pub mod hooks;
pub mod marked;
pub mod outbox;
pub mod pages;
pub mod paging;
pub mod posts;
pub mod preferences;
pub mod reactions;
mod samples;
pub mod search;
pub mod second_factors;
pub mod sessions;
pub mod statuses;
pub mod system;
pub mod teams;
pub mod threads;
pub mod unread;
pub mod uploads;

/// Makes one test of each case. `$open` is an async function that returns an empty store and something that is kept
/// until the test is over. An attribute may follow that every test gets, such as one that ignores them all where what
/// the store needs is missing.
///
/// ```
/// use countersign_server_domain::{memory::MemoryStore, store_conformance};
///
/// async fn open() -> (MemoryStore, ()) {
///     (MemoryStore::default(), ())
/// }
///
/// store_conformance!(open);
/// ```
#[macro_export]
macro_rules! store_conformance {
    ($open:path $(, #[$attribute:meta])?) => {
        $crate::store_conformance! { @cases $open, { $(#[$attribute])? };
            accounts: first_account_gets_the_first_roles, names_are_unique, found_by_name_and_address,
                failed_attempts_are_counted_and_forgotten, passwords_are_replaced, profiles_change,
                deactivation_ends_sessions_and_queues_wipes, lists_are_filtered_and_paged, lists_are_ordered,
                people_of_shared_channels_are_known, prefixes_are_taken_literally;
            sessions: found_by_hash_only, one_device_has_one_session, the_cap_ends_the_least_used,
                attaching_moves_a_device, devices_know_since_when, ending_queues_wipes_for_devices, expiry_is_announced_once,
                old_sessions_are_removed, touching_never_goes_back, parked_devices_are_told;
            teams: made_with_what_they_start_with, names_are_taken_once, joining_and_leaving, members_are_ordered_and_left_out, lists_leave_out_the_closed,
                pictures_are_noted, teams_change;
            channels: names_are_taken_in_the_team_only, direct_channels_are_made_once, lists_hold_own_channels,
                joining_twice_is_joining_once, leaving_is_final, notify_props_are_replaced,
                rosters_hold_active_members, viewing_reads_everything, counts_hold_active_members, channels_change, member_roles_change, channels_are_found;
            posts: counts_rise, notices_do_not_count, authors_have_read_their_own, mentions_are_counted,
                sending_again_makes_no_second_post, pending_names_are_forgotten_in_time, pushes_are_queued_with_the_post,
                deleted_and_unknown_posts_are_not_there,
                odd_texts_are_kept, nul_is_kept_or_refused;
            threads: replies_need_a_root, replies_make_a_thread, followers_count_their_mentions,
                who_unfollowed_is_left_alone, a_thread_is_read_in_parts;
            folding: people_are_found_in_any_case, files_are_found_in_any_case;
            follows: followed_threads_are_paged, what_was_read_is_not_unread, following_begins_and_ends,
                scopes_leave_out, urgent_mentions_are_counted, who_leaves_follows_no_longer;
            edits: changes_are_kept_as_history, deleted_posts_are_gone, roots_go_with_their_replies,
                threads_forget_deleted_replies;
            unread: posts_are_read_from_a_moment_on, the_first_unread_post_is_found,
                counters_are_put_when_nothing_came_between, team_unreads_sum_up_channels;
            categories: categories_are_replaced_whole;
            search: texts_are_found, searches_are_narrowed, what_was_just_written_is_found;
            pages: newest_first_with_neighbours, before_and_after_an_anchor, since_holds_what_changed,
                roots_only_brings_threads, replies_bring_their_roots, paging_covers_each_post_once;
            paging: accounts_are_paged, channels_are_paged, members_are_paged, teams_are_paged, emoji_are_paged,
                saved_posts_are_paged, threads_are_paged, replies_are_paged, found_files_are_paged, found_posts_are_paged;
            preferences: saved_replaced_and_deleted, read_for_several_users;
            files: files_are_kept_whole, posts_take_their_files, files_are_taken_once, edited_posts_take_new_files, refused_posts_take_no_files, files_are_found_by_name,
                files_go_with_their_post;
            uploads: parts_follow_one_another, sessions_become_files;
            emoji: emoji_names_are_taken_once, emoji_are_found_by_name;
            reactions: reactions_come_and_go, reacting_twice_is_reacting_once, reactions_need_a_post,
                acknowledging_again_keeps_the_time;
            marked: posts_are_pinned, pinned_posts_are_listed, saved_posts_are_listed;
            access_tokens: tokens_are_listed_and_found, tokens_open_one_session, switched_off_tokens_open_nothing;
            audits: entries_are_kept_and_paged;
            bots: bots_are_listed_by_owner;
            hooks: hooks_change_and_go;
            second_factors: factors_wait_until_they_are_activated, codes_are_used_once;
            statuses: saved_without_the_open_channel, timed_statuses_end_once;
            outbox: pushes_keep_their_order, every_kind_survives, badges_count_what_is_unread;
            system: values_are_set_once_or_anew, values_are_taken_once, roles_are_seeded_once;
        }
    };
    (@cases $open:path, $attributes:tt; $($area:ident: $($case:ident),+;)+) => {$(
        mod $area {
            use super::*;

            $($crate::store_conformance! { @case $open, $attributes, $area, $case })+
        }
    )+};
    (@case $open:path, { $(#[$attribute:meta])? }, $area:ident, $case:ident) => {
        #[tokio::test]
        $(#[$attribute])?
        async fn $case() {
            let (store, _keep) = $open().await;
            $crate::conformance::$area::$case(&store).await;
        }
    };
}
