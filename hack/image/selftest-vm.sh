# Boots the VM image twice from one overlay, as a node does. Sourced by selftest.

boot_limit_s=120 # far above the 4 s of a quiet machine: TCG on a loaded one
key_options=(-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5 -o BatchMode=yes)

test_vm() {
  [ -f "$out/ciao-tiny.qcow2" ] || { echo "selftest: $out/ciao-tiny.qcow2 is missing: run hack/images vm" >&2; exit 2; }
  make_config_drive
  qemu-img create -q -f qcow2 -b "$out/ciao-tiny.qcow2" -F qcow2 "$work/disk.qcow2"
  mkfifo "$work"/{qmp,serial}.{in,out}
  check_first_boot
  check_second_boot
}

make_config_drive() {
  local dir=$work/drive/openstack/latest
  mkdir -p "$dir"
  ssh-keygen -q -t ed25519 -N '' -C meta -f "$work/key"
  ssh-keygen -q -t ed25519 -N '' -C config -f "$work/key2"
  cat >"$dir/meta_data.json" <<JSON
{"uuid": "selftest-1", "hostname": "web", "public_keys": {"first": "$(cat "$work/key.pub")\n"}}
JSON
  cat >"$dir/user_data" <<YAML
#cloud-config
ssh_authorized_keys:
  - $(cat "$work/key2.pub")
runcmd:
  - echo "marker \$(hostname) runs=\$(echo x >>/root/runs; wc -l </root/runs)"
  - [sh, -c, 'echo listed "\$0"', 'a b']
YAML
  xorriso -as mkisofs -quiet -V config-2 -J -r -o "$work/drive.iso" "$work/drive" 2>/dev/null
}

# Starts QEMU with serial console and QMP over two fifos each; waits until the guest says that it is ready.
boot() {
  console=$work/console.$1
  started=$(date +%s.%N)
  qemu-system-x86_64 -accel tcg,tb-size=32 -cpu max -M pc -m 128 -smp 1 -nodefaults -no-user-config -display none \
    -blockdev "driver=file,filename=$work/disk.qcow2,node-name=file" -blockdev driver=qcow2,file=file,node-name=root \
    -device virtio-blk-pci,drive=root \
    -blockdev "driver=raw,file.driver=file,file.filename=$work/drive.iso,read-only=on,node-name=drive" \
    -device virtio-blk-pci,drive=drive \
    -netdev user,id=net,hostfwd=tcp:127.0.0.1:0-:22 -device virtio-net-pci,netdev=net,romfile= \
    -chardev "pipe,id=console,path=$work/serial" -serial chardev:console \
    -chardev "pipe,id=qmp,path=$work/qmp" -mon chardev=qmp,mode=control &
  qemu=$!
  cat "$work/serial.out" >"$console" & # ends with QEMU
  exec 6>"$work/serial.in" 7>"$work/qmp.in" 8<"$work/qmp.out"
  qmp '{"execute": "qmp_capabilities"}' >/dev/null
  within $boot_limit_s says ' ready' && running || {
    echo "selftest: boot $1: no ready line within $boot_limit_s s; the end of the console:" >&2
    tail -n20 "$console" >&2
    exit 1
  }
  echo "        boot $1: ready $(since "$started") after start"
}

says() { grep -qa -- "$1" "$console" || ! running; }
prints() { grep -a -- "$1" "$console"; }
lacks() { ! grep -a -- "$1" "$console"; }
running() { kill -0 "$qemu" 2>/dev/null; }

# qmp COMMAND: sends one command and prints its answer, skipping events.
qmp() {
  local line
  echo "$1" >&7
  while read -r -t 10 -u 8 line; do
    case $line in *'"return"'* | *'"error"'*) echo "$line"; return ;; esac
  done
}

# The port that QEMU chose on 127.0.0.1 for the guest's ssh.
forwarded_port() {
  qmp '{"execute": "human-monitor-command", "arguments": {"command-line": "info usernet"}}' |
    sed 's/\\r\\n/\n/g' | awk '/HOST_FORWARD/ { print $4 }'
}

guest() { timeout 60 ssh -i "$work/$1" "${key_options[@]}" -p "$port" root@127.0.0.1 "$2"; }

power_down() {
  local asked
  asked=$(date +%s.%N)
  qmp '{"execute": "system_powerdown"}' >/dev/null
  check "system_powerdown ends the guest" within 60 eval '! running'
  exec 6>&- 7>&- 8<&-
  running || qemu=
  echo "        powered down in $(since "$asked")"
}

check_first_boot() {
  boot 1
  port=$(forwarded_port)
  check "console shows the hostname and both keys" prints 'ciao-init: instance=selftest-1 hostname=web ssh-keys=2'
  check "console shows the address from DHCP" prints 'dhcp=eth0:10.0.2.15/24 .*ready'
  within 30 says 'user-data ended' || true
  check "runcmd ran and wrote to the console" prints '^marker web runs=1'
  check "runcmd in list form" prints '^listed a b'
  within 30 says 'web login:' || true
  check "console has a login prompt" prints 'web login:'
  check_console_login
  check "ssh with the key of meta_data.json" guest key 'test "$(hostname)" = web'
  echo "        ssh answered by $(since "$started") after start"
  check "ssh with the key of the cloud-config" guest key2 true
  check "resolv.conf comes from DHCP" guest key 'grep "nameserver 10.0.2.3" /etc/resolv.conf'
  check_http
  check "ping" guest key 'ping -c 1 -W 5 10.0.2.2'
  power_down
}

check_console_login() {
  echo root >&6
  within 30 says '# ' || true
  echo 'echo "I am $(whoami)"' >&6
  within 30 says '^I am root' || true
  check "login on the console" prints '^I am root'
}

# A web server on this machine's loopback, which the guest reaches as 10.0.2.2.
check_http() {
  local server web_port
  mkdir -p "$work/www"
  echo fetched >"$work/www/index.html"
  for web_port in $(shuf -i 20000-29999 -n 5); do
    busybox httpd -f -p "127.0.0.1:$web_port" -h "$work/www" 2>/dev/null &
    server=$!
    sleep 0.2
    kill -0 $server 2>/dev/null && break
  done
  check "wget by address" guest key "wget -q -O - http://10.0.2.2:$web_port/ | grep fetched"
  check "wget by name" guest key "echo 10.0.2.2 outside >>/etc/hosts; wget -q -O - http://outside:$web_port/ | grep fetched"
  kill $server 2>/dev/null || true
}

check_second_boot() {
  boot 2
  port=$(forwarded_port)
  within 30 says 'not run again' || true
  check "second boot: runcmd is not run again" lacks '^marker'
  check "second boot: files of the first are there" guest key 'test "$(cat /root/runs)" = x'
  power_down
}
