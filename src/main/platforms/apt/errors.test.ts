import { describe, expect, it } from 'vitest';
import { aptProblem, aptUpdateProblem } from './errors.ts';

/** Real output, apt 2.6.1 on Debian 12 with each fault made on purpose; addresses are those of the test network. */
describe('apt-get update', () => {
  const INCOMPLETE = 'E: Some index files failed to download. They have been ignored, or old ones used instead.';
  it.each([
    [
      'connection refused',
      [
        'E: Failed to fetch http://10.77.0.1:81/debian/dists/bookworm/InRelease  Could not connect to 10.77.0.1:81 (10.77.0.1). - connect (111: Connection refused)',
        INCOMPLETE,
      ],
      'repository-unreachable',
      'http://10.77.0.1:81/debian/dists/bookworm/InRelease',
    ],
    [
      'no such name',
      ["E: Failed to fetch http://nosuch.lab/debian/dists/bookworm/InRelease  Temporary failure resolving 'nosuch.lab'", INCOMPLETE],
      'repository-unreachable',
      'http://nosuch.lab/debian/dists/bookworm/InRelease',
    ],
    [
      'no such suite',
      ["E: The repository 'http://mirror.lab nosuchsuite Release' does not have a Release file."],
      'repository-unreachable',
      'http://mirror.lab',
    ],
    [
      'no route',
      [
        'E: Failed to fetch http://10.77.99.99/debian/dists/bookworm/InRelease  Could not connect to 10.77.99.99:80 (10.77.99.99). - connect (113: No route to host)',
        INCOMPLETE,
      ],
      'repository-unreachable',
      'http://10.77.99.99/debian/dists/bookworm/InRelease',
    ],
    [
      'changed in between',
      [
        'E: Failed to fetch http://mirror.lab/dists/hashsum/main/binary-amd64/Packages  File has unexpected size (199914 != 199913). Mirror sync in progress? [IP: 10.77.0.1 80]',
        '   Hashes of expected file:',
        '    - Filesize:199913 [weak]',
        INCOMPLETE,
      ],
      'repository-unreachable',
      'http://mirror.lab/dists/hashsum/main/binary-amd64/Packages',
    ],
    [
      'expired',
      [
        'E: Release file for http://mirror.lab/dists/expired/InRelease is expired (invalid since 378d 21h 54min 25s). Updates for this repository will not be applied.',
      ],
      'repository-expired',
      'http://mirror.lab/dists/expired/InRelease',
    ],
    [
      'not valid yet',
      [
        'E: Release file for http://mirror.lab/dists/future/InRelease is not valid yet (invalid for another 405d 2h 5min 25s). Updates for this repository will not be applied.',
      ],
      'repository-expired',
      'http://mirror.lab/dists/future/InRelease',
    ],
    [
      'bad signature',
      [
        'W: GPG error: http://mirror.lab badsig InRelease: The following signatures were invalid: BADSIG 56C7C8437A119067 lab mirror',
        "E: The repository 'http://mirror.lab badsig InRelease' is not signed.",
      ],
      'repository-signature',
      'http://mirror.lab',
    ],
    [
      'bad signature, with older lists on the host',
      [
        'W: An error occurred during the signature verification. The repository is not updated and the previous index files will be used. GPG error: http://mirror.lab/debian bookworm InRelease: The following signatures were invalid: BADSIG 43F400026BC5FF6C Patchbay lab (mirror)',
        'E: Failed to fetch http://mirror.lab/debian/dists/bookworm/InRelease  The following signatures were invalid: BADSIG 43F400026BC5FF6C Patchbay lab (mirror)',
        INCOMPLETE,
      ],
      'repository-signature',
      'http://mirror.lab/debian',
    ],
    [
      'unknown key, with older lists on the host, and only the errors at hand',
      [
        "E: Failed to fetch http://mirror.lab/debian/dists/bookworm/InRelease  The following signatures couldn't be verified because the public key is not available: NO_PUBKEY BF35431F5A2A492B",
        INCOMPLETE,
      ],
      'repository-signature',
      'http://mirror.lab/debian/dists/bookworm/InRelease',
    ],
    [
      'the mirror has nothing any more',
      ["E: The repository 'http://mirror.lab/debian bookworm Release' no longer has a Release file."],
      'repository-unreachable',
      'http://mirror.lab/debian',
    ],
    [
      'unknown key',
      [
        "W: GPG error: http://mirror.lab otherkey InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY AB27638BB1F0DA8C",
        "E: The repository 'http://mirror.lab otherkey InRelease' is not signed.",
      ],
      'repository-signature',
      'http://mirror.lab',
    ],
    [
      'no signature',
      ["E: The repository 'http://mirror.lab unsigned Release' is not signed."],
      'repository-signature',
      'http://mirror.lab',
    ],
  ])('%s', (_, stderr, kind, url) => {
    const problem = aptUpdateProblem(stderr, 100);
    expect(problem).toMatchObject({ kind, url });
    expect(problem).toHaveProperty('detail', stderr[0]);
  });

  it('lists locked by another program', () => {
    const stderr = [
      'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 880 (python3)',
      'E: Unable to lock directory /var/lib/apt/lists/',
    ];
    expect(aptUpdateProblem(stderr, 100)).toEqual({ kind: 'lock-held', lock: '/var/lib/apt/lists/lock', holder: 'python3 (pid 880)' });
  });

  it('as a plain user', () => {
    expect(aptUpdateProblem(['E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)'], 100)?.kind).toBe(
      'rights-needed',
    );
  });

  it.each([
    'W: Conflicting distribution: http://mirror.lab wrongname InRelease (expected wrongname but got trixie)',
    "W: Skipping acquire of configured file 'nosuchcomponent/binary-amd64/Packages' as repository 'http://mirror.lab bookworm InRelease' doesn't have the component 'nosuchcomponent' (component misspelt in sources.list?)",
    'W: Target Packages (main/binary-amd64/Packages) is configured multiple times in /etc/apt/sources.list:1 and /etc/apt/sources.list:2',
  ])('a warning that leaves the lists whole is no problem', (line) => expect(aptUpdateProblem([line], 0)).toBeNull());

  it('an old apt counts a failed index as a warning and ends with 0', () => {
    // Words of apt 1.0 to 2.0, by their source (apt-pkg/acquire-item.cc, cmdline/apt-get.cc); no capture.
    const stderr = [
      'W: Failed to fetch http://10.0.0.1/debian/dists/jessie/InRelease  ',
      'W: Some index files failed to download. They have been ignored, or old ones used instead.',
    ];
    expect(aptUpdateProblem(stderr, 0)).toMatchObject({
      kind: 'repository-unreachable',
      url: 'http://10.0.0.1/debian/dists/jessie/InRelease',
    });
  });

  it('anything else keeps its words', () => {
    expect(aptUpdateProblem(['E: Something new', 'gibberish'], 100)).toEqual({
      kind: 'command-failed',
      what: 'apt-get update',
      exit: 100,
      lines: ['E: Something new'],
    });
  });
});

describe('apt-get and dpkg', () => {
  it.each([
    [
      [
        'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 888 (python3)',
        'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      ],
      '/var/lib/dpkg/lock-frontend',
      'python3 (pid 888)',
    ],
    [
      [
        'E: Could not get lock /var/lib/dpkg/lock. It is held by process 897 (python3)',
        'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?',
      ],
      '/var/lib/dpkg/lock',
      'python3 (pid 897)',
    ],
    [
      [
        'E: Could not get lock /var/cache/apt/archives/lock. It is held by process 903 (python3)',
        'E: Unable to lock directory /var/cache/apt/archives/',
      ],
      '/var/cache/apt/archives/lock',
      'python3 (pid 903)',
    ],
    [
      ['E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?'],
      '/var/lib/dpkg/lock-frontend',
      'another program (it does not say which)',
    ],
  ])('lock held: %s', (lines, lock, holder) => expect(aptProblem(lines, 100)).toEqual({ kind: 'lock-held', lock, holder }));

  it('dpkg was interrupted', () => {
    const line = "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ";
    expect(aptProblem([line], 100)).toEqual({ kind: 'packages-broken', lines: [line.trim()] });
  });

  it('names the package that dpkg could not configure, and why', () => {
    const lines = [
      'Setting up patchbay-lab-fail (2) ...',
      'lab: cannot configure',
      'dpkg: error processing package patchbay-lab-fail (--configure):',
      ' installed patchbay-lab-fail package post-installation script subprocess returned error exit status 1',
      'Errors were encountered while processing:',
      ' patchbay-lab-fail',
      'E: Sub-process /usr/bin/dpkg returned an error code (1)',
    ];
    expect(aptProblem(lines, 100)).toEqual({
      kind: 'package-manager-failed',
      exit: 100,
      lines: [
        'dpkg: error processing package patchbay-lab-fail (--configure):',
        'installed patchbay-lab-fail package post-installation script subprocess returned error exit status 1',
        'E: Sub-process /usr/bin/dpkg returned an error code (1)',
      ],
    });
  });

  it('no room for downloads', () => {
    expect(aptProblem(["E: You don't have enough free space in /var/cache/apt/archives/."], 100)).toMatchObject({
      kind: 'disk-full',
      path: '/var/cache/apt/archives/',
    });
  });

  it('unmet dependencies name what is missing', () => {
    const lines = [
      "You might want to run 'apt --fix-broken install' to correct these.",
      'The following packages have unmet dependencies:',
      ' needy : Depends: nosuchdependency (>= 2) but it is not installable',
      "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).",
    ];
    expect(aptProblem(lines, 100)).toEqual({
      kind: 'dependencies',
      lines: ['needy : Depends: nosuchdependency (>= 2) but it is not installable', lines[3]],
    });
  });

  it.each([
    'E: Unable to correct problems, you have held broken packages.',
    'E: Held packages were changed and -y was used without --allow-change-held-packages.',
    'E: Packages need to be removed but remove is disabled.',
  ])('%s', (line) => expect(aptProblem([line], 100)).toEqual({ kind: 'dependencies', lines: [line] }));

  it('anything else keeps its words', () => {
    expect(aptProblem(['Reading package lists...', "E: Version '9.9' for 'nginx' was not found"], 100)).toEqual({
      kind: 'package-manager-failed',
      exit: 100,
      lines: ["E: Version '9.9' for 'nginx' was not found"],
    });
  });
});
