// The web app's own client, as its makers publish it.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import clients from '@mattermost/client';
import WebSocket from 'ws';

import {startServer} from './server.mjs';

const {Client4, WebSocketClient} = clients;

const PASSWORD = 'correct horse 1';
/** One black point. */
const PICTURE = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
    'base64',
);
let server;
let ann;
let ben;
let team;
let lounge;

before(async () => {
    // What the client takes from a browser.
    globalThis.WebSocket = WebSocket;
    globalThis.CloseEvent ??= class extends Event {
        constructor(type, members) {
            super(type);
            Object.assign(this, members);
        }
    };
    server = await startServer();
    ann = await person('ann');
    await call(ann, 'PUT', '/config/patch', {ServiceSettings: {SiteURL: server.url}, TeamSettings: {EnableOpenServer: true}});
    ben = await person('ben');
    team = await ann.client.createTeam({name: 'alpha', display_name: 'Alpha', type: 'O', allow_open_invite: true});
    await ann.client.addToTeam(team.id, ben.me.id);
    lounge = await ann.client.createChannel({team_id: team.id, name: 'lounge', display_name: 'Lounge', type: 'O'});
    await ann.client.addToChannel(ben.me.id, lounge.id);
});

after(async () => {
    await server?.stop();
    server?.forget();
});

async function person(name) {
    const client = new Client4();
    client.setUrl(server.url);
    await client.createUser({username: name, email: `${name}@example.com`, password: PASSWORD}, '', '');
    const me = await client.login(name, PASSWORD);
    return {client, me};
}

async function call({client}, method, path, body) {
    const answer = await fetch(`${server.url}/api/v4${path}`, {
        method,
        headers: {Authorization: `Bearer ${client.getToken()}`},
        body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, await answer.text());
}

/** A socket whose messages can be waited for. */
function listen({client}, config = {}) {
    // As in a browser, where the cookie says who it is when the socket opens: only then is a connection taken up again.
    const newWebSocketFn = (url) => new WebSocket(url, {headers: {Authorization: `Bearer ${client.getToken()}`}});
    const socket = new WebSocketClient({minWebSocketRetryTime: 50, reconnectJitterRange: 10, newWebSocketFn, ...config});
    const heard = [];
    const waiting = [];
    const missed = {times: 0};
    // Before it connects: the client keeps its connection's id only when somebody listens for this, and one without an
    // id is answered with a first event that it does not take.
    socket.addMissedMessageListener(() => missed.times++);
    socket.addMessageListener((message) => {
        heard.push(message);
        for (const each of waiting.splice(0)) {
            each();
        }
    });
    const until = async (matches) => {
        for (;;) {
            const found = heard.find(matches);
            if (found) {
                return found;
            }
            await new Promise((resolve) => waiting.push(resolve));
        }
    };
    socket.initialize(`${server.url.replace('http', 'ws')}/api/v4/websocket`);
    return {socket, heard, missed, until};
}

const posted = (text) => (message) => message.event === 'posted' && JSON.parse(message.data.post).message === text;

test('signs in, and is told what is wrong when it cannot', async () => {
    assert.equal(ben.me.username, 'ben');
    const stranger = new Client4();
    stranger.setUrl(server.url);
    await assert.rejects(stranger.login('ben', 'wrong'), (error) => {
        assert.equal(error.status_code, 401);
        assert.equal(error.server_error_id, 'api.user.login.invalid_credentials_email_username');
        return true;
    });
    await assert.rejects(stranger.getMe(), (error) => error.status_code === 401);
});

test('enters: everything an app asks for after it has signed in', async () => {
    const {client, me} = ben;
    const [config, license, preferences] = await Promise.all([
        client.getClientConfig(), client.getClientLicenseOld(), client.getMyPreferences(),
    ]);
    assert.equal(config.SiteURL, server.url);
    assert.equal(license.IsLicensed, 'false');
    assert.ok(Array.isArray(preferences));
    const [teams, memberships, self, status] = await Promise.all([
        client.getMyTeams(), client.getMyTeamMembers(), client.getMe(), client.getStatus(me.id),
    ]);
    assert.deepEqual(teams.map(({name}) => name), ['alpha']);
    assert.deepEqual(memberships.map(({team_id}) => team_id), [team.id]);
    assert.equal(self.id, me.id);
    assert.equal(status.user_id, me.id);
    const [channels, members, categories, roles] = await Promise.all([
        client.getMyChannels(team.id), client.getMyChannelMembers(team.id),
        client.getChannelCategories('me', team.id), client.getRolesByNames(['system_user', 'team_user', 'channel_user']),
    ]);
    assert.deepEqual(channels.map(({name}) => name).sort(), ['lounge', 'off-topic', 'town-square']);
    assert.equal(members.length, 3);
    assert.ok(categories.order.length >= 3);
    assert.equal(roles.length, 3);
    const people = await client.getProfilesInChannel(lounge.id);
    assert.deepEqual(people.map(({username}) => username).sort(), ['ann', 'ben']);
    const statuses = await client.getStatusesByIds([ann.me.id, me.id]);
    assert.equal(statuses.length, 2);
    await client.viewMyChannel(lounge.id);
});

test('posts, answers in a thread, and reads both back', async () => {
    const root = await ann.client.createPost({channel_id: lounge.id, message: 'hello @ben', pending_post_id: `${ann.me.id}:1`});
    const reply = await ben.client.createPost({channel_id: lounge.id, message: 'hi', root_id: root.id});
    const thread = await ann.client.getPaginatedPostThread(root.id, {});
    assert.deepEqual(new Set(thread.order), new Set([root.id, reply.id]));
    const page = await ben.client.getPosts(lounge.id, 0, 30, true, true, true);
    assert.equal(page.posts[root.id].reply_count, 1);
    assert.deepEqual(page.posts[root.id].participants.map(({id}) => id), [ben.me.id]);
    const again = await ann.client.createPost({channel_id: lounge.id, message: 'hello @ben', pending_post_id: `${ann.me.id}:1`});
    assert.equal(again.id, root.id);
});

test('edits, pins, saves, reacts and deletes', async () => {
    const post = await ann.client.createPost({channel_id: lounge.id, message: 'the tide'});
    const edited = await ann.client.patchPost({id: post.id, message: 'the tide turns'});
    assert.equal(edited.message, 'the tide turns');
    await ben.client.addReaction(ben.me.id, post.id, 'anchor');
    assert.deepEqual((await ann.client.getReactionsForPost(post.id)).map(({emoji_name}) => emoji_name), ['anchor']);
    await ben.client.removeReaction(ben.me.id, post.id, 'anchor');
    assert.deepEqual((await ann.client.getPost(post.id)).metadata.reactions ?? [], []);
    await ann.client.pinPost(post.id);
    assert.deepEqual((await ben.client.getPinnedPosts(lounge.id)).order, [post.id]);
    await ben.client.savePreferences(ben.me.id, [{user_id: ben.me.id, category: 'flagged_post', name: post.id, value: 'true'}]);
    assert.deepEqual((await ben.client.getFlaggedPosts(ben.me.id)).order, [post.id]);
    await ann.client.deletePost(post.id);
    await assert.rejects(ben.client.getPost(post.id), (error) => error.status_code === 404);
});

test('follows threads and knows what is unread', async () => {
    const root = await ben.client.createPost({channel_id: lounge.id, message: 'who rows?'});
    await ben.client.viewMyChannel(lounge.id);
    await ann.client.createPost({channel_id: lounge.id, message: '@ben rows', root_id: root.id});
    const threads = await ben.client.getUserThreads(ben.me.id, team.id, {});
    const thread = threads.threads.find(({id}) => id === root.id);
    assert.equal(thread.unread_replies, 1);
    assert.equal(thread.unread_mentions, 1);
    await ben.client.updateThreadReadForUser(ben.me.id, team.id, root.id, Date.now());
    const read = await ben.client.getUserThread(ben.me.id, team.id, root.id);
    assert.equal(read.unread_replies, 0);
    await ben.client.markPostAsUnread(ben.me.id, root.id);
    const member = await ben.client.getMyChannelMember(lounge.id);
    assert.ok(member.msg_count_root < (await ben.client.getChannel(lounge.id)).total_msg_count_root);
});

test('sends a picture, and finds what was said with it', async () => {
    const form = new FormData();
    form.append('channel_id', lounge.id);
    form.append('client_ids', 'one');
    form.append('files', new Blob([PICTURE], {type: 'image/png'}), 'lighthouse.png');
    const uploaded = await ann.client.uploadFile(form);
    assert.deepEqual(uploaded.client_ids, ['one']);
    const [info] = uploaded.file_infos;
    assert.deepEqual([info.name, info.mime_type, info.width, info.height], ['lighthouse.png', 'image/png', 1, 1]);
    const post = await ann.client.createPost({channel_id: lounge.id, message: 'a lamp at night', file_ids: [info.id]});
    assert.deepEqual(post.metadata.files.map(({id}) => id), [info.id]);
    assert.deepEqual((await ben.client.getFileInfosForPost(post.id)).map(({id}) => id), [info.id]);
    const answer = await fetch(ben.client.getFileUrl(info.id, 0), {headers: {Authorization: `Bearer ${ben.client.getToken()}`}});
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PICTURE);
    assert.deepEqual((await ben.client.searchPosts(team.id, 'lamp from:ann in:lounge', false)).order, [post.id]);
    assert.deepEqual((await ben.client.searchPosts(team.id, 'submarine', false)).order, []);
});

test('writes to one person, and is found by name', async () => {
    const direct = await ann.client.createDirectChannel([ann.me.id, ben.me.id]);
    const {socket, until} = listen(ben);
    await until(({event}) => event === 'hello');
    await ann.client.createPost({channel_id: direct.id, message: 'between us'});
    const heard = await until(posted('between us'));
    assert.deepEqual(JSON.parse(heard.data.mentions), [ben.me.id]);
    assert.equal(heard.data.sender_name, '@ann');
    socket.close();
    const found = await ben.client.autocompleteUsers('an', team.id, lounge.id);
    assert.deepEqual(found.users.map(({username}) => username), ['ann']);
    await ben.client.updateStatus({user_id: ben.me.id, status: 'dnd'});
    assert.equal((await ann.client.getStatus(ben.me.id)).status, 'dnd');
});

test('administers: people, settings, the state of the server', async () => {
    const people = await ann.client.getProfiles(0, 100);
    assert.deepEqual(people.map(({username}) => username).sort(), ['ann', 'ben']);
    assert.deepEqual((await ann.client.searchUsers('ben', {})).map(({username}) => username), ['ben']);
    const settings = await ann.client.getConfig();
    assert.equal(settings.ServiceSettings.SiteURL, server.url);
    const changed = await ann.client.patchConfig({TeamSettings: {SiteName: 'Harbour'}});
    assert.equal(changed.TeamSettings.SiteName, 'Harbour');
    assert.equal((await ben.client.getClientConfig()).SiteName, 'Harbour');
    assert.equal((await ann.client.ping(true)).status, 'OK');
    await assert.rejects(ben.client.getConfig(), (error) => error.status_code === 403);
    const cid = await person('cid');
    await ann.client.updateUserActive(cid.me.id, false);
    await assert.rejects(cid.client.getMe(), (error) => error.status_code === 401);
});

test('makes a token, a bot and a webhook, and works with them', async () => {
    await ann.client.patchConfig({ServiceSettings: {
        EnableUserAccessTokens: true, EnableBotAccountCreation: true, EnableIncomingWebhooks: true,
    }});
    const {token} = await ann.client.createUserAccessToken(ann.me.id, 'for the harbour office');
    const office = new Client4();
    office.setUrl(server.url);
    office.setToken(token);
    assert.equal((await office.getMe()).id, ann.me.id);
    const bot = await ann.client.createBot({username: 'tidebot', display_name: 'Tide', description: 'tells the tide'});
    assert.equal(bot.owner_id, ann.me.id);
    const hook = await office.createIncomingWebhook({channel_id: lounge.id, display_name: 'Horn', description: ''});
    const blown = await fetch(`${server.url}/hooks/${hook.id}`, {method: 'POST', body: JSON.stringify({text: 'fog ahead'})});
    assert.equal(blown.status, 200);
    const page = await ben.client.getPosts(lounge.id, 0, 5);
    assert.ok(Object.values(page.posts).some(({message}) => message === 'fog ahead'));
});

test('signs out', async () => {
    const {client} = await person('dora');
    await client.getMe();
    await client.logout();
    await assert.rejects(client.getMe(), (error) => error.status_code === 401);
});

test('hears what is said, and goes on where it was after the connection is lost', {timeout: 30_000}, async () => {
    const {socket, heard, missed, until} = listen(ben);
    await until(({event}) => event === 'hello');
    await ann.client.createPost({channel_id: lounge.id, message: 'before'});
    await until(posted('before'));
    const back = new Promise((resolve) => socket.addReconnectListener(resolve));
    socket.conn.terminate();
    await ann.client.createPost({channel_id: lounge.id, message: 'meanwhile'});
    await back;
    await until(posted('meanwhile'));
    await ann.client.createPost({channel_id: lounge.id, message: 'after'});
    await until(posted('after'));
    assert.equal(missed.times, 0);
    assert.equal(heard.filter(({event}) => event === 'hello').length, 1);
    const answer = await new Promise((resolve) => socket.getStatusesByIds([ann.me.id], resolve));
    assert.ok(ann.me.id in answer.data);
    socket.close();
});

test('begins anew when the server was started again', {timeout: 60_000}, async () => {
    const {socket, missed, until} = listen(ben);
    const first = await until(({event}) => event === 'hello');
    const {url, folder} = server;
    await server.stop();
    server = await startServer(folder, url.replace('http://', ''));
    await until((message) => message.event === 'hello' && message !== first);
    await ann.client.createPost({channel_id: lounge.id, message: 'again'});
    await until(posted('again'));
    assert.ok(missed.times > 0);
    socket.close();
});
