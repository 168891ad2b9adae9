"""A client of the MixVel web service, for Python 3.9 or newer: keeps a token while it lives and calls methods with it.

`python3 mixvel_client.py` logs in to a local run and verifies the token.
"""
import os
import sys
import threading
import urllib.request
import uuid
import xml.etree.ElementTree as ElementTree
from time import gmtime, monotonic, sleep, strftime
from xml.sax.saxutils import escape

TOKEN = "Body/AppData/{https://www.mixvel.com/API/XSD/mixvel_auth/1_01}AuthResponse/Token"
REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06"><Header/><Body>
  <MessageInfo MessageId="{message_id}" TimeSent="{time_sent}"/>
  <AppData><a:Auth xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
    <Login>{login}</Login>
    <Password>{password}</Password>
    <StructureUnitID>{unit}</StructureUnitID>
  </a:Auth></AppData>
</Body></MixEnv:Envelope>
"""


def parse(body):
    """The answer as a tree; an empty one if something on the way has answered in place of the service."""
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return ElementTree.Element("nothing")


class MixvelError(Exception):
    """A refusal. Programs look at status, code and word; people at the text, support at request_id."""

    def __init__(self, status, headers, body):
        error = parse(body).find(".//Error")  # in Body, or in AuthResponse: it has the same parts in both
        error = ElementTree.Element("Error") if error is None else error
        words = [element.text or "" for element in error.iter("DescText")] or ["the answer is no envelope"]
        self.status, self.code = status, error.findtext("Code")
        self.word = next((word for word in words if " " not in word), words[0])  # at HTTP 400 it stands second
        self.can_retry = error.findtext("CanRetry") == "true"
        self.retry_after = int(error.findtext("RetryAfter") or 5)
        self.request_id = headers.get("X-Request-Id")
        super().__init__(f"HTTP {status} {self.code}: {' / '.join(words)} (request {self.request_id})")


class EveryAnswer(urllib.request.HTTPErrorProcessor):
    """Takes every answer as it is. No redirect is followed: it would carry the token to another address."""

    http_response = https_response = lambda self, request, response: response


class MixvelClient:
    """One login of an application; threads may share it."""

    LIFE_S, RENEW_BEFORE_S = 24 * 60 * 60, 10 * 60
    TRIES, LONGEST_WAIT_S, REST_S = 4, 60, 60

    def __init__(self, url, login, password, unit):
        self._url, self._values = url.rstrip("/"), {"login": login, "password": password, "unit": unit}
        self._opener, self._lock = urllib.request.build_opener(EveryAnswer), threading.Lock()
        self._token, self._renew_at, self._refusal, self._rest_until = None, 0, None, 0

    def token(self, refused=None):
        """The kept token, or a new one if its end is near or the web service has refused this very token."""
        with self._lock:
            if self._token in (None, refused) or monotonic() >= self._renew_at:
                if monotonic() < self._rest_until:
                    raise self._refusal
                # Measured on a clock that nobody sets, so it does not matter what time it is here.
                self._token, self._renew_at = None, monotonic() + self.LIFE_S - self.RENEW_BEFORE_S
                self._token = self._log_in()
            return self._token

    def call(self, path, body=None, method="POST", timeout=150):
        """Calls a method. After 401 it is called once more with a new token: nothing went past the guard."""
        token = self.token()
        status, headers, answer = self._send(path, body, method, timeout, token)
        if status == 401:
            status, headers, answer = self._send(path, body, method, timeout, self.token(refused=token))
        if not 200 <= status < 300:
            raise MixvelError(status, headers, answer)
        return headers, answer

    def _log_in(self):
        for tries_left in reversed(range(self.TRIES)):
            moment = {"message_id": str(uuid.uuid4()), "time_sent": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())}
            body = REQUEST.format(**moment, **{name: escape(value) for name, value in self._values.items()})
            status, headers, answer = self._send("/api/Accounts/login", body.encode(), "POST", 30)
            token = parse(answer).findtext(TOKEN)
            if token:
                return token
            error = MixvelError(status, headers, answer)
            if status == 200:  # a refused login: nothing but a person helps, so leave the service alone for a while
                self._refusal, self._rest_until = error, monotonic() + self.REST_S
            if not error.can_retry or tries_left == 0 or error.retry_after > self.LONGEST_WAIT_S:
                raise error
            sleep(error.retry_after)

    def _send(self, path, body, method, timeout, token=None):
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        headers = {"Content-Type": "application/xml; charset=utf-8", **bearer}
        request = urllib.request.Request(self._url + path, body, headers, method=method)
        with self._opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()


if __name__ == "__main__":
    demo = {"URL": "http://127.0.0.1:8787", "LOGIN": "testUser.auth@mixvel.com",
            "PASSWORD": "passWord1!", "UNIT": "12036_ALPHA"}
    try:
        client = MixvelClient(*[os.environ.get(f"MIXVEL_{name}", value) for name, value in demo.items()])
        who, _ = client.call("/api/Accounts/verify", method="GET")
    except (MixvelError, OSError) as error:
        sys.exit(str(error))
    print(f"{who['X-Auth-Application']}: the token counts")
