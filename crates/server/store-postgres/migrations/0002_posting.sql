-- What every post does, in one call. Each statement in it sees what other transactions have committed until then, so
-- that after waiting for the channel's row the counts are right. The channel's row is locked before everything else:
-- whoever posts to the same channel, on whichever node, waits there and nowhere else.
--
-- A function never changes once it was released: a node of the version before goes on calling it. A change is a new
-- function with the next number.
CREATE FUNCTION create_post_1(
    p_id text, p_channel_id text, p_user_id text, p_root_id text, p_original_id text,
    p_create_at bigint, p_update_at bigint, p_edit_at bigint, p_delete_at bigint,
    p_is_pinned boolean, p_has_reactions boolean, p_kind text, p_message text, p_props text, p_hashtags text,
    p_file_ids text, p_priority text,
    p_counts boolean, p_viewed boolean, p_urgent boolean,
    p_pending_id text, p_expires_at bigint, p_now bigint,
    p_mentions text[],
    p_followers text[], p_force boolean[], p_mentioned boolean[], p_has_viewed boolean[],
    p_ack_ids text[], p_push_users text[], p_push_sessions text[], p_push_devices text[], p_push_kinds text[],
    p_push_posts text[], p_push_channels text[], p_push_roots text[], p_push_flags bigint[], p_push_times bigint[],
    OUT outcome text, OUT former_id text, OUT reply_count bigint,
    OUT last_post_at bigint, OUT last_root_post_at bigint, OUT total_msg_count bigint, OUT total_msg_count_root bigint,
    OUT was_member boolean, OUT had_unread boolean, OUT had_mentions boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    is_root boolean := p_root_id = '';
    found_channel text;
    is_thread boolean;
    read_count bigint;
    mentions bigint;
BEGIN
    outcome := 'stored';
    reply_count := 0;
    was_member := false;
    had_unread := false;
    had_mentions := false;
    PERFORM FROM channels c WHERE c.id = p_channel_id FOR NO KEY UPDATE;

    IF p_pending_id IS NOT NULL THEN
        INSERT INTO pending_posts AS n (user_id, pending_id, post_id, expires_at)
        VALUES (p_user_id, p_pending_id, p_id, p_expires_at)
        ON CONFLICT (user_id, pending_id) DO UPDATE SET post_id = excluded.post_id, expires_at = excluded.expires_at
            WHERE n.expires_at <= p_now;
        IF NOT FOUND THEN
            outcome := 'duplicate';
            former_id := (SELECT n.post_id FROM pending_posts n
                          WHERE n.user_id = p_user_id AND n.pending_id = p_pending_id);
            RETURN;
        END IF;
    END IF;

    IF NOT is_root THEN
        SELECT p.channel_id, p.root_id = '' AND p.delete_at = 0 INTO found_channel, is_thread
        FROM posts p WHERE p.id = p_root_id FOR NO KEY UPDATE;
        IF NOT coalesce(is_thread, false) THEN
            outcome := 'missing';
        ELSIF found_channel <> p_channel_id THEN
            outcome := 'other_channel';
        END IF;
        IF outcome <> 'stored' THEN
            DELETE FROM pending_posts n WHERE n.user_id = p_user_id AND n.pending_id = p_pending_id;
            RETURN;
        END IF;
    END IF;

    INSERT INTO posts (id, channel_id, user_id, root_id, original_id, create_at, update_at, edit_at, delete_at,
        is_pinned, has_reactions, kind, message, props, hashtags, file_ids, priority)
    VALUES (p_id, p_channel_id, p_user_id, p_root_id, p_original_id, p_create_at, p_update_at, p_edit_at, p_delete_at,
        p_is_pinned, p_has_reactions, p_kind, p_message, p_props, p_hashtags, p_file_ids, p_priority);

    UPDATE channels c SET
        last_post_at = greatest(c.last_post_at, p_create_at),
        last_root_post_at = CASE WHEN is_root THEN greatest(c.last_root_post_at, p_create_at)
                            ELSE c.last_root_post_at END,
        total_msg_count = c.total_msg_count + p_counts::int,
        total_msg_count_root = c.total_msg_count_root + (p_counts AND is_root)::int
    WHERE c.id = p_channel_id
    RETURNING c.last_post_at, c.last_root_post_at, c.total_msg_count, c.total_msg_count_root
    INTO last_post_at, last_root_post_at, total_msg_count, total_msg_count_root;
    IF NOT FOUND THEN
        last_post_at := 0;
        last_root_post_at := 0;
        total_msg_count := 0;
        total_msg_count_root := 0;
    END IF;

    IF p_viewed THEN
        SELECT m.msg_count, m.mention_count INTO read_count, mentions
        FROM channel_members m WHERE m.channel_id = p_channel_id AND m.user_id = p_user_id FOR NO KEY UPDATE;
        IF FOUND THEN
            was_member := true;
            had_unread := read_count < total_msg_count - p_counts::int;
            had_mentions := mentions > 0;
            UPDATE channel_members m SET
                msg_count = greatest(m.msg_count, total_msg_count),
                msg_count_root = greatest(m.msg_count_root, total_msg_count_root),
                last_viewed_at = greatest(m.last_viewed_at, last_post_at),
                last_update_at = greatest(m.last_update_at, last_post_at),
                mention_count = 0, mention_count_root = 0, urgent_mention_count = 0
            WHERE m.channel_id = p_channel_id AND m.user_id = p_user_id;
        END IF;
    END IF;

    IF cardinality(p_mentions) > 0 THEN
        UPDATE channel_members m SET
            mention_count = m.mention_count + 1,
            mention_count_root = m.mention_count_root + is_root::int,
            urgent_mention_count = m.urgent_mention_count + (is_root AND p_urgent)::int,
            last_update_at = greatest(m.last_update_at, p_create_at)
        WHERE m.channel_id = p_channel_id AND m.user_id = ANY (p_mentions);
    END IF;

    IF NOT is_root THEN
        INSERT INTO threads AS t (root_id, channel_id, team_id, reply_count, last_reply_at, participants)
        VALUES (p_root_id, p_channel_id, coalesce((SELECT c.team_id FROM channels c WHERE c.id = p_channel_id), ''), 1,
            p_create_at, ARRAY[p_user_id])
        ON CONFLICT (root_id) DO UPDATE SET
            reply_count = t.reply_count + 1,
            last_reply_at = greatest(t.last_reply_at, excluded.last_reply_at),
            participants = array_append(array_remove(t.participants, p_user_id), p_user_id)
        RETURNING t.reply_count INTO reply_count;
        UPDATE posts p SET update_at = greatest(p.update_at, p_create_at) WHERE p.id = p_root_id;
        INSERT INTO thread_follows AS f (root_id, user_id, following, last_viewed_at, last_update_at, unread_mentions)
        SELECT p_root_id, w.user_id, true, CASE WHEN w.viewed THEN p_create_at ELSE 0 END, p_create_at,
            (w.mention AND NOT w.viewed)::int
        FROM unnest(p_followers, p_force, p_mentioned, p_has_viewed) AS w (user_id, force, mention, viewed)
        WHERE w.force OR NOT EXISTS (SELECT FROM thread_follows o
                                     WHERE o.root_id = p_root_id AND o.user_id = w.user_id AND NOT o.following)
        ON CONFLICT (root_id, user_id) DO UPDATE SET
            following = true,
            last_update_at = greatest(f.last_update_at, p_create_at),
            last_viewed_at = greatest(f.last_viewed_at, excluded.last_viewed_at),
            unread_mentions = CASE WHEN excluded.last_viewed_at > 0 THEN 0
                              ELSE f.unread_mentions + excluded.unread_mentions END;
    END IF;

    IF cardinality(p_ack_ids) > 0 THEN
        PERFORM queue_pushes_1(p_ack_ids, p_push_users, p_push_sessions, p_push_devices, p_push_kinds, p_push_posts,
            p_push_channels, p_push_roots, p_push_flags, p_push_times);
    END IF;
END $$;

CREATE FUNCTION queue_pushes_1(
    p_ack_ids text[], p_users text[], p_sessions text[], p_devices text[], p_kinds text[], p_posts text[],
    p_channels text[], p_roots text[], p_flags bigint[], p_times bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_outbox (ack_id, user_id, session_id, device_id, kind, post_id, channel_id, root_id, flags,
        created_at)
    SELECT w.ack_id, w.user_id, w.session_id, w.device_id, w.kind, w.post_id, w.channel_id, w.root_id, w.flags,
        w.created_at
    FROM unnest(p_ack_ids, p_users, p_sessions, p_devices, p_kinds, p_posts, p_channels, p_roots, p_flags, p_times)
        WITH ORDINALITY AS w (ack_id, user_id, session_id, device_id, kind, post_id, channel_id, root_id, flags,
            created_at, place)
    ORDER BY w.place;
END $$;

-- Marks channels read, in the order given, which is that of the ids: two that view the same channels never wait for
-- each other in a circle. The membership is locked before the totals are read; a post that comes in between counts
-- either as read together with its mention, or not at all.
CREATE FUNCTION view_channels_1(p_user_id text, p_channels text[], p_with_threads boolean, p_now bigint)
RETURNS TABLE (channel_id text, last_viewed_at bigint, had_unread boolean, had_mentions boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    wanted text;
    member record;
    total record;
BEGIN
    FOREACH wanted IN ARRAY p_channels LOOP
        SELECT m.msg_count, m.mention_count, m.last_viewed_at INTO member
        FROM channel_members m WHERE m.channel_id = wanted AND m.user_id = p_user_id FOR NO KEY UPDATE;
        IF FOUND THEN
            SELECT c.last_post_at, c.total_msg_count, c.total_msg_count_root INTO total
            FROM channels c WHERE c.id = wanted;
            IF FOUND THEN
                UPDATE channel_members m SET
                    msg_count = greatest(m.msg_count, total.total_msg_count),
                    msg_count_root = greatest(m.msg_count_root, total.total_msg_count_root),
                    last_viewed_at = greatest(m.last_viewed_at, total.last_post_at),
                    last_update_at = greatest(m.last_update_at, total.last_post_at),
                    mention_count = 0, mention_count_root = 0, urgent_mention_count = 0
                WHERE m.channel_id = wanted AND m.user_id = p_user_id;
                RETURN QUERY SELECT wanted, greatest(total.last_post_at, member.last_viewed_at),
                    member.msg_count < total.total_msg_count, member.mention_count > 0;
            END IF;
        END IF;
        IF p_with_threads THEN
            UPDATE thread_follows f SET last_viewed_at = greatest(f.last_viewed_at, p_now), unread_mentions = 0,
                last_update_at = p_now
            FROM threads t
            WHERE t.channel_id = wanted AND f.root_id = t.root_id AND f.user_id = p_user_id AND f.following;
        END IF;
    END LOOP;
END $$;

-- Gives a node the next pushes that nobody holds. One node at a time, so that none passes another on the way to a
-- device. With `p_reclaim`, what nodes hold that are dead is free first: a node lives as long as it holds its lock.
CREATE FUNCTION take_pushes_1(p_node bigint, p_limit bigint, p_lock integer, p_reclaim boolean)
RETURNS TABLE (
    seq bigint, ack_id text, user_id text, session_id text, device_id text, kind text, post_id text, channel_id text,
    root_id text, flags bigint, created_at bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(p_lock, 0);
    IF p_reclaim THEN
        UPDATE push_outbox p SET holder = 0
        WHERE p.holder <> 0 AND p.holder <> p_node AND p.holder NOT IN (
            SELECT l.objid::bigint FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.classid::bigint = p_lock AND l.objsubid = 2 AND l.granted
                AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()));
    END IF;
    RETURN QUERY
        WITH next AS (
            SELECT p.seq FROM push_outbox p
            WHERE p.holder = 0 AND NOT EXISTS (
                SELECT FROM push_outbox o
                WHERE o.device_id = p.device_id AND o.seq < p.seq AND o.holder <> 0 AND o.holder <> p_node)
            ORDER BY p.seq LIMIT p_limit
        ), taken AS (
            UPDATE push_outbox p SET holder = p_node FROM next WHERE p.seq = next.seq
            RETURNING p.seq, p.ack_id, p.user_id, p.session_id, p.device_id, p.kind, p.post_id, p.channel_id,
                p.root_id, p.flags, p.created_at
        )
        SELECT t.seq, t.ack_id, t.user_id, t.session_id, t.device_id, t.kind, t.post_id, t.channel_id, t.root_id,
            t.flags, t.created_at
        FROM taken t ORDER BY t.seq;
END $$;
