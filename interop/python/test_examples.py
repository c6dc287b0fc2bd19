"""The examples in docs/examples work as docs/protocol.md shows them."""

import os
import subprocess
import sys
import unittest

from clients import PATIENCE, Guest, new_account
from natter import REPOSITORY, Natter


class Example(unittest.TestCase):
    def test_it_talks_shows_what_others_say_and_catches_up(self):
        natter = Natter("--lobby", "open")
        self.addCleanup(natter.dispose)
        bob = Guest(self, natter)
        example = subprocess.Popen(
            [sys.executable, REPOSITORY / "docs/examples/chat.py", natter.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.addCleanup(example.stdout.close)
        self.addCleanup(example.wait)
        self.addCleanup(example.kill)

        def say(text):
            example.stdin.write(f"{text}\n")
            example.stdin.flush()
            return bob.messages.next(lambda message: message["content"] == {"text": text})["author"]["name"]

        name = say("hello from a script")
        self.assertEqual(example.stdout.readline(), f"{name}: hello from a script\n")
        bob.post("hello script")
        self.assertEqual(example.stdout.readline(), f"{bob.member['name']}: hello script\n")

        natter.kill()
        natter.start()
        bob.welcomes.next()
        bob.post("are you back?")
        self.assertEqual(example.stdout.readline(), f"{bob.member['name']}: are you back?\n")
        say("I am")
        self.assertEqual(example.stdout.readline(), f"{name}: I am\n")

        example.stdin.close()
        self.assertEqual(example.wait(PATIENCE), 0)

    def test_the_bot_reacts_answers_and_edits_its_answer_and_answers_what_it_missed(self):
        natter = Natter()
        self.addCleanup(natter.dispose)
        olive = Guest(self, natter, guest=new_account(natter, "olive", "owner"))
        bot = new_account(natter, "robo")
        example = subprocess.Popen(
            [sys.executable, REPOSITORY / "docs/examples/bot.py", natter.url, "robo"],
            env={**os.environ, "BOT_PASSWORD": bot["password"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.addCleanup(example.stdout.close)
        self.addCleanup(example.wait)
        self.addCleanup(example.kill)
        self.assertEqual(example.stdout.readline(), "robo is listening\n")

        def is_of_bot(message):
            return message["author"]["name"] == "robo"

        asked = olive.post("@robo how many words is this?")["id"]
        reacted = olive.reactions.next()
        self.assertEqual((reacted["message"], reacted["emoji"]), (asked, "👀"))
        self.assertEqual(olive.messages.next(is_of_bot)["reply"]["message"], asked)
        text = olive.changes.next(is_of_bot)["content"]["text"]
        self.assertEqual(text, "That is **6 words**, olive.")
        olive.post("nobody is mentioned")

        natter.kill()
        natter.start()
        olive.welcomes.next()
        missed = olive.post("@robo still there?")["id"]
        self.assertEqual(olive.changes.next(is_of_bot)["reply"]["message"], missed)
        page = olive.ask("history", {"room": olive.lobby})["ok"]
        self.assertEqual(len([one for one in page["messages"] if is_of_bot(one)]), 2)


if __name__ == "__main__":
    unittest.main()
