"""Who is asking, as the guard of MixVel says: for services behind it, on Python 3.9 or newer, without packages."""
import base64
import hashlib
import hmac
import json
import time


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(method, path, signature, keys, issuer, audience, now=None):
    """The claims of a request's `X-Auth-Signature`; raises ValueError with the reason if there are none.

    `path` has the query, as it came; `keys` are secrets by their id. Texts are percent-encoded:
    `urllib.parse.unquote(claims["name"])`.
    """
    parts = (signature or "").split(".")
    if len(parts) != 3:
        raise ValueError("there is no signature")
    head = json.loads(decoded(parts[0]))
    if head.get("alg") != "HS512" or head.get("kid") not in keys:
        raise ValueError("the key is unknown")
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    right = hmac.new(decoded(keys[head["kid"]]), signed, hashlib.sha512).digest()
    if not hmac.compare_digest(right, decoded(parts[2])):
        raise ValueError("the signature is wrong")
    claims = json.loads(decoded(parts[1]))
    if claims["iss"] != issuer or claims["aud"] != audience:
        raise ValueError("it is for another service")
    now = time.time() if now is None else now
    # Five seconds for clocks that differ.
    if now >= claims["exp"] + 5 or now < claims["iat"] - 5:
        raise ValueError("it is too old, or a clock is wrong")
    if claims["method"] != method or claims["path"] != path:
        raise ValueError("it is for another request")
    return claims
