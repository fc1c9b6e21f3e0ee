"""A WinRM client that we did not write (Debian's python3-winrm) against the double: foreign-client.py URL USER PASSWORD TRANSPORT.

TRANSPORT is "ntlm" (every message encrypted), "ntlm-tls" or "basic". Prints what it was answered, one JSON line.
"""
import json
import sys
import warnings

import winrm
from winrm.protocol import Protocol

warnings.filterwarnings('ignore')
url, user, password, transport = sys.argv[1:5]
protocol = Protocol(
    endpoint=url,
    transport=transport.split('-')[0],
    username=user,
    password=password,
    server_cert_validation='ignore',
    message_encryption='always' if transport == 'ntlm' else 'auto',
    operation_timeout_sec=5,
    read_timeout_sec=10,
)
try:
    shell = protocol.open_shell(codepage=65001)
    said = []
    for command, words in (('echo', ['grüße €']), ('exit', ['3']), ('nonsense', [])):
        running = protocol.run_command(shell, command, words)
        out, err, code = protocol.get_command_output(shell, running)
        protocol.cleanup_command(shell, running)
        said.append([out.decode(), err.decode(), code])
    protocol.close_shell(shell)
    session = winrm.Session(url, auth=(user, password), transport=transport.split('-')[0], server_cert_validation='ignore')
    session.protocol = protocol
    said.append([session.run_ps('Get-Date').std_out.decode()])
    print(json.dumps({'said': said}))
except Exception as error:
    print(json.dumps({'error': type(error).__name__, 'words': str(error)[:200]}))
