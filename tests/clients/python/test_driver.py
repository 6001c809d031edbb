"""The driver that bots are written with, against this server."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

from mattermostdriver import Driver
from mattermostdriver.exceptions import NoAccessTokenProvided, NotEnoughPermissions, ResourceNotFound

PASSWORD = "correct horse 1"
SECONDS = 20


class Server:
    """The server that COUNTERSIGN_SERVER names, on a port of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="countersign-clients-")
        program = os.environ["COUNTERSIGN_SERVER"]
        command = [program, "serve", "--data", self.folder, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        for line in self.process.stdout:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found.group(1))
                # What it says later would fill the pipe.
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return
        raise RuntimeError("the server ended: " + "".join(said))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def driver(port, name, password=PASSWORD):
    options = {"url": "127.0.0.1", "port": port, "scheme": "http", "login_id": name, "password": password, "verify": False}
    return Driver(options)


class DriverTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.ann = cls.person("ann")
        site = {"ServiceSettings": {"SiteURL": f"http://127.0.0.1:{cls.server.port}"}, "TeamSettings": {"EnableOpenServer": True}}
        cls.ann.client.make_request("put", "/config/patch", site)
        cls.ben = cls.person("ben")
        cls.team = cls.ann.teams.create_team({"name": "alpha", "display_name": "Alpha", "type": "O"})
        cls.lounge = cls.ann.channels.create_channel(
            {"team_id": cls.team["id"], "name": "lounge", "display_name": "Lounge", "type": "O"}
        )
        ben = cls.ben.client.userid
        cls.ann.teams.add_user_to_team(cls.team["id"], {"team_id": cls.team["id"], "user_id": ben})
        cls.ann.channels.add_user(cls.lounge["id"], {"user_id": ben})

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    @classmethod
    def person(cls, name):
        person = driver(cls.server.port, name)
        person.users.create_user({"username": name, "email": f"{name}@example.com", "password": PASSWORD})
        person.login()
        return person

    def test_a_wrong_password_is_refused(self):
        with self.assertRaises(NoAccessTokenProvided):
            driver(self.server.port, "ben", "wrong").login()

    def test_what_is_not_there_is_not_found(self):
        with self.assertRaises(ResourceNotFound):
            self.ben.users.get_user("a" * 26)
        with self.assertRaises(NotEnoughPermissions):
            self.ben.users.update_user_active_status(self.ann.client.userid, {"active": False})

    def test_a_bot_finds_its_way_and_answers(self):
        self.assertEqual([team["name"] for team in self.ben.teams.get_user_teams("me")], ["alpha"])
        found = self.ben.channels.get_channel_by_name_and_team_name("alpha", "lounge")
        self.assertEqual(found["id"], self.lounge["id"])
        root = self.ann.posts.create_post({"channel_id": found["id"], "message": "hello"})
        self.ben.posts.create_post({"channel_id": found["id"], "message": "hi", "root_id": root["id"]})
        thread = self.ann.posts.get_thread(root["id"])
        self.assertEqual(len(thread["order"]), 2)
        page = self.ben.posts.get_posts_for_channel(found["id"], params={"per_page": 10})
        self.assertIn(root["id"], page["order"])
        direct = self.ben.channels.create_direct_message_channel([self.ben.client.userid, self.ann.client.userid])
        self.assertEqual(direct["type"], "D")

    def test_a_bot_sends_files_finds_posts_and_reacts(self):
        lounge, team = self.lounge["id"], self.team["id"]
        sent = self.ann.files.upload_file(lounge, {"files": ("log.txt", b"wind: north")})
        file_id = sent["file_infos"][0]["id"]
        post = self.ann.posts.create_post({"channel_id": lounge, "message": "the barometer falls", "file_ids": [file_id]})
        self.assertEqual(self.ben.files.get_file(file_id).content, b"wind: north")
        found = self.ben.posts.search_for_team_posts(team, {"terms": "barometer", "is_or_search": False})
        self.assertEqual(found["order"], [post["id"]])
        reaction = {"user_id": self.ben.client.userid, "post_id": post["id"], "emoji_name": "umbrella"}
        self.ben.reactions.create_reaction(reaction)
        # The driver asks for them at an address with two slashes.
        reactions = self.ann.reactions.get_reactions_of_post(post["id"])
        self.assertEqual([reaction["emoji_name"] for reaction in reactions], ["umbrella"])

    def test_a_bot_signs_in_with_a_token(self):
        allowed = {"ServiceSettings": {"EnableUserAccessTokens": True}}
        self.ann.client.make_request("put", "/config/patch", allowed)
        made = self.ann.users.create_user_access_token(self.ann.client.userid, {"description": "for scripts"})
        options = {"url": "127.0.0.1", "port": self.server.port, "scheme": "http", "token": made["token"]}
        script = Driver(options)
        script.login()
        self.assertEqual(script.users.get_user("me")["username"], "ann")

    def test_a_bot_hears_what_is_said(self):
        heard = threading.Event()
        ready = threading.Event()

        async def hear(message):
            if "hello" in message and "connection_id" in message:
                ready.set()
            if "posted" in message and "can you hear me" in message:
                heard.set()

        def listen():
            asyncio.set_event_loop(asyncio.new_event_loop())
            self.ben.init_websocket(hear)

        threading.Thread(target=listen, daemon=True).start()
        self.assertTrue(ready.wait(SECONDS), "the socket says hello")
        self.ann.posts.create_post({"channel_id": self.lounge["id"], "message": "can you hear me"})
        self.assertTrue(heard.wait(SECONDS), "the post is heard")


if __name__ == "__main__":
    unittest.main()
