# The guest's readers, run by the same awk (busybox) as in the guest. Sourced by selftest.

test_parsers() {
  local lib=$here/guest/lib
  cat >"$work/meta.json" <<'JSON'
{"uuid": "u-1", "hostname":"web", "public_keys": {"mine": "ssh-ed25519 AAAAC3 a@b\n", "a\"b": "ssh-rsa AAAAB3\u003d\u003d"},
 "keys": [ {"name": "mine", "type":"ssh"} ], "empty": {}, "none": [], "launch_index": 0, "on": true}
JSON
  cat >"$work/meta.expected" <<'LINES'
uuid	u-1
hostname	web
public_keys.mine	ssh-ed25519 AAAAC3 a@b\n
public_keys.a"b	ssh-rsa AAAAB3==
keys.0.name	mine
keys.0.type	ssh
launch_index	0
on	true
LINES
  busybox awk -f "$lib/json.awk" "$work/meta.json" >"$work/meta" || true
  check "json: nested objects, lists, escapes" diff "$work/meta.expected" "$work/meta"
  check "json: a mistake ends with a failure" refuses_bad_json "$lib/json.awk"

  cat >"$work/user_data" <<'YAML'
#cloud-config
hostname: "db"   # the name
package_update: true
ssh_authorized_keys:
  - ssh-ed25519 AAAA1 one@x
  - 'ssh-rsa AAAA2 two' # comment
users:
- default
- name: kim
  ssh-authorized-keys:
    - ecdsa-sha2-nistp256 AAAA3 three
- name: not-a-key
runcmd:
  - echo plain "quoted" # dropped
  - 'echo ''single'' a: b'
  - "echo \"double\" \\ end"
  - [sh, -c, "echo 'list' $HOME"]
  - |
    if true; then
      echo block
    fi
  - echo long
    line
  - >
    echo folded
    text
  - - nested
    - list
write_files:
  - path: /x
YAML
  cat >"$work/config.expected" <<'LINES'
hostname	db
ignored	package_update
key	ssh-ed25519 AAAA1 one@x
key	ssh-rsa AAAA2 two
key	ecdsa-sha2-nistp256 AAAA3 three
ignored	runcmd item 8 (a list in dashes; write it in brackets)
ignored	write_files
LINES
  cat >"$work/runcmd.expected" <<'SCRIPT'
#!/bin/sh
echo plain "quoted"
echo 'single' a: b
echo "double" \ end
'sh' '-c' 'echo '\''list'\'' $HOME'
if true; then
  echo block
fi
echo long line
echo folded text
SCRIPT
  busybox awk -v runcmd="$work/runcmd" -f "$lib/cloud-config.awk" "$work/user_data" >"$work/config"
  check "cloud-config: hostname, keys, what is ignored" diff "$work/config.expected" "$work/config"
  check "cloud-config: runcmd in every form" diff "$work/runcmd.expected" "$work/runcmd"
}

refuses_bad_json() {
  local text
  for text in '{"a": }' '{"a": "b' '{"a" 1}' '{} x' ''; do
    if echo "$text" | busybox awk -f "$1" >/dev/null; then echo "accepted: $text"; return 1; fi
  done
}
