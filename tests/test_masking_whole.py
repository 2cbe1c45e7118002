"""L24 over the whole program: what is masked at the door is nowhere, not even in the logs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[1]
SECRETS = {
    "identity": "131052-308T",
    "phone": "040 765 4321",
    "email": "matti.meikalainen@example.org",
    "account": "FI21 1234 5600 0007 85",
    "card": "4111 1111 1111 1111",
}
_ADDRESS = re.compile(r"Residents: (http://[\d.:]+)/")
_SIGN_IN = re.compile(r"(http://\S+/desk/in/\S+)")


def _talk(url: str, link: str) -> str:
    """A resident writes every kind of secret, an official looks at all of it; all the pages."""
    with httpx2.Client(follow_redirects=True, timeout=20) as client:
        words = "; ".join(SECRETS.values())
        form = {"lang": "fi", "text": f"milloin katu aurataan? {words}"}
        page = client.post(f"{url}/ask", data=form)
        place = page.url.path
        seen = [page.text, client.get(f"{url}{place}/conversation.txt").text]
        seen.append(client.post(link).text)
        queue = client.get(f"{url}/desk?view=all").text
        case = re.findall(r"/desk/case/[\w-]+", queue)[0]
        return "\n".join([*seen, queue, client.get(f"{url}{case}").text])


def test_the_original_is_in_no_page_no_log_and_no_byte_of_the_data_folder(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AURA_")}
    data, log = tmp_path / "data", tmp_path / "log"
    command = [sys.executable, "-m", "bot", "serve", "--port", "0", "--data", str(data)]
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=ROOT
        ) as process,
    ):
        assert process.stdout
        greeting = ""
        while "Ctrl-C" not in greeting:
            greeting += process.stdout.readline()
        found, link = _ADDRESS.search(greeting), _SIGN_IN.search(greeting)
        assert found
        assert link
        pages = _talk(found[1], link[1])
        kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
        process.terminate()
        process.wait(timeout=10)
    everything = pages + log.read_text() + kept.decode("utf-8", errors="replace")
    for kind, secret in SECRETS.items():
        assert secret not in everything
        assert re.sub(r"\s", "", secret) not in everything
        assert f"⟦{kind}⟧" in kept.decode("utf-8", errors="replace")
