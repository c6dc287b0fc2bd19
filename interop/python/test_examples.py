"""docs/examples/chat.py works as docs/protocol.md shows it."""

import subprocess
import sys
import unittest

from clients import PATIENCE, Guest
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


if __name__ == "__main__":
    unittest.main()
