// The web app's own client, as its makers publish it.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import clients from '@mattermost/client';
import WebSocket from 'ws';

import {startServer} from './server.mjs';

const {Client4, WebSocketClient} = clients;

const PASSWORD = 'correct horse 1';
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
    return {socket, heard, until};
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

test('hears what is said, and goes on where it was after the connection is lost', {timeout: 30_000}, async () => {
    const {socket, heard, until} = listen(ben);
    await until(({event}) => event === 'hello');
    await ann.client.createPost({channel_id: lounge.id, message: 'before'});
    await until(posted('before'));
    let missed = 0;
    socket.addMissedMessageListener(() => missed++);
    const back = new Promise((resolve) => socket.addReconnectListener(resolve));
    socket.conn.terminate();
    await ann.client.createPost({channel_id: lounge.id, message: 'meanwhile'});
    await back;
    await until(posted('meanwhile'));
    await ann.client.createPost({channel_id: lounge.id, message: 'after'});
    await until(posted('after'));
    assert.equal(missed, 0);
    assert.equal(heard.filter(({event}) => event === 'hello').length, 1);
    const answer = await new Promise((resolve) => socket.getStatusesByIds([ann.me.id], resolve));
    assert.ok(ann.me.id in answer.data);
    socket.close();
});

test('begins anew when the server was started again', {timeout: 60_000}, async () => {
    const {socket, until} = listen(ben);
    const first = await until(({event}) => event === 'hello');
    let missed = 0;
    socket.addMissedMessageListener(() => missed++);
    const {url, folder} = server;
    await server.stop();
    server = await startServer(folder, url.replace('http://', ''));
    await until((message) => message.event === 'hello' && message !== first);
    await ann.client.createPost({channel_id: lounge.id, message: 'again'});
    await until(posted('again'));
    assert.ok(missed > 0);
    socket.close();
});
