"""An NTLM verifier that we did not write (gss-ntlmssp by python3-gssapi), driven line by line with JSON on stdin.

{"negotiate": b64, "cbt": hex of the application data or null}   -> {"challenge": b64}
{"authenticate": b64}                                            -> {"ok": true, "name": "..."} or {"error": "..."}
{"open": b64 of signature and sealed}                            -> {"plain": b64} or {"error": "..."}
{"seal": b64}                                                    -> {"sealed": b64}
The users are those of NTLM_USER_FILE.
"""
import base64
import json
import sys

import gssapi
from gssapi.raw import ChannelBindings

NTLM = gssapi.OID.from_int_seq('1.3.6.1.4.1.311.2.2.10')
context = None


def handle(line):
    global context
    if 'negotiate' in line:
        bindings = ChannelBindings(application_data=bytes.fromhex(line['cbt'])) if line.get('cbt') else None
        credentials = gssapi.Credentials(usage='accept', mechs=[NTLM])
        context = gssapi.SecurityContext(creds=credentials, usage='accept', channel_bindings=bindings)
        return {'challenge': base64.b64encode(context.step(base64.b64decode(line['negotiate']))).decode()}
    if 'authenticate' in line:
        context.step(base64.b64decode(line['authenticate']))
        return {'ok': context.complete, 'name': str(context.initiator_name)}
    if 'open' in line:
        return {'plain': base64.b64encode(context.unwrap(base64.b64decode(line['open'])).message).decode()}
    return {'sealed': base64.b64encode(context.wrap(base64.b64decode(line['seal']), True).message).decode()}


for text in sys.stdin:
    try:
        answer = handle(json.loads(text))
    except Exception as error:
        answer = {'error': str(error)[:300]}
    print(json.dumps(answer), flush=True)
